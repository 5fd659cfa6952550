"""Reads what is due for review."""

import asyncio
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.message import Message

from reflect.errors import ReflectError
from reflect.journal.review import (
    ReviewQueue,
    closed_commitments,
    closed_count,
    review_queue,
)
from reflect.tui.context import AppContext
from reflect.tui.workers import start_worker

if TYPE_CHECKING:
    from datetime import date

    from reflect.journal.snapshot import Signature
    from reflect.practice.look_back import DueLookBack


class ReviewFeed:
    """Reads the journal for Review.

    Args:
        node: the node that runs the workers and receives the messages.
        context: the context that provides the journal.
    """

    class Loaded(Message):
        """Posted when the journal was read."""

    class Failed(Message):
        """Posted when the journal could not be read."""

        def __init__(self, error: ReflectError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, node: DOMNode, context: AppContext) -> None:
        self.queue: ReviewQueue | None = None
        self.done_count = 0
        self.done: list[DueLookBack] = []
        self.with_done = False  # parsing what is done takes long in a large journal
        self.is_reading = False
        self._node = node
        self._context = context
        self._read: tuple[Signature, date] | None = None
        self._is_stale = False
        self._known = ""

    def reload(self) -> None:
        """Read the journal; if it is being read, read it once more afterwards."""
        if self.is_reading:
            self._is_stale = True
            return
        self.is_reading = True
        start_worker(self._node, self._load, group="reading")

    def poll(self) -> None:
        """Read the journal if it or the day has changed since the last read."""
        if not self.is_reading:
            start_worker(self._node, self._check, group="polling", exclusive=True)

    async def _check(self) -> None:
        if await asyncio.to_thread(self._state) != self._read and not self.is_reading:
            self.reload()

    def _state(self) -> "tuple[Signature, date]":
        # Imported here because it loads the search index.
        from reflect.journal.snapshot import signature

        return signature(self._context.journal.folder), self._context.today

    async def _load(self) -> None:
        self._is_stale = True
        while self._is_stale:
            self._is_stale = False
            try:
                # Taken before the read, so that a write during the read counts as a change.
                self._read = await asyncio.to_thread(self._state)
                self.queue = await asyncio.to_thread(self._fetch)
            except ReflectError as error:
                self._fail(error)
            else:
                self._known = ""
                self._node.post_message(self.Loaded())
        self.is_reading = False

    def _fetch(self) -> ReviewQueue:
        journal = self._context.journal
        queue = review_queue(journal)
        self.done_count = closed_count(journal)
        self.done = closed_commitments(journal) if self.with_done else []
        return queue

    def _fail(self, error: ReflectError) -> None:
        """Report an error, unless it was reported before."""
        if error.message != self._known:
            self._known = error.message
            self._node.post_message(self.Failed(error))
