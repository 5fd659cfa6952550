"""Tests for the side-by-side diff."""

from hypothesis import given
from hypothesis import strategies as st

from reflect.tui.screens.edit.diff import ADDED, CHANGED, MISSING, SAME, diff


def lines(text: str, other: str) -> list[tuple[list[str], list[str]]]:
    """Return a diff as plain lines."""
    return [
        ([line.plain for line in block.mine], [line.plain for line in block.theirs])
        for block in diff(text, other)
    ]


def test_diff_pairs_changed_lines() -> None:
    assert lines("a\nb\nc", "a\nx\nc") == [
        (["  a"], ["  a"]),
        (["≠ b"], ["≠ x"]),
        (["  c"], ["  c"]),
    ]


def test_diff_marks_a_missing_line() -> None:
    assert lines("a", "a\nb")[-1] == ([MISSING], ["+ b"])
    assert lines("a\nb", "a")[-1] == (["+ b"], [MISSING])


def test_diff_marks_additional_lines() -> None:
    assert lines("a", "x\ny") == [(["≠ a"], ["≠ x", "+ y"])]


def test_diff_emphasises_changed_words() -> None:
    (block,) = diff("we launched on Friday", "we launched on Monday")
    (line,) = block.mine
    assert [line.plain[span.start : span.end] for span in line.spans] == ["Friday"]


def test_diff_emphasises_a_very_long_line_entirely() -> None:
    long = " ".join(["word"] * 2000)
    (block,) = diff(long, f"{long} more")
    assert [(span.start, span.end) for span in block.mine[0].spans] == [(2, 2 + len(long))]


def test_diff_compares_repeated_words() -> None:
    line = "word " * 690
    (block,) = diff(f"{line}mine", f"{line}theirs")
    assert block.mine[0].plain == f"≠ {line}mine"


def test_diff_counts_a_long_run_of_equal_lines() -> None:
    text = "\n".join(map(str, range(30)))
    before = [mine for mine, _ in lines(text + "\nx", text + "\ny")]
    assert before[:2] == [["⋯ 27 lines the same"], ["  27", "  28", "  29"]]
    after = [mine for mine, _ in lines("x\n" + text, "y\n" + text)]
    assert after[1:] == [["  0", "  1", "  2"], ["⋯ 27 lines the same"]]


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_diff_keeps_every_line(one: str, other: str) -> None:
    blocks = lines(one, other)
    if "⋯" in str(blocks):
        return
    for side, text in ((0, one), (1, other)):
        shown = [line for block in blocks for line in block[side] if line != MISSING]
        assert [line[2:] for line in shown] == text.split("\n")
        assert all(line.startswith((SAME, CHANGED, ADDED)) for line in shown)


def test_diff_shows_no_control_characters() -> None:
    assert lines("a\x1b", "b\x07") == [(["≠ a␛"], ["≠ b␇"])]
