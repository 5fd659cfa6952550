"""Shows toasts, with every text made safe for display."""

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
"""How long a toast is shown, in seconds."""


def notify(app: App[Any], notice: Notice | str, severity: Severity = "information") -> None:
    """Show a toast.

    Args:
        app: the app.
        notice: the text, which is never parsed as markup.
        severity: the severity, which determines the colour and the duration.
    """
    text = safe_display(fill_command(notice, line_writer(app)))
    app.notify(text, severity=severity, timeout=SECONDS[severity], markup=False)


def notify_error(app: App[Any], error: ReflectError) -> None:
    """Show an error as a toast."""
    notify(app, format_error(error, app), "error")


def format_error(error: ReflectError, app: App[Any]) -> str:
    """Return an error as two lines: the message and the suggested next steps.

    Args:
        error: the error.
        app: the app whose journal the suggested commands act on.
    """
    message = error.message[:1].upper() + error.message[1:]
    return "\n".join(filter(None, [message, next_steps(error, line_writer(app))]))


def line_writer(app: App[Any]) -> CommandLine:
    """Return the function that formats commands for the app's journal."""
    context = getattr(app, "context", None)
    return context.command_line if isinstance(context, AppContext) else command_line
