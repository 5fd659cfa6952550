"""Keeps a copy of an edited text that is not saved yet."""

import asyncio
from pathlib import Path

from textual.dom import DOMNode
from textual.message import Message

from reflect.journal.recovery import AutosaveCopy, write_recovery_file
from reflect.tui.context import AppContext


class EditAutosave:
    """Writes a copy of the unsaved text of an entry, and finds one that an earlier edit left.

    Args:
        node: gets the messages and runs the workers.
        context: the recovery folder, and the journal whose encryption applies.
    """

    class Found(Message):
        """Posted when it is known what an earlier edit left.

        Args:
            text: the unsaved text; "" for none.
        """

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Saved(Message):
        """Posted when the copy was written."""

    def __init__(self, node: DOMNode, context: AppContext) -> None:
        self._node = node
        self._context = context
        self._copy: AutosaveCopy | None = None
        self._entry_id = ""
        # None until it is known what an earlier edit left; until then nothing is overwritten.
        self._last_text: str | None = None

    def start(self, entry_id: str) -> None:
        """Look in a worker for what an earlier edit of the entry left; posts `Found`."""
        self._entry_id = entry_id
        encryption = self._context.journal.encryption
        self._copy = AutosaveCopy(self._context.recovery, entry_id, encryption)
        self._node.run_worker(self._read(self._copy))

    @property
    def path(self) -> Path | None:
        """The path of the copy; None before `start`."""
        return self._copy.path if self._copy is not None else None

    def has_saved(self, text: str) -> bool:
        """Whether the copy has this text."""
        return self._last_text == text

    def autosave(self, text: str) -> None:
        """Write the copy in a worker if the text is new; posts `Saved`.

        Args:
            text: the text; "" removes the copy, because nothing is unsaved.
        """
        if self._copy is None or self._last_text is None or text == self._last_text:
            return
        if not text:
            self.remove()
            return
        self._last_text = text
        self._copy.stage(text)
        self._node.run_worker(self._write(self._copy))

    def save_now(self, text: str) -> bool:
        """Write the copy in this thread; return False if it could not be written."""
        return self._copy is not None and self._copy.save(text)

    def set_aside(self, text: str) -> Path | None:
        """Write a text into a recovery file of its own; return None if that failed."""
        encryption = self._context.journal.encryption
        return write_recovery_file(self._context.recovery, text, self._entry_id, encryption)

    def remove(self) -> None:
        """Remove the copy, unless it is one of an earlier edit that was not offered yet."""
        if self._copy is not None and self._last_text is not None:
            self._copy.remove()
            self._last_text = ""

    async def _read(self, copy: AutosaveCopy) -> None:
        self._last_text = await asyncio.to_thread(copy.read)
        self._node.post_message(self.Found(self._last_text))

    async def _write(self, copy: AutosaveCopy) -> None:
        if await asyncio.to_thread(copy.write):
            self._node.post_message(self.Saved())
