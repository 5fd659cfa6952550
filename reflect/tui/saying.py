"""What is said in passing: toasts, with every text made safe on its way."""

from typing import Any, Literal

from textual.app import App

from reflect.errors import ReflectError
from reflect.text import safe_display

Severity = Literal["information", "warning", "error"]
SECONDS: dict[Severity, float] = {"information": 5, "warning": 10, "error": 15}
"""How long each stays; what went wrong has to be read to its end."""


def say(app: App[Any], text: str, severity: Severity = "information") -> None:
    """Say a line or two in a corner of the screen.

    Args:
        app: the app.
        text: anything, also what was typed or stored: it is never markup.
        severity: how it is set off.
    """
    app.notify(safe_display(text), severity=severity, timeout=SECONDS[severity], markup=False)


def complain(app: App[Any], error: ReflectError) -> None:
    """Say what is wrong, and on the next line what to do about it."""
    say(app, in_words(error), "error")


def in_words(error: ReflectError) -> str:
    """Give an error as lines for a person: what is wrong, as a sentence, then what to do."""
    message = error.message[:1].upper() + error.message[1:]
    return "\n".join(filter(None, [message, error.hint]))
