"""The dialog for an occasion on which a lesson came up."""

from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from reflect.model.review import SLIPPED, USED
from reflect.tui.bindings import key_of
from reflect.tui.context import AppContext
from reflect.tui.notify import notify
from reflect.tui.safe_text import safe_content, safe_line
from reflect.tui.screens.dialogs.base import Dialog
from reflect.tui.undo import Undo, UndoStack
from reflect.tui.widgets.inputs import LineInput, keys_handled
from reflect.tui.write_queue import WriteQueue

Answer = tuple[str, str]
"""One of OCCASIONS, and a line about it."""
CHOSEN = {USED: "Used.", SLIPPED: "Slipped."}


class OccasionDialog(Dialog[Answer | None]):
    """Asks whether a lesson was used, then for a line; the result is None if the user leaves.

    Args:
        title: the title of the entry.
        lesson: its lesson.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "1,u", f"choose('{USED}')", "Used", id="occasion.used", priority=True,
            tooltip="It came up, and I used the lesson",
        ),
        Binding(
            "2,s", f"choose('{SLIPPED}')", "Slipped", id="occasion.slipped", priority=True,
            tooltip="It came up, and I slipped",
        ),
        Binding("enter", "accept", "Note it", id="occasion.ok", priority=True, show=False),
        Binding(
            "escape,ctrl+q", "leave", "Leave", id="occasion.leave", tooltip="Note nothing"
        ),
    ]  # fmt: skip

    def __init__(self, title: str, lesson: str) -> None:
        super().__init__()
        self._title = title
        self._lesson = lesson
        self._outcome = ""

    def body(self) -> ComposeResult:
        yield Static(safe_line(f"It came up: {self._title}"), id="title")
        yield Static(safe_line(self._lesson, "$lesson"), id="help")
        yield Static("Did you use the lesson?", id="echo")
        field = LineInput(example="A line about it, if you like", id="line")
        field.display = False
        yield field

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "choose":
            return not self._outcome
        return bool(self._outcome) if action == "accept" else True

    def action_choose(self, outcome: str) -> None:
        self._outcome = outcome
        text = f"{CHOSEN[outcome]} Enter notes it, with a line about it if you like."
        self.query_one("#echo", Static).update(safe_content(text))
        field = self.query_one(LineInput)
        field.display = True
        field.focus()
        self.refresh_bindings()

    async def action_accept(self) -> None:
        await keys_handled(self)
        self.dismiss((self._outcome, self.query_one(LineInput).value.strip()))

    def action_leave(self) -> None:
        self.dismiss(None)


class OccasionFlow:
    """Notes occasions, and makes them undoable.

    Args:
        node: the screen that shows the dialog and receives the message.
        context: the context that provides the journal.
        writes: the queue that saves the occasion.
        undos: the undo history.
    """

    class Done(Message):
        """Posted when an occasion was noted."""

    def __init__(
        self, node: Screen[Any], context: AppContext, writes: WriteQueue, undos: UndoStack
    ) -> None:
        self._node = node
        self._context = context
        self._writes = writes
        self._undos = undos

    def ask(self, entry_id: str, title: str, lesson: str, undo_binding: str) -> None:
        """Ask whether the lesson of an entry was used.

        Args:
            entry_id: the id of the entry.
            title: its title.
            lesson: its lesson; "" if it has none.
            undo_binding: the id of the binding that undoes the occasion.
        """
        if not lesson:
            notify(self._node.app, "This entry has no lesson that could come up.", "warning")
            return
        dialog = OccasionDialog(title or "(no title)", lesson)
        answered = partial(self._note, entry_id, undo_binding)
        self._node.app.push_screen(dialog, answered)

    def _note(self, entry_id: str, undo_binding: str, answer: Answer | None) -> None:
        if answer is None:
            return
        records, (outcome, note) = self._context.journal.records, answer
        undo = Undo(
            "Took the occasion back.", partial(records.undo_occasion, entry_id), (entry_id,)
        )

        def noted(_: object) -> None:
            self._undos.push(undo)
            key = key_of(self._node, undo_binding)
            notify(self._node.app, f"Noted: {outcome}. {key} takes it back.")
            self._node.post_message(self.Done())

        self._writes.add(lambda: records.note_occasion(entry_id, outcome, note=note), noted)
