"""Where two texts differ: lines are paired, words are set off, long runs are shortened."""

from hypothesis import given
from hypothesis import strategies as st

from reflect.tui.screens.edit.diff import ADDED, CHANGED, MISSING, SAME, diff


def lines(text: str, other: str) -> list[tuple[list[str], list[str]]]:
    """Compare, as plain lines."""
    return [
        ([line.plain for line in block.mine], [line.plain for line in block.theirs])
        for block in diff(text, other)
    ]


def test_a_changed_line_stands_beside_its_other_form() -> None:
    assert lines("a\nb\nc", "a\nx\nc") == [
        (["  a"], ["  a"]),
        (["≠ b"], ["≠ x"]),
        (["  c"], ["  c"]),
    ]


def test_a_line_that_one_side_lacks_says_so_on_the_other() -> None:
    assert lines("a", "a\nb")[-1] == ([MISSING], ["+ b"])
    assert lines("a\nb", "a")[-1] == (["+ b"], [MISSING])


def test_lines_beyond_the_pairs_are_marked_as_more() -> None:
    assert lines("a", "x\ny") == [(["≠ a"], ["≠ x", "+ y"])]


def test_only_the_words_that_differ_are_set_off() -> None:
    (block,) = diff("we launched on Friday", "we launched on Monday")
    (line,) = block.mine
    assert [line.plain[span.start : span.end] for span in line.spans] == ["Friday"]


def test_a_line_of_very_many_words_is_set_off_whole() -> None:
    long = " ".join(["word"] * 2000)
    (block,) = diff(long, f"{long} more")
    assert [(span.start, span.end) for span in block.mine[0].spans] == [(2, 2 + len(long))]


def test_words_that_come_again_and_again_are_compared() -> None:
    line = "word " * 690
    (block,) = diff(f"{line}mine", f"{line}theirs")
    assert block.mine[0].plain == f"≠ {line}mine"


def test_a_long_run_of_equal_lines_is_counted() -> None:
    text = "\n".join(map(str, range(30)))
    before = [mine for mine, _ in lines(text + "\nx", text + "\ny")]
    assert before[:2] == [["⋯ 27 lines the same"], ["  27", "  28", "  29"]]
    after = [mine for mine, _ in lines("x\n" + text, "y\n" + text)]
    assert after[1:] == [["  0", "  1", "  2"], ["⋯ 27 lines the same"]]


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_no_line_is_lost_where_none_is_left_out(one: str, other: str) -> None:
    blocks = lines(one, other)
    if "⋯" in str(blocks):
        return
    for side, text in ((0, one), (1, other)):
        shown = [line for block in blocks for line in block[side] if line != MISSING]
        assert [line[2:] for line in shown] == text.split("\n")
        assert all(line.startswith((SAME, CHANGED, ADDED)) for line in shown)


def test_control_codes_are_marks_on_both_sides() -> None:
    assert lines("a\x1b", "b\x07") == [(["≠ a␛"], ["≠ b␇"])]
