"""Opens a text in the user's own editor while the app is suspended."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import App, SuspendNotSupported

from reflect.errors import FileError, Notice, ReflectError, StoppedError
from reflect.text.clean import Cleaned, clean
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify


@dataclass(frozen=True, slots=True)
class EditorResult:
    """The result of an external editor.

    Args:
        text: the edited text, or the original if the editor failed.
        error: the error, or None on success.
    """

    text: str
    error: ReflectError | None = None


def edit_externally(
    app: App[Any], context: AppContext, text: str, name: str, keep: Callable[[str], object]
) -> EditorResult:
    """Open text in the user's own editor.

    Args:
        app: the app to suspend.
        context: the context that provides the editor; if the process is stopped, a message is
            added to its farewell.
        text: the text to edit.
        name: the file name to show in the editor.
        keep: a function that saves a changed text before the editor's file is deleted. If it
            raises a `ReflectError`, the file is kept.
    """
    edited, error = text, None
    cleaned = Cleaned(text)
    notices: list[Notice | str] = []
    try:
        with app.suspend():
            # An exception that escaped this block would leave the app suspended.
            try:
                with context.edited(text, name, notices.append) as written:
                    cleaned = clean(written)
                    edited = cleaned.text
                    if edited != text:
                        keep(edited)
            except StoppedError as stop:
                # The app exits before the user could read a toast.
                context.farewell.append(format_error(stop, app))
            except ReflectError as problem:
                error = problem
    except SuspendNotSupported:
        error = FileError(
            "this terminal can't be lent to another program",
            hint="Write here instead.",
        )
    if cleaned.notice:
        notices.append(cleaned.notice)
    for notice in notices:
        notify(app, notice, "warning")
    return EditorResult(edited, error)
