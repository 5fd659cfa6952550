"""Browse, part one: what it knows, and what all of its parts share."""

from typing import TYPE_CHECKING, cast

from textual import getters
from textual.screen import Screen

from reflect.errors import NotFoundError, Notice, ReflectError
from reflect.tui.context import AppContext
from reflect.tui.notify import Severity, notify, notify_error
from reflect.tui.widgets.empty_state import Nothing
from reflect.tui.widgets.entry_detail import Detail
from reflect.tui.widgets.entry_list import EntryList
from reflect.tui.widgets.search_input import SearchBox
from reflect.tui.widgets.status_bar import StatusBar
from reflect.tui.write_queue import Writes

if TYPE_CHECKING:
    from reflect.journal.snapshot import Counts, Snapshot
    from reflect.search.document import SearchDocument
    from reflect.search.query import Query
    from reflect.tui.ahead import AheadApp
    from reflect.tui.screens.browse.list_model import EntryListModel


class BrowseBase(Screen[None]):
    """What all parts of Browse share.

    Args:
        context: the journal and all that belongs to it.
        query: what to begin with.
    """

    reading: "Snapshot"  # there is none until `listing` is there

    entries = getters.query_one(EntryList)
    detail = getters.query_one(Detail)
    box = getters.query_one(SearchBox)
    headline = getters.query_one(StatusBar)
    nothing = getters.query_one(Nothing)

    def __init__(self, context: AppContext, query: str) -> None:
        super().__init__()
        self.context = context
        self.listing: EntryListModel | None = None
        self.asked: Query | None = None  # what the list shows; None for all
        self.selected: frozenset[str] = frozenset()
        self.first_query = query
        self.counts: Counts | None = None
        self.writes = Writes(self, self._follow_writes, self._stay)
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

    def item(self, entry_id: str) -> "SearchDocument":
        """Give an entry of the journal as it was read last.

        Raises:
            NotFoundError: it is no longer there.
        """
        place = self.reading.index_of(entry_id)
        if place is None:
            raise NotFoundError(f"no entry {entry_id!r}")
        return self.reading.item(place)

    def leave(self) -> None:
        """End the program, as soon as nothing is being written."""
        self._is_leaving = True
        if self.writes.count:
            self.say("Leaving as soon as everything is saved.")
        else:
            self.app.exit()

    def _follow_writes(self) -> None:
        """Say what is being written, and leave when the last of it is."""
        self.tell_warnings()
        self.tell_how_it_stands()
        if self._is_leaving and not self.writes.count:
            self.app.exit()

    def _stay(self, error: ReflectError) -> None:
        """Say what went wrong; whoever wanted to leave sees it."""
        self._is_leaving = False
        self.complain(error)

    def tell_how_it_stands(self) -> None:
        """Keep the line at the top true."""

    def tell_warnings(self) -> None:
        """Say what the journal had to say meanwhile."""
        while self.context.warnings:
            self.say(self.context.warnings.pop(0), "warning")

    def say(self, notice: Notice | str, severity: Severity = "information") -> None:
        """Say something in passing."""
        notify(self.app, notice, severity)

    def complain(self, error: ReflectError) -> None:
        """Say what went wrong."""
        notify_error(self.app, error)
