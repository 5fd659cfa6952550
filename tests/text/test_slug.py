"""Slugs for file names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.text.slug import slug


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Launched without support!", "launched-without-support"),
        ("Don't: Ünïcode / ../etc", "dont-unicode-etc"),
        ("日本", "untitled"),
        ("", "untitled"),
        ("word " * 20, "-".join(["word"] * 12)),
        ("x" * 80, "x" * 60),
    ],
)
def test_slug_is_a_valid_file_name(text: str, name: str) -> None:
    assert slug(text) == name


@given(st.text(max_size=60))
def test_slug_is_short_plain_and_never_empty(text: str) -> None:
    name = slug(text)
    assert 0 < len(name) <= 60
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not name.startswith("-")
