"""The undo stack."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

UNDO_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Undo:
    """A way to undo one action.

    Args:
        message: the message to show afterwards.
        action: the function that undoes the action.
        ids: the ids of the restored entries.
    """

    message: str
    action: Callable[[], object]
    ids: tuple[str, ...]


class UndoStack:
    """The most recent actions that can be undone, up to UNDO_LIMIT."""

    def __init__(self) -> None:
        self._undos: deque[Undo] = deque(maxlen=UNDO_LIMIT)

    def push(self, undo: Undo) -> None:
        """Add an undo; if the stack is full, the oldest one is dropped."""
        self._undos.append(undo)

    def pop(self) -> Undo | None:
        """Remove and return the newest undo, or None if the stack is empty."""
        return self._undos.pop() if self._undos else None

    def remove(self, undo: Undo) -> None:
        """Remove the undo of an action that failed."""
        if undo in self._undos:
            self._undos.remove(undo)
