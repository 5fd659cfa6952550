"""A queue of writes to the disk, done one after the other while the screen stays responsive."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual.dom import DOMNode
from textual.message import Message

from reflect.errors import ReflectError
from reflect.tui.workers import start_worker

T = TypeVar("T")


class WriteQueue:
    """Runs writes in threads, one at a time, in the order in which they were added.

    Args:
        node: its workers run the writes, and it receives the messages.
    """

    class Changed(Message):
        """A write was added or has ended."""

    class Failed(Message):
        """A write failed."""

        def __init__(self, error: ReflectError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, node: DOMNode) -> None:
        self.count = 0
        self._node = node
        # An asyncio.Lock is fair: whoever waits longest is next.
        self._lock = asyncio.Lock()

    def add(
        self,
        write: Callable[[], T],
        then: Callable[[T], object] = lambda result: None,
        failed: Callable[[ReflectError], object] = lambda error: None,
    ) -> None:
        """Add a write.

        Args:
            write: runs in a thread; a ReflectError that it raises is posted as `Failed`.
            then: called with its result.
            failed: called with its error, after `Failed` was posted.
        """
        self.count += 1
        self._node.post_message(self.Changed())
        # Never exclusive: no write is given up for another one.
        start_worker(self._node, partial(self._run, write, then, failed), group="writing")

    async def _run(
        self,
        write: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[ReflectError], object],
    ) -> None:
        async with self._lock:
            try:
                result = await asyncio.to_thread(write)
            except ReflectError as error:
                self.count -= 1
                self._node.post_message(self.Failed(error))
                failed(error)
            else:
                self.count -= 1
                then(result)
        self._node.post_message(self.Changed())
