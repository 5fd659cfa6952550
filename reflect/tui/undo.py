"""Undos: the last deeds that can be taken back."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

MOST = 20


@dataclass(frozen=True, slots=True)
class Undo:
    """How to take something back.

    Args:
        said: when it is taken back.
        deed: takes it back.
        ids: of the entries that are as before then.
    """

    message: str
    action: Callable[[], object]
    ids: tuple[str, ...]


class UndoStack:
    """The last deeds that can be taken back, the last one first."""

    def __init__(self) -> None:
        self._kept: deque[Undo] = deque(maxlen=MOST)

    def add(self, undo: Undo) -> None:
        """Keep how to take the last deed back; the oldest gives way."""
        self._kept.append(undo)

    def take(self) -> Undo | None:
        """Give the last one, and forget it; None where there is none."""
        return self._kept.pop() if self._kept else None

    def forget(self, undo: Undo) -> None:
        """Forget how to take back what did not happen."""
        if undo in self._kept:
            self._kept.remove(undo)
