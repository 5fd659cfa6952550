"""Changes made from Review: moved days, occasions, answers and undo."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from textual.message import Message
from textual.screen import Screen

from reflect.dates import format_day, parse_day, relative_day
from reflect.errors import ReflectError
from reflect.journal.review import DueLesson, closed_error, move_due, save_commitment
from reflect.practice.look_back import DueLookBack, moved
from reflect.text.clean import one_line
from reflect.tui.bindings import key_of
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify, notify_error
from reflect.tui.screens.dialogs.occasion import OccasionFlow
from reflect.tui.undo import Undo, UndoStack
from reflect.tui.write_queue import WriteQueue

T = TypeVar("T")


class ReviewActions:
    """Changes commitments and lessons, and keeps an undo history.

    Args:
        node: the screen that shows the dialogs and receives the messages.
        context: the context that provides the journal.
    """

    class Done(Message):
        """Posted when the journal was changed."""

    def __init__(self, node: Screen[Any], context: AppContext) -> None:
        self.writes = WriteQueue(node)
        self.undos = UndoStack()
        self.occasions = OccasionFlow(node, context, self.writes, self.undos)
        self._node = node
        self._context = context

    def save(
        self,
        write: Callable[[], T],
        then: Callable[[T], object] = lambda result: None,
        failed: Callable[[ReflectError], object] = lambda error: None,
    ) -> None:
        """Save an answer in the background."""

        def saved(result: T) -> None:
            then(result)
            self._node.post_message(self.Done())

        self.writes.add(write, saved, failed)

    def move(self, found: DueLookBack) -> None:
        """Ask for another day for a look-back, without looking back."""
        from reflect.tui.screens.dialogs.confirm import AskLine

        if not found.commitment.is_open:
            notify_error(self._node.app, closed_error(found))
            return
        ask = AskLine(
            "Another day for the look-back",
            help="A day such as in 2 weeks, mon or 5 Dec. This is no look-back.",
            check=partial(self._problem, found),
            echo=self._echo,
        )
        self._node.app.push_screen(ask, lambda text: self._move(found, text) if text else None)

    def _problem(self, found: DueLookBack, text: str) -> str:
        try:
            moved(found.commitment, text, self._context.today)
        except ReflectError as error:
            return format_error(error, self._node.app)
        return ""

    def _echo(self, text: str) -> str:
        """Return the day that a text means, or an ellipsis if it means none yet."""
        today = self._context.today
        try:
            day = parse_day(text, today)
        except ReflectError:
            return "…"
        return f"{format_day(day)}, {relative_day(day, today)}"

    def _move(self, found: DueLookBack, text: str) -> None:
        journal = self._context.journal

        def changed(saved: DueLookBack) -> None:
            key = key_of(self._node, "review.undo")
            day = format_day(saved.commitment.due)
            notify(self._node.app, f"Moved to {day}. {key} takes it back.")
            back = partial(save_commitment, journal, saved, found.commitment)
            self.undos.push(Undo("The day is as it was.", back, (found.entry.id,)))

        self.save(lambda: move_due(journal, found, text), changed)

    def came_up(self, item: DueLookBack | DueLesson) -> None:
        """Ask whether the lesson of an entry was used."""
        entry = item.entry
        self.occasions.ask(entry.id, one_line(entry.title), entry.lesson, "review.undo")

    def undo(self) -> None:
        """Undo the last answer, moved day or occasion."""
        undo = self.undos.pop()
        if undo is None:
            notify(self._node.app, "There is nothing to take back.")
            return

        def undone(_: object) -> None:
            notify(self._node.app, undo.message)

        self.save(undo.action, undone)
