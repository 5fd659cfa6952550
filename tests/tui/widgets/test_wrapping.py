"""Rows of an editor: nothing lost, nothing too wide, and each place found again."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.geometry import Offset

from reflect.text.display import safe_display
from reflect.tui.widgets.document import MarkedDocument
from reflect.tui.widgets.marks import shown
from reflect.tui.widgets.wrapping import Wrapping

TEXTS = st.text(alphabet=st.sampled_from("ab  \t\n\x1b日é\u0301👍\u202e"), max_size=60)


def wrapped(text: str, width: int) -> Wrapping:
    """Wrap a text."""
    wrapping = Wrapping(MarkedDocument(text))
    wrapping.wrap(width)
    return wrapping


def test_every_character_that_acts_on_a_terminal_is_one_harmless_cell() -> None:
    for code in range(0x110000):
        char = chr(code)
        if safe_display(char) != char:
            mark = shown(char)
            assert safe_display(mark, keep="") == mark, hex(code)
            assert (len(mark), cell_len(mark)) == (1, 1), hex(code)
        elif char not in "\n\t":
            assert shown(char) == char


@given(TEXTS, st.integers(4, 20))
def test_the_rows_of_a_text_are_the_text_and_fit(text: str, width: int) -> None:
    wrapping = wrapped(text, width)
    rows = [wrapping.row(y) for y in range(wrapping.height)]
    lines = [
        "".join(row.text for row in rows if row.line == n) for n in range(len(text.split("\n")))
    ]
    assert lines == [shown(line) for line in text.split("\n")]
    for row in rows:
        assert cell_len(row.text.replace("\t", "")) + sum(row.tabs) <= width + 1


@given(TEXTS, TEXTS, st.integers(0, 60), st.integers(0, 60), st.integers(4, 20))
def test_an_edit_leaves_the_rows_as_if_all_were_wrapped_anew(
    text: str, new: str, start: int, end: int, width: int
) -> None:
    document = MarkedDocument(text)
    wrapping = Wrapping(document)
    wrapping.wrap(width)
    first, last = sorted((min(start, len(text)), min(end, len(text))))
    top, bottom = place(text, first), place(text, last)
    result = document.replace_range(top, bottom, new)
    wrapping.wrap_range(top, bottom, result.end_location)
    assert document.text == text[:first] + new + text[last:]
    assert result.replaced_text == text[first:last]
    anew = wrapped(document.text, width)
    assert [wrapping.row(y) for y in range(wrapping.height)] == [
        anew.row(y) for y in range(anew.height)
    ]


@given(st.text(alphabet="ab \n", max_size=60), st.integers(4, 20))
def test_a_place_is_found_again_where_it_is_shown(text: str, width: int) -> None:
    wrapping = wrapped(text, width)
    for index in range(len(text)):
        where = place(text, index)
        offset = wrapping.location_to_offset(where)
        assert wrapping.offset_to_location(offset) == where
    assert wrapping.offset_to_location(Offset(999, 999)) == place(text, len(text))


def place(text: str, index: int) -> tuple[int, int]:
    """Turn an index into line and column."""
    before = text[:index].split("\n")
    return len(before) - 1, len(before[-1])
