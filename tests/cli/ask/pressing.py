"""Pressing keys on a screen in memory."""

from collections.abc import Callable

from hypothesis import strategies as st

from reflect.cli.plain.keyboard import InputRequest, InputResult
from reflect.cli.plain.keys import Key
from reflect.cli.plain.typing import Typing
from tests.cli.screen import Screen

ENTER = Key("enter")
WORDS = st.text(
    st.sampled_from("ab .,\t:é\u0301日👍\u200d\u202e\x07\n") | st.characters(codec="utf-8"),
    max_size=12,
)


def field(*, standing: str = "", begun: str = "", lines: bool = True) -> InputRequest:
    return InputRequest(lambda text: None, standing=standing, begun=begun, lines=lines)


def on(
    width: int = 80, height: int = 24, *, standing: str = "", begun: str = "", lines: bool = True
) -> tuple[Typing, Screen]:
    """Begin to type on a screen in memory."""
    screen = Screen(width)
    made = field(standing=standing, begun=begun, lines=lines)
    return Typing(made, writing_to(screen), lambda: (width, height)), screen


def writing_to(screen: Screen) -> Callable[[str], None]:
    """Write to a screen as through a terminal, which begins a new line at its left."""

    def write(text: str) -> None:
        screen.feed(text.replace("\n", "\r\n"))

    return write


def press(typing: Typing, *keys: Key | str) -> InputResult | None:
    done = None
    for key in keys:
        pressed = Key("text", key) if isinstance(key, str) else key
        done = typing.press(pressed, more=False)
    return done
