"""Edits a text in the user's own editor while the app is suspended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import App, SuspendNotSupported

from reflect.errors import FileError, ReflectError, StoppedError
from reflect.text.clean import Cleaned, clean
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify


@dataclass(frozen=True, slots=True)
class EditorResult:
    """What an external editor returned.

    Args:
        text: the edited text; unchanged if the editor failed.
        error: what went wrong; None if nothing did.
    """

    text: str
    error: ReflectError | None = None


def edit_externally(
    app: App[Any], context: AppContext, text: str, name: str, keep: Callable[[str], object]
) -> EditorResult:
    """Let the user edit a text in their editor.

    Args:
        app: suspended while the editor runs.
        context: knows the editor, and takes a message for the shell if the process is stopped.
        text: the text to edit.
        name: the name of the file that the editor shows.
        keep: saves a changed text before the editor's file is deleted; raises a `ReflectError` if
            it can't, and then the file is kept.
    """
    edited, error = text, None
    cleaned = Cleaned(text)
    try:
        with app.suspend():
            # An exception that left this block would leave the app suspended.
            try:
                with context.edited(text, name) as written:
                    cleaned = clean(written)
                    edited = cleaned.text
                    if edited != text:
                        keep(edited)
            except StoppedError as stop:
                # The screen closes before anybody could read it there.
                context.farewell.append(format_error(stop, app))
            except ReflectError as problem:
                error = problem
    except SuspendNotSupported:
        error = FileError(
            "this terminal can't be lent to another program",
            hint="Write here instead.",
        )
    if cleaned.notice:
        notify(app, cleaned.notice, "warning")
    return EditorResult(edited, error)
