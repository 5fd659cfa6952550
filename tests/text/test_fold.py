"""Folding text for comparison."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.text.fold import fold

ANY_TEXT = st.text(st.characters(), max_size=60)
LETTERS = st.characters(categories=["L", "M", "N", "P", "Z"])


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Café", "cafe"),
        ("cafe\u0301", "cafe"),
        ("Straße", "strasse"),
        ("STRASSE", "strasse"),
        ("Łódź Øre Ærø", "lodz ore aero"),
        ("İstanbul", "istanbul"),
        ("ﬁnal ＡＢＣ", "final abc"),
        ("don’t “say” – it…", 'don\'t "say" - it...'),
        ("Product™ m²", "product™ m²"),
        ("5 \u212a \u212bngström", "5 k angstrom"),
        ("がか", "がか"),
        ("한국", "한국"),
        ("Σίσυφος", "σισυφοσ"),
    ],
)
def test_fold_drops_case_and_accents(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(LETTERS))
def test_fold_ignores_the_normal_form_of_letters(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
