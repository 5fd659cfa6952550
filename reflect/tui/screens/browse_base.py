"""Browse, part one: what it knows, and how it works on the disk."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from textual import getters
from textual.screen import Screen

from reflect.errors import NotFoundError, ReflectError
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
    from reflect.tui.ahead import AheadApp
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
        # One write after the other, in the order they were asked for: this lock is a fair one.
        self._turn = asyncio.Lock()
        self._is_leaving = False
        self.notes: list[str] = []  # being saved

    @property
    def ahead(self) -> "AheadApp[object]":
        """The app, which keeps what is typed for a page that is on its way."""
        return cast("AheadApp[object]", self.app)

    def chosen(self) -> tuple[str, ...]:
        """Give the ids that an action is for: those selected, in their order, or the current."""
        if self.selected:
            # What a search leaves out of the list is not touched unseen.
            listed = [one for one in self.selected if self._is_listed(one)]
            if listed:
                return tuple(sorted(listed, key=lambda one: self.reading.index_of(one) or 0))
        return (self.entries.current,) if self.is_there(self.entries.current) else ()

    def _is_listed(self, entry_id: str) -> bool:
        return self.is_there(entry_id) and (
            self.listing is not None and self.listing.find(entry_id) is not None
        )

    def is_there(self, entry_id: str) -> bool:
        """Say whether an entry is in the journal as it was read last."""
        return self.listing is not None and self.reading.index_of(entry_id) is not None

    def item(self, entry_id: str) -> "Folded":
        """Give an entry of the journal as it was read last.

        Raises:
            NotFoundError: it is no longer there.
        """
        place = self.reading.index_of(entry_id)
        if place is None:
            raise NotFoundError(f"no entry {entry_id!r}")
        return self.reading.item(place)

    def write(
        self,
        deed: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[ReflectError], object] = lambda error: None,
    ) -> None:
        """Do something that writes, in a thread; go on here when it is done.

        Args:
            deed: what is done; what goes wrong with it, a ReflectError, is told.
            then: takes what it returned.
            failed: called with what went wrong; whoever wanted to leave stays, to see it.
        """
        self.writing += 1
        self.tell_how_it_stands()
        # Never exclusive: a write is not given up for another one.
        self.run_worker(self._do(deed, then, failed), group="writing")

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
                self.writing -= 1
                self._is_leaving = False
                self.complain(error)
                failed(error)
            else:
                self.writing -= 1
                then(result)
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
