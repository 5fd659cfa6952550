"""Opens other screens from Browse."""

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.message import Message
from textual.screen import Screen

from reflect.errors import LockedError
from reflect.tui.context import AppContext
from reflect.tui.notify import notify
from reflect.tui.results import GuideResult
from reflect.tui.screens.browse.journal_feed import Reload
from reflect.tui.write_queue import WriteQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from reflect.journal.snapshot import Snapshot
    from reflect.model.entry import Entry
    from reflect.practice.session import Session

MOST_LINKS = 50


class Navigation:
    """Opens other screens and reports their changes to the journal.

    Args:
        node: the screen that receives the messages.
        context: the context for the new screens.
        writes: the queue of our own writes, which a new screen waits for before it reads an entry.
    """

    class Done(Message):
        """Posted when a screen that changed the journal was closed.

        Args:
            reload: how to reload the journal.
        """

        def __init__(self, reload: Reload) -> None:
            super().__init__()
            self.reload = reload

    def __init__(self, node: Screen[Any], context: AppContext, writes: WriteQueue) -> None:
        self._node = node
        self._context = context
        self._writes = writes

    def new(self) -> None:
        """Ask for a guide, then open it."""
        from reflect.tui.screens.guide.picker import GuidePicker

        journal = self._context.journal

        def chosen(name: str | None) -> None:
            if name:
                self._open_guide(lambda: journal.drafts.begin(name))

        self._node.app.push_screen(GuidePicker(self._context), chosen)

    def resume(self, entry_id: str | None = None) -> None:
        """Resume an unfinished entry.

        Args:
            entry_id: the id of the entry, or None for the most recent one.
        """
        drafts, guide = self._context.journal.drafts, self._context.config.guide
        self._open_guide(lambda: drafts.resume(entry_id, guide_name=guide))

    def edit(self, snapshot: "Snapshot", entry_id: str) -> None:
        """Open an entry in the editor.

        Args:
            snapshot: the snapshot that contains the entry.
            entry_id: the id of the entry.
        """
        from reflect.tui.screens.edit.screen import EditScreen

        def closed(is_saved: bool | None) -> None:
            if is_saved:
                self._node.post_message(self.Done(Reload()))

        load = partial(self._current, snapshot, entry_id)
        edit = EditScreen(self._context, load, run=self._writes.run)
        self._node.app.push_screen(edit, closed)

    def _current(self, snapshot: "Snapshot", entry_id: str) -> "Entry":
        """Read an entry again if the journal was written to since the snapshot."""
        journal = self._context.journal
        if journal.snapshots.has_changed():
            with suppress(LockedError):
                return journal.entries.get(entry_id)
        return snapshot.entry(entry_id)

    def review(self) -> None:
        """Open Review."""
        if not self._node.is_active:
            return  # the key was pressed twice
        from reflect.tui.screens.review.screen import ReviewScreen

        self._node.app.push_screen(ReviewScreen(self._context))

    def open_links(self, entry: "Entry") -> None:
        """Show the links in an entry, to be opened or copied."""
        from reflect.search.fields import own_texts
        from reflect.tui.links import links_in
        from reflect.tui.screens.dialogs.open_link import OpenLink

        if links := links_in("\n".join(own_texts(entry)))[:MOST_LINKS]:
            self._node.app.push_screen(OpenLink(links))
        else:
            notify(self._node.app, "There is no link in this entry.")

    def _open_guide(self, begin: "Callable[[], Session]") -> None:
        if not self._node.is_active:
            return  # the key was pressed twice
        from reflect.tui.screens.guide.screen import GuideScreen

        guide = GuideScreen(self._context, begin, run=self._writes.run)
        self._node.app.push_screen(guide, self._guide_closed)

    def _guide_closed(self, result: GuideResult | None) -> None:
        if result is not None:
            entry_id = result.entry.id if result.entry else result.draft_id
            self._node.post_message(self.Done(Reload(frozenset([entry_id]), entry_id)))
