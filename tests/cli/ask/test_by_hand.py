"""Only a line typed by hand may be a command; all other words are sent as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.cli.plain.keyboard import InputResult
from reflect.cli.plain.keys import Key
from reflect.text.clean import normalise
from tests.cli.ask.pressing import ENTER, WORDS, on, press

LIKE_COMMANDS = st.lists(
    st.sampled_from(["", ":skip", "::skip", ":::", ":", ":)", ":clear now", " :back", "plain"])
    | WORDS,
    max_size=5,
).map(lambda lines: normalise("\n".join(lines)))
ENDS = pytest.mark.parametrize("ends", [[ENTER, ENTER], [Key("end_of_text")]])


@ENDS
@pytest.mark.parametrize("origin", ["standing", "begun", "pasted"])
@given(text=LIKE_COMMANDS.filter(bool))
def test_words_that_were_not_typed_are_sent_as_they_are(
    origin: str, ends: list[Key], text: str
) -> None:
    typing, _ = on(
        standing=text if origin == "standing" else "", begun=text if origin == "begun" else ""
    )
    if origin == "standing":
        press(typing, Key("up"))
    elif origin == "pasted":
        press(typing, Key("paste", text))
    assert typing.text == text
    done = press(typing, *ends)
    assert done is not None
    assert (normalise(done.text), done.command) == (text, "")


@pytest.mark.parametrize("line", [":skip", "::skip", ":::", ":)"])
def test_one_line_that_was_not_typed_is_sent_as_it_is(line: str) -> None:
    for typing, _ in (on(begun=line, lines=False), on(standing=line, lines=False), on(lines=False)):
        if not typing.text:
            press(typing, Key("up"))
        if not typing.text:
            press(typing, Key("paste", line))
        assert press(typing, ENTER) == InputResult(line)


@pytest.mark.parametrize(
    "keys",
    [
        ["to :clear", Key("home"), *[Key("delete")] * 3, Key("end")],
        ["to :clear", *[Key("left")] * 6, Key("newline"), Key("end")],
        ["to :clear", *[Key("left")] * 6, ENTER, Key("end")],
        ["::clear", ENTER, Key("backspace")],
        ["::", Key("paste", "clear")],
        [":", Key("paste", "clear")],
        [Key("paste", ":"), "clear"],
    ],
    ids=["cut", "split", "split by enter", "joined", "pasted on", "pasted on one", "typed on"],
)
def test_a_kept_or_pasted_part_never_becomes_a_command(keys: list[Key | str]) -> None:
    begun, typed = (keys[0], keys[1:]) if keys[0] == "to :clear" else ("", keys)
    typing, _ = on(begun=str(begun))
    done = press(typing, *typed, ENTER, ENTER)
    assert done is not None
    assert not done.command
    assert normalise(done.text).split("\n")[-1].strip() == ":clear"


def test_two_typed_colons_are_one_however_the_line_ends() -> None:
    for keys in ([ENTER, ENTER], [Key("newline"), ENTER], [Key("end_of_text")]):
        typing, _ = on()
        done = press(typing, "::skip", *keys)
        assert done is not None
        assert normalise(done.text) == ":skip"
    typing, _ = on()
    press(typing, "one", ENTER, "::skip")
    assert typing.text == "one\n:skip"


def test_a_line_typed_below_kept_words_can_be_a_command() -> None:
    typing, _ = on(standing="one\n:skip")
    done = press(typing, Key("up"), ENTER, ":back", ENTER)
    assert done == InputResult("one\n:skip\n", command=":back")
    typing, _ = on(begun=":skip")
    assert press(typing, Key("cut_to_start"), ":back", ENTER) == InputResult("", command=":back")


def test_a_line_within_an_unmarked_paste_is_no_command() -> None:
    typing, _ = on()
    press(typing, ":clear")
    assert typing.press(ENTER, more=True) is None
    assert press(typing, "more", ENTER, ENTER) == InputResult(":clear\nmore\n")
