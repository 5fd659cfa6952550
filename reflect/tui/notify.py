"""What is said in passing: toasts, with every text made safe on its way."""

from typing import Any, Literal

from textual.app import App

from reflect.errors import (
    CommandLine,
    Notice,
    ReflectError,
    command_line,
    fill_command,
    next_steps,
)
from reflect.text.display import safe_display
from reflect.tui.context import AppContext

Severity = Literal["information", "warning", "error"]
SECONDS: dict[Severity, float] = {"information": 5, "warning": 10, "error": 15}
"""How long each stays; what went wrong has to be read to its end."""


def notify(app: App[Any], notice: Notice | str, severity: Severity = "information") -> None:
    """Say a line or two in a corner of the screen.

    Args:
        app: the app.
        notice: anything, also what was typed or stored: it is never markup.
        severity: how it is set off.
    """
    text = safe_display(fill_command(notice, line_writer(app)))
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
    return "\n".join(filter(None, [message, next_steps(error, line_writer(app))]))


def line_writer(app: App[Any]) -> CommandLine:
    """Return what writes a command of reflect that acts on the journal of the app."""
    context = getattr(app, "context", None)
    return context.command_line if isinstance(context, AppContext) else command_line
