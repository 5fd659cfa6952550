"""Saves an edited entry and detects changes made elsewhere."""

import asyncio
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.message import Message

from reflect.errors import ReflectError
from reflect.journal import edits
from reflect.journal.snapshot import Signature, signature
from reflect.model.entry import Entry
from reflect.tui.context import AppContext

if TYPE_CHECKING:
    from reflect.tui.screens.edit.diff import DiffBlock


class EntrySaver:
    """Saves an entry's Markdown form in workers, and detects changes made elsewhere.

    Args:
        node: the node that runs the workers and receives the messages.
        context: the context that provides the journal.
    """

    class Saved(Message):
        """Posted when the entry was saved.

        Args:
            entry: the entry as stored.
            text: the form that was saved.
        """

        def __init__(self, entry: Entry, text: str) -> None:
            super().__init__()
            self.entry = entry
            self.text = text

    class Failed(Message):
        """Posted when the entry could not be saved.

        Args:
            error: the error.
            line: the line of the form that caused the error, counted from 1, or 0 if unknown.
        """

        def __init__(self, error: ReflectError, line: int) -> None:
            super().__init__()
            self.error = error
            self.line = line

    class Conflict(Message):
        """Posted when the entry was not saved because it was changed elsewhere.

        Args:
            mine: the edited version.
            theirs: the stored version, or None if it was deleted.
            blocks: the diff of the two versions.
        """

        def __init__(self, mine: Entry, theirs: Entry | None, blocks: "list[DiffBlock]") -> None:
            super().__init__()
            self.mine = mine
            self.theirs = theirs
            self.blocks = blocks

    class Changed(Message):
        """Posted when the journal's files have changed.

        Args:
            entry: the stored entry, or None if it was deleted.
        """

        def __init__(self, entry: Entry | None) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, node: DOMNode, context: AppContext) -> None:
        self._node = node
        self._context = context
        # Empty, so that the first check finds any changes made since the entry was read.
        self._signature: Signature = ()
        self.is_saving = False

    def save(self, text: str, base: Entry, *, as_new: bool = False) -> None:
        """Save an entry in a worker, which posts `Saved`, `Failed` or `Conflict`.

        Args:
            text: the edited form.
            base: the entry that the form was rendered from.
            as_new: whether to save it as a new entry.
        """
        self.is_saving = True
        self._node.run_worker(self._save(text, base, as_new))

    def check(self, entry_id: str) -> None:
        """Check for changes made elsewhere in a worker, which posts `Changed`."""
        if not self.is_saving:
            self._node.run_worker(self._check(entry_id), group="check", exclusive=True)

    async def _save(self, text: str, base: Entry, as_new: bool) -> None:
        message = await asyncio.to_thread(self._try_to_save, text, base, as_new)
        self.is_saving = False
        self._node.post_message(message)

    def _try_to_save(self, text: str, base: Entry, as_new: bool) -> Message:
        journal = self._context.journal
        try:
            save = edits.save_form_as_new if as_new else edits.save_form
            return self.Saved(save(journal, text, base), text)
        except edits.ChangedMeanwhileError as conflict:
            return self._conflict(conflict.mine, conflict.theirs)
        except ReflectError as error:
            return self.Failed(error, edits.form_error_line(journal, text, base, error))

    def _conflict(self, mine: Entry, theirs: Entry | None) -> "EntrySaver.Conflict":
        from reflect.tui.screens.edit.diff import diff

        if theirs is None:
            return self.Conflict(mine, None, [])
        forms = [edits.entry_form(self._context.journal, entry) for entry in (mine, theirs)]
        return self.Conflict(mine, theirs, diff(*forms))

    async def _check(self, entry_id: str) -> None:
        now = await asyncio.to_thread(signature, self._context.journal.folder)
        if now == self._signature:
            return
        try:
            entry = await asyncio.to_thread(self._context.journal.entries.stored, entry_id)
        except ReflectError:
            return  # saving will report it
        if not self.is_saving:
            self._signature = now
            self._node.post_message(self.Changed(entry))
