"""A queue that runs disk writes in the background, one at a time."""

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
    """Runs writes in threads, one at a time, in the order they were added.

    Args:
        node: the node that runs the workers and receives the messages.
    """

    class Changed(Message):
        """Posted when a write was added or has finished."""

    class Failed(Message):
        """Posted when a write failed."""

        def __init__(self, error: ReflectError) -> None:
            super().__init__()
            self.error = error

    def __init__(self, node: DOMNode) -> None:
        self.count = 0
        self._node = node
        # asyncio.Lock is fair, so writes run in the order they were added.
        self._lock = asyncio.Lock()

    def add(
        self,
        write: Callable[[], T],
        then: Callable[[T], object] = lambda result: None,
        failed: Callable[[ReflectError], object] = lambda error: None,
    ) -> None:
        """Add a write.

        Args:
            write: the function to run in a thread; a ReflectError is posted as `Failed`.
            then: a callback for the result.
            failed: a callback for the error, called after `Failed` is posted.
        """
        self.count += 1
        self._node.post_message(self.Changed())
        # Not exclusive, because a new write must not cancel an earlier one.
        start_worker(self._node, partial(self._run, write, then, failed), group="writing")

    async def run(self, read: Callable[[], T]) -> T:
        """Run a function in a thread after all writes added so far, and return its result.

        Screens that read an entry use this, so that they don't read it before it is written.
        """
        async with self._lock:
            return await asyncio.to_thread(read)

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
