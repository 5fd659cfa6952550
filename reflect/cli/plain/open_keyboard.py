"""Chooses the keyboard that suits the terminal."""

import os
from typing import TYPE_CHECKING

from reflect.cli.plain.keyboard import Keyboard
from reflect.cli.plain.signals import Signals

if TYPE_CHECKING:
    from reflect.cli.output import Output


def can_edit(out: "Output") -> bool:
    """Return whether typed text can be edited: not with a screen reader or on a dumb terminal.

    Args:
        out: the output that writes to the terminal.
    """
    return out.is_styled and not is_set("REFLECT_SCREEN_READER")


def open_keyboard(out: "Output", signals: Signals) -> Keyboard:
    """Return a keyboard with line editing if the terminal allows it, or one for whole lines."""
    if can_edit(out):
        from reflect.cli.plain.prompt_keyboard import PromptKeyboard

        return PromptKeyboard(out, signals)
    from reflect.cli.plain.line_keyboard import LineKeyboard

    return LineKeyboard(out, signals)


def is_set(name: str) -> bool:
    """Return whether an environment variable is set, and is neither empty nor 0."""
    return os.environ.get(name, "0") not in ("", "0")
