"""Text on its way in, on its way to a screen, and folded for comparing."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.text.clean import first_line, normalise, one_line
from reflect.text.display import safe_display
from reflect.text.fold import fold
from reflect.text.slug import slug

ANY_TEXT = st.text(st.characters(), max_size=60)
LETTERS = st.characters(categories=["L", "M", "N", "P", "Z"])
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
def test_what_could_act_on_a_terminal_becomes_a_mark(text: str, shown: str) -> None:
    assert safe_display(text) == shown


def test_safe_display_keeps_only_what_it_is_told_to() -> None:
    assert safe_display("a\n\tb", keep="") == "a␊␉b"
    assert safe_display("a\n\tb", keep="\n") == "a\n␉b"


@given(WITH_SURROGATES)
def test_no_control_code_ever_passes(text: str) -> None:
    shown = safe_display(text)
    bad = [char for char in shown if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")]
    assert set(bad) <= {"\n", "\t"}
    assert not set(shown) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067")
    assert safe_display(shown) == shown


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("trailing  \t\nblanks ", "trailing\nblanks"),
        ("\n \n  indented\n\n\n", "  indented"),
        ("kept\n\ninside", "kept\n\ninside"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("a pair \ud83d\ude00", "a pair 😀"),
        (" \n\t", ""),
    ],
)
def test_text_is_normalised_on_the_way_in(text: str, kept: str) -> None:
    assert normalise(text) == kept


@given(WITH_SURROGATES)
def test_normalised_text_stays_and_can_be_written(text: str) -> None:
    kept = normalise(text)
    assert normalise(kept) == kept
    kept.encode("utf-8")


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
def test_case_and_accents_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANY_TEXT)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(LETTERS))
def test_letters_in_another_form_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


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
def test_slugs_are_fit_for_file_names(text: str, name: str) -> None:
    assert slug(text) == name


@given(ANY_TEXT)
def test_a_slug_is_short_plain_and_never_empty(text: str) -> None:
    name = slug(text)
    assert 0 < len(name) <= 60
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not name.startswith("-")


@pytest.mark.parametrize(
    ("text", "width", "line"),
    [
        ("short", 10, "short"),
        ("\n\n  second line\nthird", 20, "second line"),
        ("We promised a date, and then", 20, "We promised a date…"),
        ("abcdefghijkl", 5, "abcd…"),
        ("", 5, ""),
    ],
)
def test_the_first_line_is_cut_at_a_word(text: str, width: int, line: str) -> None:
    assert first_line(text, width) == line


@given(ANY_TEXT, st.integers(2, 30))
def test_the_first_line_is_never_too_long(text: str, width: int) -> None:
    line = first_line(text, width)
    assert len(line) <= width
    assert "\n" not in line


def test_one_line_joins_runs_of_white_space() -> None:
    assert one_line("  a\n\n b\t c ") == "a b c"
