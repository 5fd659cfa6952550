"""Where two texts differ: lines are paired, words are set off, long runs are shortened."""

from hypothesis import given
from hypothesis import strategies as st

from reflect.tui.differing import NOT_HERE, ONLY, OTHER, SAME, compare

# What is shown and which keys do what is the same whatever the journal is.


def lines(text: str, other: str) -> list[tuple[list[str], list[str]]]:
    """Compare, as plain lines."""
    return [
        ([line.plain for line in block.mine], [line.plain for line in block.theirs])
        for block in compare(text, other)
    ]


def test_a_changed_line_stands_beside_its_other_form() -> None:
    assert lines("a\nb\nc", "a\nx\nc") == [
        (["  a"], ["  a"]),
        (["≠ b"], ["≠ x"]),
        (["  c"], ["  c"]),
    ]


def test_a_line_that_one_side_lacks_says_so_on_the_other() -> None:
    assert lines("a", "a\nb")[-1] == ([NOT_HERE], ["+ b"])
    assert lines("a\nb", "a")[-1] == (["+ b"], [NOT_HERE])


def test_lines_beyond_the_pairs_are_marked_as_more() -> None:
    assert lines("a", "x\ny") == [(["≠ a"], ["≠ x", "+ y"])]


def test_only_the_words_that_differ_are_set_off() -> None:
    (block,) = compare("we launched on Friday", "we launched on Monday")
    (line,) = block.mine
    assert [line.plain[span.start : span.end] for span in line.spans] == ["Friday"]


def test_a_line_of_very_many_words_is_set_off_whole() -> None:
    long = " ".join(["word"] * 2000)
    (block,) = compare(long, f"{long} more")
    assert [(span.start, span.end) for span in block.mine[0].spans] == [(2, 2 + len(long))]


def test_of_very_many_lines_the_later_are_set_off_whole() -> None:
    words = " ".join(f"word{number}" for number in range(400))
    (block,) = compare("\n".join([f"{words} mine"] * 9), "\n".join([f"{words} theirs"] * 9))
    set_off = [line.plain[line.spans[0].start : line.spans[0].end] for line in block.mine]
    assert set_off[0] == "mine"
    assert set_off[-1] == f"{words} mine"


def test_words_that_come_again_and_again_are_compared() -> None:
    line = "word " * 690
    (block,) = compare(f"{line}mine", f"{line}theirs")
    assert block.mine[0].plain == f"≠ {line}mine"


def test_a_long_run_of_the_same_lines_is_shortened_around_the_differences() -> None:
    text = "\n".join(map(str, range(30)))
    (same, _) = lines(text + "\nx", text + "\ny")[0]
    assert same == ["⋯ 27 lines the same", "  27", "  28", "  29"]
    (same, _) = lines("x\n" + text, "y\n" + text)[1]
    assert same == ["  0", "  1", "  2", "⋯ 27 lines the same"]


def test_one_line_is_not_left_out_for_another() -> None:
    assert "⋯" not in str(lines("x\n1\n2\n3\n4\n5\n6\n7\ny", "X\n1\n2\n3\n4\n5\n6\n7\nY"))


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_no_line_is_lost_where_none_is_left_out(one: str, other: str) -> None:
    blocks = lines(one, other)
    if "⋯" in str(blocks):
        return
    for side, text in ((0, one), (1, other)):
        shown = [line for block in blocks for line in block[side] if line != NOT_HERE]
        assert [line[2:] for line in shown] == text.split("\n")
        assert all(line.startswith((SAME, OTHER, ONLY)) for line in shown)


def test_control_codes_are_marks_on_both_sides() -> None:
    assert lines("a\x1b", "b\x07") == [(["≠ a␛"], ["≠ b␇"])]
