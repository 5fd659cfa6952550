"""Keeps a copy of unsaved edits to an entry."""

import asyncio
from datetime import datetime
from pathlib import Path

from textual.dom import DOMNode
from textual.message import Message

from reflect.journal.form_version import split_version, with_version
from reflect.journal.recovery import AutosaveCopy, write_recovery_file
from reflect.tui.context import AppContext


class EditAutosave:
    """Writes a copy of an entry's unsaved text, and finds the copy from an earlier edit.

    Args:
        node: the node that runs the workers and receives the messages.
        context: the context that provides the recovery folder and the encryption.
    """

    class Found(Message):
        """Posted after looking for unsaved text from an earlier edit.

        Args:
            text: the unsaved text, or "" if there is none.
            version: the version of the entry that it was made from; None if not known.
        """

        def __init__(self, text: str, version: datetime | None) -> None:
            super().__init__()
            self.text = text
            self.version = version

    class Saved(Message):
        """Posted when the copy was written."""

    def __init__(self, node: DOMNode, context: AppContext) -> None:
        self._node = node
        self._context = context
        self._copy: AutosaveCopy | None = None
        self._entry_id = ""
        # None until an earlier edit's copy has been read; until then, it must not be overwritten.
        self._last_text: str | None = None
        self._written = ""
        self._has_failed = False

    def start(self, entry_id: str) -> None:
        """Look for unsaved text from an earlier edit in a worker, which posts `Found`."""
        self._entry_id = entry_id
        encryption = self._context.journal.encryption
        self._copy = AutosaveCopy(self._context.recovery, entry_id, encryption)
        self._node.run_worker(self._read(self._copy))

    @property
    def path(self) -> Path | None:
        """The path of the copy, or None before `start` is called."""
        return self._copy.path if self._copy is not None else None

    def has_saved(self, text: str) -> bool:
        """Return whether the copy contains the given text."""
        return self._written == text

    def autosave(self, text: str, version: datetime) -> None:
        """Write the copy in a worker if the text has changed, and post `Saved`.

        Args:
            text: the unsaved text, or "" to remove the copy because nothing is unsaved.
            version: the version of the entry that it was made from.
        """
        if self._copy is None or self._last_text is None:
            return
        # Another window may have removed the copy together with its own unsaved text.
        is_written = not self._has_failed and self._copy.is_current
        if text == self._last_text and (not text or is_written):
            return
        if not text:
            self.remove()
            return
        self._last_text, self._has_failed = text, False
        self._copy.stage(with_version(text, version))
        self._node.run_worker(self._write(self._copy, text))

    def save_now(self, text: str, version: datetime) -> bool:
        """Write the copy in the current thread, and return whether that succeeded."""
        return self._copy is not None and self._copy.save(with_version(text, version))

    def set_aside(self, text: str) -> Path | None:
        """Write a text to a separate recovery file, and return its path or None on failure."""
        encryption = self._context.journal.encryption
        return write_recovery_file(self._context.recovery, text, self._entry_id, encryption)

    def remove(self) -> None:
        """Remove the copy, unless it is from an earlier edit and has not been offered yet."""
        if self._copy is not None and self._last_text is not None:
            self._copy.remove()
            self._last_text = self._written = ""
            self._has_failed = False

    async def _read(self, copy: AutosaveCopy) -> None:
        text, version = split_version(await asyncio.to_thread(copy.read))
        self._last_text = self._written = text
        self._node.post_message(self.Found(text, version))

    async def _write(self, copy: AutosaveCopy, text: str) -> None:
        if await asyncio.to_thread(copy.write):
            self._written = text
            self._node.post_message(self.Saved())
        else:
            self._has_failed = True
