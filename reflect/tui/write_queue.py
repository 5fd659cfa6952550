"""Writes: what a screen does on the disk, one after the other, while it goes on moving."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from textual.dom import DOMNode

from reflect.errors import ReflectError

T = TypeVar("T")


class Writes:
    """Does one write after the other, in threads, in the order in which they were asked for.

    Args:
        node: the screen whose workers do it.
        changed: called when a write was asked for, and when one has ended and was told of.
        complain: takes what went wrong.
    """

    def __init__(
        self,
        node: DOMNode,
        changed: Callable[[], object],
        complain: Callable[[ReflectError], object],
    ) -> None:
        self.count = 0
        self._node = node
        self._changed = changed
        self._complain = complain
        # Who waits longest has the next turn: this lock is a fair one.
        self._turn = asyncio.Lock()

    def add(
        self,
        deed: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[ReflectError], object] = lambda error: None,
    ) -> None:
        """Do something that writes, in a thread; go on here when it is done.

        Args:
            deed: what is done; what goes wrong with it, a ReflectError, is told.
            then: takes what it returned.
            failed: takes what went wrong.
        """
        self.count += 1
        self._changed()
        # Never exclusive: a write is not given up for another one.
        self._node.run_worker(self._do(deed, then, failed), group="writing")

    async def _do(
        self,
        deed: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[ReflectError], object],
    ) -> None:
        async with self._turn:
            try:
                result = await asyncio.to_thread(deed)
            except ReflectError as error:
                self.count -= 1
                self._complain(error)
                failed(error)
            else:
                self.count -= 1
                then(result)
        self._changed()
