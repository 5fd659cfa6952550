"""The entries that are selected in the list."""

from collections.abc import Callable, Iterable


class Selection:
    """A set of entry ids.

    Args:
        changed: called with the ids whenever they are set.
    """

    def __init__(self, changed: Callable[[frozenset[str]], object]) -> None:
        self.ids: frozenset[str] = frozenset()
        self._changed = changed

    def set(self, ids: Iterable[str] = ()) -> None:
        """Select these entries and no others."""
        self.ids = frozenset(ids)
        self._changed(self.ids)

    def toggle(self, ids: Iterable[str]) -> None:
        """Select the entries that are not selected, and unselect the others."""
        self.set(self.ids.symmetric_difference(ids))

    def add(self, ids: Iterable[str]) -> None:
        """Select these entries, too."""
        self.set(self.ids.union(ids))

    def restrict(self, ids: Iterable[str]) -> None:
        """Unselect every entry that is not among these."""
        if self.ids:
            self.set(self.ids.intersection(ids))
