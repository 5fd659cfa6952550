"""Tests for the tag syntax."""

import pytest

from reflect.errors import UsageError
from reflect.tui.screens.browse.tag_syntax import TagChange, parse_change, problem


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("launch", TagChange(("launch",))),
        ("launch -draft", TagChange(("launch",), ("draft",))),
        ("+Launch, #Q4 ,-old", TagChange(("launch", "q4"), ("old",))),
        ('"on call" -"in haste"', TagChange(("on call",), ("in haste",))),
        ("one one -two -two", TagChange(("one",), ("two",))),
        ("well-being", TagChange(("well-being",))),
    ],
)
def test_parse_change(text: str, change: TagChange) -> None:
    assert parse_change(text) == change
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
def test_invalid_changes_are_reported(text: str, words: str) -> None:
    with pytest.raises(UsageError):
        parse_change(text)
    assert words in problem(text)


def test_inverse_depends_on_the_tags_of_the_entry() -> None:
    change = TagChange(("a", "b"), ("c", "d"))
    assert change.inverse(["a", "c", "z"]) == TagChange(("c",), ("b",))
    assert change.inverse(["a", "b"]) == TagChange()
