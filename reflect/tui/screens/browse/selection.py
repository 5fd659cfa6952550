"""The selected entries."""

from collections.abc import Callable, Iterable


class Selection:
    """The ids of the selected entries.

    Args:
        changed: a callback that receives the ids after each change.
    """

    def __init__(self, changed: Callable[[frozenset[str]], object]) -> None:
        self.ids: frozenset[str] = frozenset()
        self._changed = changed

    def set(self, ids: Iterable[str] = ()) -> None:
        """Select exactly the given entries."""
        self.ids = frozenset(ids)
        self._changed(self.ids)

    def toggle(self, ids: Iterable[str]) -> None:
        """Select the given entries that are not selected, and deselect the ones that are."""
        self.set(self.ids.symmetric_difference(ids))

    def add(self, ids: Iterable[str]) -> None:
        """Add the given entries to the selection."""
        self.set(self.ids.union(ids))

    def restrict(self, ids: Iterable[str]) -> None:
        """Deselect all entries except the given ones."""
        if self.ids:
            self.set(self.ids.intersection(ids))
