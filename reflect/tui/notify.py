"""What is said in passing: toasts, with every text made safe on its way."""

from typing import Any, Literal

from textual.app import App

from reflect.errors import ReflectError
from reflect.text.display import safe_display
from reflect.tui.context import AppContext

Severity = Literal["information", "warning", "error"]
SECONDS: dict[Severity, float] = {"information": 5, "warning": 10, "error": 15}
"""How long each stays; what went wrong has to be read to its end."""


def notify(app: App[Any], text: str, severity: Severity = "information") -> None:
    """Say a line or two in a corner of the screen.

    Args:
        app: the app.
        text: anything, also what was typed or stored: it is never markup.
        severity: how it is set off.
    """
    text = safe_display(addressed(text, app))
    app.notify(text, severity=severity, timeout=SECONDS[severity], markup=False)


def notify_error(app: App[Any], error: ReflectError) -> None:
    """Say what is wrong, and on the next line what to do about it."""
    notify(app, format_error(error, app), "error")


def format_error(error: ReflectError, app: App[Any]) -> str:
    """Give an error as lines for a person: what is wrong, as a sentence, then what to do.

    Args:
        error: what is told.
        app: the app, whose journal the commands act on that it names.
    """
    message = error.message[:1].upper() + error.message[1:]
    return addressed("\n".join(filter(None, [message, error.hint])), app)


def addressed(text: str, app: App[Any]) -> str:
    """Let the commands that a text names act on the journal of the app."""
    context = getattr(app, "context", None)
    return context.addressed(text) if isinstance(context, AppContext) else text
