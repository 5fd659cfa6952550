"""The decoder for text from files, pipes and arguments."""

import codecs
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import FileError
from reflect.text.decode import EncodingError, decode, decode_argument

TEXT = "Späť um 9 €\nДва\n日本 👩‍👧"
LATIN = "Café: déjà vu.\nÄrger."


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    ],
    ids=["UTF-8", "UTF-8 with a mark", "UTF-16", "little endian", "big endian"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "shift_jis", "no-such-codec"])
def test_unicode_is_decoded_in_every_locale(data: bytes, encoding: str) -> None:
    assert decode(data, encoding=encoding) == TEXT


@given(st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Z"))))
def test_any_text_survives(text: str) -> None:
    assert decode(text.encode()) == text
    assert decode(text.encode("utf-16")) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [("iso8859-1", LATIN), ("iso8859-15", "5 €"), ("koi8-r", "Два"), ("euc_jp", "日本\n")],
)
def test_text_in_the_encoding_of_the_locale_is_decoded(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), encoding=encoding) == text


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"caf\xe9", (1, 4)),
        (b"fine\ncaf\xe9 and\xff", (2, 9)),
        (b"\xef\xbb\xbfone\r\ntwo\r\n\xc3", (3, 14)),
        ("ö".encode() + b"\xed\xa0\x80", (1, 3)),  # a lone surrogate
        (codecs.BOM_UTF16_LE + "a\nbc".encode("utf-16-le")[:-1], (2, 9)),
        (codecs.BOM_UTF16_BE + b"\0a\0\n\xd8\0\0b", (2, 7)),
        ("Snapped at Ada".encode("utf-16-le"), (1, 2)),
        ("Snapped at Ada".encode("utf-16-be"), (1, 1)),
        ("Два слова".encode("utf-16-le"), (1, 1)),
        ("Snapped at Ada".encode("utf-32"), (1, 3)),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", (1, 1)),
    ],
)
def test_other_bytes_are_refused_with_their_place(data: bytes, place: tuple[int, int]) -> None:
    with pytest.raises(EncodingError) as caught:
        decode(data, "notes.txt", encoding="utf-8")
    error = caught.value
    assert isinstance(error, FileError)
    assert (error.line, error.byte) == place
    assert error.exit_code == 7
    assert error.message.startswith("notes.txt: ")
    assert f"byte {place[1]}" in error.message
    assert f"line {place[0]}" in error.message


def test_bytes_that_fit_neither_encoding_are_refused() -> None:
    with pytest.raises(EncodingError) as caught:
        decode(b"caf\xe9", encoding="ascii")
    assert "ascii" in caught.value.message
    with pytest.raises(EncodingError):
        decode(b"\xef\xbb\xbfcaf\xe9", encoding="latin-1")
    with pytest.raises(EncodingError):
        decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", encoding="latin-1")


@pytest.mark.parametrize("text", ["a\x00b", "\x07", "\x1b[31mred\x1b[0m", "\x00\x01\x02", ""])
def test_a_few_control_characters_are_left_to_the_gate(text: str) -> None:
    assert decode(text.encode()) == text


def test_argument_is_decoded_as_utf_8_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    assert decode_argument("Späť") == "Späť"
    with pytest.raises(EncodingError) as caught:
        decode_argument("caf\udce9")
    assert caught.value.byte == 4
    assert decode_argument("\ud800 lone") == "\ud800 lone"
    monkeypatch.setattr(os, "fsencode", lambda text: text.encode("latin-1", "surrogateescape"))
    assert decode_argument("Café".encode().decode("latin-1")) == "Café"
    assert decode_argument("Café") == "Café"
