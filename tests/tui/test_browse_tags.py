"""What is typed to change tags."""

import pytest

from reflect.errors import UsageError
from reflect.tui.screens.browse.tag_syntax import TagChange as Change
from reflect.tui.screens.browse.tag_syntax import parse_change as read_change
from reflect.tui.screens.browse.tag_syntax import problem


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("launch", Change(("launch",))),
        ("launch -draft", Change(("launch",), ("draft",))),
        ("+Launch, #Q4 ,-old", Change(("launch", "q4"), ("old",))),
        ('"on call" -"in haste"', Change(("on call",), ("in haste",))),
        ("one one -two -two", Change(("one",), ("two",))),
        ("well-being", Change(("well-being",))),
    ],
)
def test_tags_are_read_as_typed(text: str, change: Change) -> None:
    assert read_change(text) == change
    assert problem(text) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no tag yet"),
        (" , ", "no tag yet"),
        ('"on call', "quote is not closed"),
        ("one -one", "both added and taken away"),
        ('""', "Not a tag"),
        ("#", "Not a tag"),
        ("a\x1bb", "Not a tag"),
    ],
)
def test_what_is_no_tag_is_told(text: str, words: str) -> None:
    with pytest.raises(UsageError):
        read_change(text)
    assert words in problem(text)


def test_a_change_is_taken_back_for_what_each_entry_had() -> None:
    change = Change(("a", "b"), ("c", "d"))
    assert change.inverse(["a", "c", "z"]) == Change(("c",), ("b",))
    assert change.inverse(["a", "b"]) == Change()
