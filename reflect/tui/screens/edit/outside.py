"""An entry's text through the user's own editor and back."""

from dataclasses import dataclass

from textual.app import App, SuspendNotSupported

from reflect.errors import FileError, ReflectError, StoppedError
from reflect.journal.recovery import AutosaveCopy
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error


@dataclass
class Outside:
    """What became of a text in the editor.

    Args:
        text: as it came back; as it was, where nothing did.
        problem: what went wrong.
    """

    text: str
    problem: ReflectError | None = None


def through_editor(
    app: App[object], context: AppContext, text: str, name: str, spare: AutosaveCopy
) -> Outside:
    """Give a text to the user's editor, and take it back.

    Args:
        app: is suspended meanwhile.
        context: knows the editor.
        text: to begin with.
        name: of the file without its ending.
        spare: keeps what comes back, as it is not saved yet and the editor's own file goes.
    """
    found = Outside(text)
    try:
        with app.suspend():
            # An error that left this block would leave the app suspended.
            try:
                with context.edited(text, f"{name}.md") as written:
                    found.text = written
                    if written != text and not spare.save(written):
                        raise FileError("there is no room for a copy of what you wrote")
            except StoppedError as stop:
                # The screen goes before it could be read there.
                context.farewell.append(format_error(stop, app))
            except ReflectError as error:
                found.problem = error
    except SuspendNotSupported:
        found.problem = FileError(
            "this terminal can't be lent to another program",
            hint="Edit it here, or leave and run {command}.",
            command=("edit",),
        )
    return found
