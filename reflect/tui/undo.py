"""The actions that can be undone."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

UNDO_LIMIT = 20


@dataclass(frozen=True, slots=True)
class Undo:
    """How to undo an action.

    Args:
        message: shown once it is undone.
        action: undoes it.
        ids: of the entries that it restores.
    """

    message: str
    action: Callable[[], object]
    ids: tuple[str, ...]


class UndoStack:
    """The last actions that can be undone, the newest on top."""

    def __init__(self) -> None:
        self._undos: deque[Undo] = deque(maxlen=UNDO_LIMIT)

    def push(self, undo: Undo) -> None:
        """Add how to undo the last action; beyond the limit the oldest is dropped."""
        self._undos.append(undo)

    def pop(self) -> Undo | None:
        """Remove and return the newest; None when the stack is empty."""
        return self._undos.pop() if self._undos else None

    def remove(self, undo: Undo) -> None:
        """Remove an action that failed, so that there is nothing to undo."""
        if undo in self._undos:
            self._undos.remove(undo)
