"""A stand-in for a screen, used to test controllers."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

from textual.dom import DOMNode
from textual.message import Message

from reflect.tui.context import AppContext

M = TypeVar("M", bound=Message)


class WorkerNode:
    """Runs workers and records messages, as a Textual node and its app do.

    Args:
        context: the app's context.
    """

    def __init__(self, context: AppContext) -> None:
        self.app = self
        self.context = context
        self.messages: list[Message] = []
        self._tasks: list[asyncio.Future[Any]] = []

    @property
    def node(self) -> DOMNode:
        """The stand-in, typed as the node that controllers expect."""
        return cast("DOMNode", self)

    def post_message(self, message: Message) -> None:
        """Record a message."""
        self.messages.append(message)

    def run_worker(
        self,
        work: Callable[[], object] | Coroutine[Any, Any, object],
        *,
        thread: bool = False,
        **_: object,
    ) -> None:
        """Start a worker."""
        if thread:
            assert callable(work)
            self._tasks.append(asyncio.ensure_future(asyncio.to_thread(work)))
        else:
            assert asyncio.iscoroutine(work)
            self._tasks.append(asyncio.ensure_future(work))

    async def posted(self, kind: type[M]) -> M:
        """Wait for all workers, return the only message of a class, and clear all messages."""
        await asyncio.gather(*self._tasks)
        self._tasks.clear()
        (message,) = [message for message in self.messages if isinstance(message, kind)]
        self.messages.clear()
        return message
