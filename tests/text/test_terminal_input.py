"""Pasted text and keys in what a terminal sends, however it is cut into parts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflect.text.terminal_input import (
    LONG_BURST,
    BurstDetector,
    Input,
    InputSplitter,
    PastedText,
    is_burst,
)

START, END = "\x1b[200~", "\x1b[201~"
PASTED = st.lists(
    st.sampled_from(["\x1b", "\x1b[31m", "\x1b[M", "\x1b[M#!!", START, "\t", "\r\n", "\x03", "20"])
    | st.text("aé€日👩\u2028 ", max_size=9),
    min_size=1,
    max_size=9,
).map("".join)
KEYS = st.sampled_from(["a", "日", "\t", "\r", "\x1b[A", "\x1b[<0;1;2M", "\x1b\r", "\x1bOP"])


def joined(items: list[Input]) -> list[Input]:
    """Return inputs with keys that follow each other joined."""
    result: list[Input] = []
    for item in items:
        if result and isinstance(item, str) and isinstance(result[-1], str):
            result[-1] += item
        else:
            result.append(item)
    return result


@settings(max_examples=60)
@given(st.data())
def test_marked_paste_is_whole_wherever_it_is_cut(data: st.DataObject) -> None:
    sent: list[Input] = data.draw(
        st.lists(KEYS | PASTED.filter(bool).map(PastedText), min_size=1, max_size=5)
    )
    stream = "".join(
        item if isinstance(item, str) else f"{START}{item.text}{END}" for item in sent
    ).encode()
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)), max_size=8)))
    splitter = InputSplitter()
    got: list[Input] = []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        got += splitter.feed(stream[start:end])
    assert joined(got + splitter.flush()) == joined(sent)


def test_lone_escape_is_a_key_after_a_moment() -> None:
    splitter = InputSplitter()
    idle = splitter.timeout
    assert splitter.feed(b"a\x1b") == ["a"]
    assert splitter.timeout < idle
    assert splitter.flush() == ["\x1b"]


def test_paste_whose_end_is_lost_does_not_swallow_the_keys() -> None:
    splitter = InputSplitter()
    assert splitter.feed(f"{START}one\rtw".encode()) == []
    assert splitter.flush() == [PastedText("one\rtw")]
    assert splitter.feed(b"\x11") == ["\x11"]


def test_text_before_a_second_end_mark_is_pasted() -> None:
    stream = f"{START}one{END}\x13two\r{END}x"
    assert InputSplitter().feed(stream.encode()) == [
        PastedText("one"),
        PastedText("\x13two\r"),
        "x",
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\xffb", "a\ufffdb"),
        (b"caf\xe9 ", "caf\ufffd "),
        (b"\x1b[M \xff\xfe", ""),
        (b"a\x1b[M#\xc3\xa9b", "ab"),
        (b"a\x1b[M\x1b[Mb", "ab"),
        (b"\x1b[M \xc3", ""),
    ],
)
def test_bytes_that_are_not_text_become_marks_and_mouse_reports_are_dropped(
    data: bytes, text: str
) -> None:
    for cut in range(len(data)):
        splitter = InputSplitter()
        items = splitter.feed(data[:cut]) + splitter.feed(data[cut:]) + splitter.flush()
        assert joined(items) == [text] * bool(text)


def test_input_has_the_encoding_of_the_terminal() -> None:
    splitter = InputSplitter("latin-1")
    items = splitter.feed(b"\xe4" + START.encode() + b"\xf6" + END.encode())
    assert items == ["ä", PastedText("ö")]


def fed(text: str, seconds: float = 0.1) -> list[Input]:
    """Return what the detector makes of text that arrives at once."""
    detector = BurstDetector()
    return detector.feed([text], seconds) + detector.flush()


@pytest.mark.parametrize(
    "text",
    [
        "one\ttwo",
        "one\r\n\tthree\r\n",
        "First line.\rSecond line.\r",
        "One whole line, with its end.\r\n",
        "\tindented",
        "red \x1b[31mred\x1b[0m and back",
        "one\x13 two\x04 three",
        "A long line of text, in a single piece.",
    ],
)
def test_burst_is_pasted_text(text: str) -> None:
    assert fed(text) == [PastedText(text)]


@pytest.mark.parametrize(
    "text",
    [
        "j",
        "jj",
        "a\tb",
        "\t\t",
        "j" * 200,
        "\r" * 40,
        "\x1b[B" * 40,
        "\x7f" * 40,
        "jjjjjjx",
        "now\r",
    ],
)
def test_repeated_and_single_keys_are_keys(text: str) -> None:
    assert fed(text) == [text]


def test_slow_keys_are_keys() -> None:
    assert fed("one\ttwo", 1.0) == ["one\ttwo"]
    assert not is_burst("one\ttwo" * 100, float("inf"))


def test_key_after_a_line_is_a_key() -> None:
    line = "We launched on Friday, and Femi was away."
    for key in ("\t", "\r", "\x04", "\x1b[A"):
        assert fed(line + key) == [PastedText(line), key]
    assert fed("\x1b[F in Zanzibar") == ["\x1b[F in Zanzibar"]


def test_mouse_reports_around_a_burst_are_passed_on() -> None:
    press, release = "\x1b[<1;5;5M", "\x1b[<1;5;5m"
    assert fed(f"{press}one\ttwo\r{release}") == [press, PastedText("one\ttwo\r"), release]


def test_long_burst_includes_the_parts_that_follow_at_once() -> None:
    detector = BurstDetector()
    first = "A line.\t\r" * (LONG_BURST // 8)
    assert detector.feed([first], 0.1) == []
    assert detector.feed(["x\r"], 0.01) == []
    assert detector.flush() == [PastedText(f"{first}x\r")]
    assert detector.feed(["x\r"], 0.02) == ["x\r"]


@pytest.mark.parametrize("part", ["\x1b", "\x00", "a\x1b[", "a\t", "\x1b[200", "ab"])
def test_large_input_takes_linear_time(part: str) -> None:
    text = part * 50_000
    assert "".join(item if isinstance(item, str) else item.text for item in fed(text)) == text
