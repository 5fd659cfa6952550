"""Browse, part one: what it knows, and how it works on the disk."""

from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, TypeVar

from textual import getters
from textual.screen import Screen

from reflect.errors import ReflectError
from reflect.tui.desk import Desk
from reflect.tui.saying import Severity, complain, say
from reflect.tui.widgets.detail import Detail
from reflect.tui.widgets.entry_list import EntryList
from reflect.tui.widgets.headline import Headline
from reflect.tui.widgets.nothing import Nothing
from reflect.tui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from reflect.journal.shelf import Counts, Reading
    from reflect.search import Query
    from reflect.search.folded import Folded
    from reflect.tui.screens.browse_listing import Listing

T = TypeVar("T")


class BrowseBase(Screen[None]):
    """What all parts of Browse share.

    Args:
        desk: the journal and all that belongs to it.
        query: what to begin with.
    """

    reading: "Reading"  # there is none until `listing` is there

    entries = getters.query_one(EntryList)
    detail = getters.query_one(Detail)
    box = getters.query_one(SearchBox)
    headline = getters.query_one(Headline)
    nothing = getters.query_one(Nothing)

    def __init__(self, desk: Desk, query: str) -> None:
        super().__init__()
        self.desk = desk
        self.listing: Listing | None = None
        self.asked: Query | None = None  # what the list shows; None for all
        self.selected: frozenset[str] = frozenset()
        self.first_query = query
        self.counts: Counts | None = None
        self.writing = 0
        self._turn = Lock()  # one write after the other, in the order they were asked for
        self._is_leaving = False

    def chosen(self) -> tuple[str, ...]:
        """Give the ids that an action is for: those selected, in their order, or the current."""
        if self.selected:
            return tuple(sorted(self.selected, key=lambda one: self.reading.index_of(one) or 0))
        return (self.entries.current,) if self.entries.current else ()

    def item(self, entry_id: str) -> "Folded":
        """Give an entry of the journal as it was read last."""
        return self.reading.item(self.reading.index_of(entry_id) or 0)

    def write(
        self,
        deed: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[], object] = lambda: None,
    ) -> None:
        """Do something that writes, in a thread; go on here when it is done.

        Args:
            deed: what is done; what goes wrong with it, a ReflectError, is told.
            then: takes what it returned.
            failed: called where something went wrong.
        """
        self.writing += 1
        self.tell_how_it_stands()
        # Never exclusive: a write is not given up for another one.
        self.run_worker(partial(self._do, deed, then, failed), thread=True, group="writing")

    def _do(
        self, deed: Callable[[], T], then: Callable[[T], object], failed: Callable[[], object]
    ) -> None:
        try:
            with self._turn:
                result = deed()
        except ReflectError as error:
            self.call_later(self._done, partial(self._failed, error, failed))
        else:
            self.call_later(self._done, partial(then, result))

    def _failed(self, error: ReflectError, failed: Callable[[], object]) -> None:
        failed()
        self.complain(error)

    def _done(self, go_on: Callable[[], object]) -> None:
        self.writing -= 1
        go_on()
        self.tell_warnings()
        self.tell_how_it_stands()
        if self._is_leaving and not self.writing:
            self.app.exit()

    def leave(self) -> None:
        """End the program, as soon as nothing is being written."""
        self._is_leaving = True
        if self.writing:
            self.say("Leaving as soon as everything is saved.")
        else:
            self.app.exit()

    def tell_how_it_stands(self) -> None:
        """Keep the line at the top true."""

    def tell_warnings(self) -> None:
        """Say what the journal had to say meanwhile."""
        while self.desk.warnings:
            self.say(self.desk.warnings.pop(0), "warning")

    def say(self, text: str, severity: Severity = "information") -> None:
        """Say something in passing."""
        say(self.app, text, severity)

    def complain(self, error: ReflectError) -> None:
        """Say what went wrong."""
        complain(self.app, error)
