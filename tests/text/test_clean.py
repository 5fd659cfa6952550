"""Cleaning text on its way into the model."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.text.clean import (
    MARK,
    Cleaned,
    clean,
    clean_tag,
    first_line,
    normalise,
    normalise_line,
    one_line,
)

PIECES = st.one_of(
    st.characters(),
    st.characters(categories=["Cs", "Cc"]),
    st.sampled_from(["\x1b[", "\x1b]", "\x9b", "\x9d", "\x07", "\x1b\\", "1m", "e\u0301", " \n"]),
)
ANY_TEXT = st.lists(PIECES, max_size=60).map("".join)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain, ünïcode, 日本\n\ttab", Cleaned("plain, ünïcode, 日本\n\ttab")),
        ("one\r\ntwo\rthree", Cleaned("one\ntwo\nthree")),
        ("\x1b[1;31mred\x1b[0m", Cleaned("red", removed=2)),
        ("\x9b2Jcleared", Cleaned("cleared", removed=1)),
        ("\x1b]52;c;aGk=\x07clip", Cleaned("clip", removed=1)),
        ("\x1b]8;;https://example.org\x1b\\link\x1b]8;;\x1b\\", Cleaned("link", removed=2)),
        ("\x9d0;title\x9ctext", Cleaned("text", removed=1)),
        ("\x1b]0;no end", Cleaned(f"{MARK}]0;no end", replaced=1)),
        ("\x1b]0;next\nline\x07", Cleaned(f"{MARK}]0;next\nline{MARK}", replaced=2)),
        ("\x1b\x1b[0m[0m", Cleaned(f"{MARK}[0m", replaced=1, removed=1)),
        ("nul\x00 del\x7f nel\x85", Cleaned(f"nul{MARK} del{MARK} nel{MARK}", replaced=3)),
        ("lone \ud800 half", Cleaned(f"lone {MARK} half", replaced=1)),
        ("a pair \ud83d\ude00", Cleaned("a pair 😀")),
        (f"a mark {MARK}", Cleaned(f"a mark {MARK}")),
        ("\u202egnp.exe", Cleaned("\u202egnp.exe")),
    ],
)
def test_clean_removes_sequences_and_replaces_control_characters(
    text: str, cleaned: Cleaned
) -> None:
    assert clean(text) == cleaned


def test_notice_counts_replacements_and_removals() -> None:
    assert Cleaned("").notice == ""
    assert "1 unsupported character " in Cleaned("", replaced=1).notice
    assert "2 terminal control sequences" in Cleaned("", removed=2).notice


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
def test_normalise_removes_trailing_spaces_and_blank_lines(text: str, kept: str) -> None:
    assert normalise(text) == kept


@given(ANY_TEXT)
def test_normalised_text_has_no_control_characters_or_trailing_spaces(text: str) -> None:
    kept = normalise(text)
    controls = {char for char in kept if unicodedata.category(char) in ("Cc", "Cs")}
    assert controls <= {"\n", "\t"}
    assert all(line == line.rstrip() for line in kept.split("\n"))
    assert normalise(kept) == kept
    assert clean(kept) == Cleaned(kept)
    kept.encode("utf-8")


@given(ANY_TEXT)
def test_normalised_line_is_a_single_line_in_nfc(text: str) -> None:
    line = normalise_line(text)
    assert "\n" not in line
    assert unicodedata.is_normalized("NFC", line)
    assert normalise_line(line) == line
    assert normalise(line) == line


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("#Launch", "launch"),
        ("Cafe\u0301 ", "café"),
        ("J\u030c", "\u01f0"),
        ("on  call", "on call"),
    ],
)
def test_clean_tag_returns_lower_case_in_nfc(text: str, tag: str) -> None:
    assert clean_tag(text) == tag


@pytest.mark.parametrize("text", ["", "# ", "a,b", 'a"b', "a\x07b", "a\ud800b", "a\u202eb"])
def test_clean_tag_rejects_separators_and_control_characters(text: str) -> None:
    with pytest.raises(UsageError):
        clean_tag(text)


@given(ANY_TEXT)
def test_clean_tag_is_idempotent(text: str) -> None:
    try:
        tag = clean_tag(text)
    except UsageError:
        return
    assert clean_tag(tag) == tag == normalise_line(tag)


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
def test_first_line_is_shortened_at_a_word_boundary(text: str, width: int, line: str) -> None:
    assert first_line(text, width) == line


@given(st.text(max_size=60), st.integers(2, 30))
def test_first_line_is_never_too_long(text: str, width: int) -> None:
    line = first_line(text, width)
    assert len(line) <= width
    assert "\n" not in line


def test_one_line_collapses_white_space() -> None:
    assert one_line("  a\n\n b\t c ") == "a b c"
