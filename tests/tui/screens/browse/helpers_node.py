"""A stand-in for the screen, used to test the Browse controllers."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

from textual.message import Message
from textual.screen import Screen

from reflect.tui.context import AppContext

M = TypeVar("M", bound=Message)


class StubApp:
    """Records dialogs, toasts and copied text.

    Args:
        context: the app's context.
    """

    def __init__(self, context: AppContext) -> None:
        self.context = context
        self.dialogs: list[tuple[Screen[Any], Callable[[Any], object]]] = []
        self.toasts: list[str] = []
        self.clipboard = ""

    def push_screen(self, screen: Screen[Any], callback: Callable[[Any], object]) -> None:
        """Record a dialog."""
        self.dialogs.append((screen, callback))

    def answer(self, result: object) -> None:
        """Close the last dialog with a result."""
        _, callback = self.dialogs.pop()
        callback(result)

    def notify(self, text: str, **_: object) -> None:
        """Record a toast."""
        self.toasts.append(text)

    def copy_to_clipboard(self, text: str) -> None:
        """Record a copy."""
        self.clipboard = text

    def get_key_display(self, binding: Any) -> str:
        """Return the key unchanged."""
        return str(binding.key)


class StubNode:
    """Runs workers and records messages, as a Textual node does.

    Args:
        context: the app's context.
    """

    def __init__(self, context: AppContext) -> None:
        self.app = StubApp(context)
        self.is_active = True
        self.messages: list[Message] = []
        self.timers: list[Callable[[], object]] = []
        self._tasks: dict[asyncio.Task[None], str] = {}

    @property
    def screen(self) -> "Screen[Any]":
        """The node, typed as the screen that the controllers expect."""
        return cast("Screen[Any]", self)

    def post_message(self, message: Message) -> None:
        """Record a message."""
        self.messages.append(message)

    def run_worker(
        self, work: Callable[[], Coroutine[Any, Any, None]], *, group: str, exclusive: bool
    ) -> None:
        """Start a task, cancelling the others in its group if it is exclusive."""
        for task, name in self._tasks.items():
            if exclusive and name == group:
                task.cancel()
        self._tasks[asyncio.ensure_future(work())] = group

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Any:
        """Record a timer."""
        self.timers.append(callback)
        return StubTimer()

    async def settle(self) -> None:
        """Wait for all workers."""
        while self._tasks:
            tasks = list(self._tasks)
            await asyncio.gather(*tasks, return_exceptions=True)
            for task in tasks:
                del self._tasks[task]

    def posted(self, kind: type[M]) -> list[M]:
        """Return the messages of a class, and clear all messages."""
        messages = [message for message in self.messages if isinstance(message, kind)]
        self.messages.clear()
        return messages


class StubTimer:
    """A timer that never fires."""

    def stop(self) -> None:
        """Do nothing."""
