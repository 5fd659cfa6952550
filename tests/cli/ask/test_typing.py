"""Typing on a terminal: keys out of bytes, editing, and what is painted."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.cli.plain.buffer import EDITS, Buffer
from reflect.cli.plain.keyboard import InputResult
from reflect.cli.plain.keys import Key, Keys
from reflect.cli.plain.layout import BLANKS, columns, rows_of, text_columns
from reflect.cli.plain.typing import Typing
from tests.cli.ask.pressing import ENTER, WORDS, field, on, press, writing_to
from tests.cli.screen import Screen

EVERY_KEY = [*EDITS, "up", "down", "newline", "enter", "redraw"]
PRESSED = st.lists(
    st.one_of(
        st.sampled_from(EVERY_KEY).map(Key),
        WORDS.map(lambda text: Key("paste", text)),
        st.sampled_from(["a", "word ", "é", "日本"]).map(lambda text: Key("text", text)),
    ),
    max_size=25,
)


def names(data: bytes, *, keys: Keys | None = None) -> list[str]:
    return [key.name for key in (keys or Keys()).feed(data)]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\r", "enter"),
        (b"\x7f", "backspace"),
        (b"\x1b[A", "up"),
        (b"\x1bOA", "up"),
        (b"\x1b[1;5D", "word_left"),
        (b"\x1bb", "word_left"),
        (b"\x1b[H", "home"),
        (b"\x1b[1~", "home"),
        (b"\x1b[3~", "delete"),
        (b"\x1b\r", "newline"),
        (b"\x03", "stop"),
        (b"\x04", "end_of_text"),
        ("ü".encode(), "text"),
    ],
)
def test_keys_have_names(data: bytes, name: str) -> None:
    assert names(data) == [name]


@pytest.mark.parametrize("data", [b"\x1b[I", b"\x1b[?62;1c", b"\t", b"\x00", b"\x1b[25~", b"\x1bq"])
def test_what_is_no_key_of_ours_types_nothing(data: bytes) -> None:
    assert Keys().feed(data + b"x") == [Key("text", "x")]


@given(st.lists(st.integers(1, 30), max_size=20))
def test_keys_are_the_same_however_the_bytes_are_cut(cuts: list[int]) -> None:
    data = "Zoë\x1b[A\x1b[200~one\r\rtwo 日本\x1b[3~\x1b[201~\x1b[1;5C\r".encode()
    keys = Keys()
    found = []
    for cut in [*cuts, len(data)]:
        found += keys.feed(data[:cut])
        data = data[cut:]
    typed = "".join(key.text for key in found if key.name == "text")
    assert typed == "Zoë"
    assert [key.name for key in found if key.name != "text"] == [
        "up",
        "paste",
        "word_right",
        "enter",
    ]
    assert next(key.text for key in found if key.name == "paste") == "one\r\rtwo 日本\x1b[3~"


def test_a_paste_without_an_end_is_not_lost() -> None:
    keys = Keys()
    assert keys.feed(b"\x1b[200~One.") == []
    assert keys.is_waiting
    assert keys.give_up() == [Key("paste", "One.")]
    assert names(b"\x03", keys=keys) == ["stop"]


def test_a_lone_escape_does_not_swallow_the_next_key() -> None:
    keys = Keys()
    assert keys.feed(b"\x1b") == []
    assert keys.give_up() == []
    assert names(b"a", keys=keys) == ["text"]


def test_backspace_takes_a_character_with_its_accents() -> None:
    for text in ("xe\u0301", "x日", "x👨\u200d👩", "x👍"):
        buffer = Buffer(text)
        buffer.backspace()
        assert buffer.text == "x"


def test_a_word_and_the_rest_of_a_line_can_be_cut() -> None:
    buffer = Buffer("one two\nthree four")
    buffer.cut_word()
    assert buffer.text == "one two\nthree "
    buffer.cut_to_start()
    assert buffer.text == "one two\n"
    buffer.left()
    buffer.home()
    buffer.cut_to_end()
    assert buffer.text == "\n"


@given(WORDS, st.integers(8, 30))
def test_rows_hold_the_whole_text_and_fit(text: str, width: int) -> None:
    rows = rows_of(text, width)
    gaps = [text[end:start] for (_, end), (start, _) in pairwise(rows)]
    assert set(gaps) <= {"", "\n"}
    assert "".join(text[start:end] for start, end in rows) == text.replace("\n", "")
    widest = max(columns(char) for char in text) if text else 0
    assert all(text_columns(text[s:e].rstrip(BLANKS)) <= max(width, widest) for s, e in rows)


@given(PRESSED, st.integers(14, 50))
def test_the_screen_shows_what_a_fresh_one_would(keys: list[Key], width: int) -> None:
    typing, screen = on(width, 1000)
    for key in keys:
        if key.name == "redraw" or typing.press(key, more=True) is not None:
            return
    _, fresh = on(width, 1000, begun=typing.text)
    assert screen.text.rstrip() == fresh.text.rstrip()
    assert not screen.overflown


def test_an_empty_line_ends_an_answer_and_enter_in_the_middle_does_not() -> None:
    typing, _ = on()
    assert press(typing, "one", ENTER, "two", Key("up"), ENTER) is None
    assert press(typing, Key("cut_to_end"), Key("down"), Key("end"), ENTER) is None
    done = press(typing, ENTER)
    assert done is not None
    assert done.text == "one\n\ntwo\n"


def test_enter_keeps_what_stands_and_up_brings_it_back() -> None:
    typing, _ = on(standing="one")
    assert press(typing, ENTER) == InputResult("one", is_new=False)
    typing, _ = on(standing="one")
    assert press(typing, Key("up"), " two", ENTER, ENTER) == InputResult("one two\n")


def test_a_command_leaves_the_lines_before_it() -> None:
    typing, _ = on()
    assert press(typing, "one", ENTER, ":back", ENTER) == InputResult("one\n", command=":back")
    typing, _ = on(lines=False)
    assert press(typing, "::x", ENTER) == InputResult(":x")
    typing, _ = on()
    assert press(typing, Key("paste", ":back\nmore"), Key("end_of_text")) == InputResult(
        ":back\nmore"
    )


def test_ctrl_d_on_nothing_is_the_end() -> None:
    typing, _ = on()
    assert press(typing, Key("end_of_text")) == InputResult("", is_end=True)
    typing, _ = on()
    assert press(typing, "one", Key("end_of_text")) == InputResult("one")


def test_a_narrower_terminal_gets_the_text_again() -> None:
    size = [80, 24]
    screen = Screen(80)
    typing = Typing(field(), writing_to(screen), lambda: (size[0], size[1]))
    press(typing, "words " * 10)
    size[0] = screen.columns = 40
    press(typing, "more")
    assert screen.text.split("\n")[-1].strip().endswith("more")
    assert not screen.overflown


def test_control_characters_are_shown_and_never_sent() -> None:
    sent: list[str] = []
    typing = Typing(field(), sent.append, lambda: (80, 24))
    press(typing, Key("paste", "a\x1b]52;c;aGk=\x07b\u202ec"))
    assert "\x1b]" not in "".join(sent)
    assert "\u202e" not in "".join(sent)
    assert "a␛]52" in "".join(sent)
