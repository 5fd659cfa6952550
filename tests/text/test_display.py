"""Preparing text for display on a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.text.display import safe_display

WITH_SURROGATES = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs"]),
        st.sampled_from("\x00\x07\x1b\r\x7f\x85\x9b\u061c\u200f\u2028\u202e\u2066\u2069\n\t"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, ünïcode, 日本", "plain, ünïcode, 日本"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x1b[2J", "␛[2J"),
        ("\x9b2J", "<U+009B>2J"),
        ("over\rwritten", "over␍written"),
        ("nul\x00 del\x7f", "nul␀ del␡"),
        ("\u202egnp.exe", "<U+202E>gnp.exe"),
        ("\ud83d", "<U+D83D>"),
        ("line\u2028separator", "line<U+2028>separator"),
    ],
)
def test_safe_display_marks_characters_that_affect_a_terminal(text: str, shown: str) -> None:
    assert safe_display(text) == shown


def test_safe_display_keeps_only_the_requested_characters() -> None:
    assert safe_display("a\n\tb", keep="") == "a␊␉b"
    assert safe_display("a\n\tb", keep="\n") == "a\n␉b"


@given(WITH_SURROGATES)
def test_safe_display_replaces_every_control_character(text: str) -> None:
    shown = safe_display(text)
    bad = [char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
    assert set(bad) <= {"\n", "\t"}
    assert not set(shown) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067")
    assert safe_display(shown) == shown
