"""What the terminal can do, and the keyboard that fits it."""

import os
from typing import TYPE_CHECKING

from reflect.cli.plain.input import Keyboard
from reflect.cli.plain.signals import Signals

if TYPE_CHECKING:
    from reflect.cli.output import Output


def can_edit(out: "Output") -> bool:
    """Whether a text can be edited where it is typed: not for a screen reader or a dumb terminal.

    Args:
        out: writes to the terminal.
    """
    return out.is_styled and not is_set("REFLECT_SCREEN_READER")


def open_keyboard(out: "Output", signals: Signals) -> Keyboard:
    """Return a keyboard with line editing, or else one that reads whole lines."""
    if can_edit(out):
        from reflect.cli.plain.prompt_keyboard import PromptKeyboard

        return PromptKeyboard(out, signals)
    from reflect.cli.plain.line_keyboard import LineKeyboard

    return LineKeyboard(out, signals)


def is_set(name: str) -> bool:
    """Whether an environment variable is set to something but 0."""
    return os.environ.get(name, "0") not in ("", "0")
