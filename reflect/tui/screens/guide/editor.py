"""An answer through the user's own editor and back."""

from textual.app import SuspendNotSupported

from reflect.errors import ReflectError
from reflect.text.clean import one_line
from reflect.tui.notify import notify, notify_error
from reflect.tui.screens.guide.turning import Turning
from reflect.tui.widgets.answers import AnswerField


def through_editor(screen: Turning, field: AnswerField) -> None:
    """Give the words of a field to the editor, and put what comes back into their place.

    What comes back is in the draft before the editor's own file goes.

    Args:
        screen: suspended meanwhile.
        field: whose answer is a text.
    """
    prompt = field.question.prompt
    words = field.text().strip("\n")
    new, problem = words, None
    try:
        with screen.app.suspend():
            # An error that left this block would leave the screen suspended.
            try:
                with screen.context.edited(
                    f"{words}\n" if words else "", f"{prompt.id}.md"
                ) as text:
                    new = one_line(text) if prompt.answer == "line" else text.strip("\n")
                    if new != words and new.strip():
                        screen.session.typing = (prompt.id, new)
                        screen.saver.save_draft()
            except ReflectError as error:
                problem = error
    except SuspendNotSupported:
        notify(screen.app, "The editor can't be opened here; this terminal stays ours.", "warning")
        return
    if new != words:
        field.set_text(new)
        screen.hold()
    if problem is not None:
        notify_error(screen.app, problem)
