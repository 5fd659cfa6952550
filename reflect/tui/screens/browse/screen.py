"""The Browse screen: the entry list, the current entry and search as you type."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.lazy import Lazy
from textual.screen import Screen
from textual.widgets import Input, Static

from reflect.errors import LockedError, ReflectError
from reflect.journal.view_state import LESSONS, save_view
from reflect.tui.bindings import key_of
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify, notify_error
from reflect.tui.results import STAYS_LOCKED
from reflect.tui.safe_text import safe_content
from reflect.tui.screens.browse.bindings import BINDINGS, NEED_AN_ENTRY
from reflect.tui.screens.browse.capture import CaptureFlow
from reflect.tui.screens.browse.detail_view import DetailView
from reflect.tui.screens.browse.entry_actions import EntryActions
from reflect.tui.screens.browse.export import ExportFlow
from reflect.tui.screens.browse.journal_feed import JournalFeed, Reload
from reflect.tui.screens.browse.navigation import Navigation
from reflect.tui.screens.browse.search import (
    LONGEST_QUERY,
    BrowseSearch,
    replace_nearest_word,
)
from reflect.tui.screens.browse.selection import Selection
from reflect.tui.screens.browse.status import (
    counts_text,
    matches_text,
    no_entries,
    no_matches,
    status_line,
)
from reflect.tui.widgets.empty_state import EmptyState
from reflect.tui.widgets.entry_detail import EntryDetail
from reflect.tui.widgets.entry_list import EntryList
from reflect.tui.widgets.footer import KeyFooter
from reflect.tui.widgets.search_input import SearchInput
from reflect.tui.widgets.status_bar import StatusBar
from reflect.tui.write_queue import WriteQueue

if TYPE_CHECKING:
    from reflect.model.entry import Entry
    from reflect.search.document import SearchDocument

POLL_SECONDS = 1.0
"""The interval between checks for changes to the journal."""
PAINT_SECONDS = 0.01
"""How long the writer thread has to send the first paint to the terminal."""
# Opening an entry in one of these states resumes it instead of showing it.
UNFINISHED = ("capture", "draft", "unfinished")


# Below 80 columns the panes are stacked; below 20 rows, only one of them is shown at a time.
WIDTHS = [(0, "-narrow"), (80, "-middle"), (140, "-wide")]
HEIGHTS = [(0, "-short"), (20, "-tall")]


class BrowseScreen(Screen[None]):
    """The main screen.

    Args:
        context: the journal and the settings.
        query: the initial query.
        has_lessons: whether to list lessons instead of titles.
    """

    CSS_PATH = "browse.tcss"
    AUTO_FOCUS = "EntryList"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    entry_list = getters.query_one(EntryList)
    pane = getters.query_one(EntryDetail)
    search_box = getters.query_one(SearchInput)
    status_bar = getters.query_one(StatusBar)
    empty_state = getters.query_one(EmptyState)

    def __init__(self, context: AppContext, query: str = "", *, has_lessons: bool = False) -> None:
        super().__init__(classes="-lessons" if has_lessons else None)
        self.context = context
        self.feed = JournalFeed(self, context)
        self.search = BrowseSearch(self, context)
        self.search.has_lessons = has_lessons
        self.actions = EntryActions(self, context, advance=self._leave_deleted)
        self.capture = CaptureFlow(self, context, self.actions.writes)
        self.export = ExportFlow(self, context, self.actions.writes)
        self.navigation = Navigation(self, context, self.actions.writes)
        self.selection = Selection(self._show_selection)
        self.results: BrowseSearch.Results | None = None
        self._query = query
        self._home = ""  # the id of the entry to return to after a search
        self._target: Reload | None = None  # selects the entry to move to once it is listed
        self._unshown_error: ReflectError | None = None
        self._is_leaving = False

    def compose(self) -> ComposeResult:
        yield StatusBar("browse")
        yield SearchInput(self._query)
        yield Static(id="problem")
        with Horizontal(id="panes"):
            yield EntryList()
            yield EntryDetail()
        yield EmptyState()
        # The footer has one widget per key, so it is mounted after the first paint.
        yield Lazy(KeyFooter())

    def on_mount(self) -> None:
        self.detail = DetailView(self.pane, self.context)
        self.update_status()
        # Reading at once would delay the first paint by a seventh.
        self.call_after_refresh(self.set_timer, PAINT_SECONDS, self.start)

    def start(self) -> None:
        """Start reading the journal, after the first paint."""
        self.search.set_text(self._query)
        self.feed.start()
        self.set_interval(POLL_SECONDS, self.poll)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "search" and self.search_box.has_focus:
            return False
        if action in NEED_AN_ENTRY and not (self.results and len(self.results.model)):
            return None
        return True

    # The journal

    def poll(self, *, is_external: bool = True) -> None:
        """Check whether the journal has changed, unless our own writes are pending."""
        if self.is_active and not self.actions.writes.count:
            self.feed.poll(is_external=is_external)

    def on_screen_resume(self) -> None:
        # The screen that was just closed may have changed the journal.
        self.poll(is_external=False)
        self._show_error()

    def on_journal_feed_loaded(self, event: JournalFeed.Loaded) -> None:
        snapshot, entries = self.feed.snapshot, self.feed.entries
        if snapshot is None or entries is None:
            return
        self.actions.forget_deleted()
        self.selection.restrict(snapshot.ids)
        if event.reload.select:
            self._target = event.reload
        self.search.set_snapshot(snapshot, entries)
        if event.new:
            notify(self.app, f"The journal changed outside: {event.new:,} new.")
        elif event.has_changed and event.reload.is_external:
            notify(self.app, "The journal changed outside.")
        self._show_warnings()

    def on_journal_feed_ready(self) -> None:
        self.update_status()
        self._show_warnings()

    def on_journal_feed_changed(self, event: JournalFeed.Changed) -> None:
        if not self.actions.writes.count:
            self.feed.reload(Reload(is_external=event.is_external))

    def on_journal_feed_failed(self, event: JournalFeed.Failed) -> None:
        if self.feed.snapshot is None or isinstance(event.error, LockedError):
            self._unshown_error = event.error
            self._show_error()
        else:
            notify_error(self.app, event.error)

    def _show_error(self) -> None:
        """Show why the journal can't be read, unless another screen is on top."""
        if self._unshown_error is None or not self.is_active:
            return
        from reflect.tui.screens.damaged.screen import error_screen

        error, self._unshown_error = self._unshown_error, None

        def answered(retry: bool | None) -> None:
            if not retry:
                text = format_error(error, self.app)
                is_locked = isinstance(error, LockedError)
                self.context.farewell.append(STAYS_LOCKED if is_locked else text)
                self.app.exit(return_code=error.exit_code)
            elif self.feed.snapshot is None:
                self.feed.start()
            else:
                self.feed.reload(Reload())

        self.app.push_screen(error_screen(self.context, error), answered)

    @on(EntryActions.Done)
    @on(Navigation.Done)
    def on_saved(self, event: EntryActions.Done | Navigation.Done) -> None:
        """Reload the journal after one of our own changes."""
        self.feed.reload(event.reload)

    def on_write_queue_changed(self) -> None:
        self._show_warnings()
        self.update_status()
        if self._is_leaving and not self.actions.writes.count:
            self.app.exit()

    def on_write_queue_failed(self, event: WriteQueue.Failed) -> None:
        self._is_leaving = False
        notify_error(self.app, event.error)

    def _show_warnings(self) -> None:
        while self.context.warnings:
            notify(self.app, self.context.warnings.pop(0), "warning")

    def update_status(self) -> None:
        """Update the status bar: the entry counts and any activity."""
        self.status_bar.show_status(*status_line(self._status_parts()))

    def _status_parts(self) -> Sequence[str]:
        parts = ["saving…"] if self.actions.writes.count else []
        if self.selection.ids:
            parts.append(f"{len(self.selection.ids):,} selected")
        snapshot, counts = self.feed.snapshot, self.feed.counts
        if self.results is None or snapshot is None or counts is None:
            return [*parts, "reading…"]
        if self.results.query is not None:
            return [*parts, *matches_text(self.results.model, len(snapshot))]
        lessons = len(self.results.model) if self.results.has_lessons else None
        return [*parts, *counts_text(counts, self.feed.waiting, lessons=lessons)]

    # The search

    def action_search(self) -> None:
        self.set_focus(self.search_box)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        # Skip outdated events when several keys arrive together.
        if event.value == self.search_box.value:
            if self.search.query is None:
                self._home = self.entry_list.current
            self.search.set_text(event.value, is_typing=self.search_box.has_focus)

    def on_browse_search_problem(self, event: BrowseSearch.Problem) -> None:
        problem = self.query_one("#problem", Static)
        if event.text or problem.display:
            problem.update(safe_content(event.text))
            problem.display = bool(event.text)

    def on_browse_search_results(self, event: BrowseSearch.Results) -> None:
        cursor = None
        if event.query != (self.results and self.results.query):
            cursor = "" if event.model.is_ranked else self._home
        had_entries = bool(self.results and len(self.results.model))
        before, self.results = self.entry_list.current, event
        self.entry_list.show(event.model, self.context.today, find=self.find_words, cursor=cursor)
        if self.has_class("-nothing") or not len(event.model):
            self._show_empty_state(event)
        if bool(len(event.model)) != had_entries:
            self.refresh_bindings()
        self.update_status()
        # Let the list paint before the entry is rendered.
        from_top = self.entry_list.current != before
        self.call_after_refresh(self.show_entry, from_top=from_top)
        if self._target is not None and event.is_complete:
            target, self._target = self._target, None
            is_listed = event.model.find(target.select) is not None
            # Don't move the focus while the user is typing a query.
            if not self.search_box.has_focus and (is_listed or not target.keep_search):
                self.go_to(target.select)

    def _show_empty_state(self, results: BrowseSearch.Results) -> None:
        """Replace the panes with a message if there are no entries to list."""
        is_empty = not len(results.model)
        if is_empty:
            total = len(self.feed.snapshot or ())
            if results.query is None:
                lines = no_entries(self, self.context.journal.folder)
            else:
                clear_key = key_of(self.search_box, "search.clear")
                lines = no_matches(self.search_box.value[:LONGEST_QUERY], total, clear_key)
            self.empty_state.show(lines, results.spellings)
        focused = self.focused
        self.set_class(is_empty, "-nothing")
        if is_empty and focused in (self.entry_list, self.pane):
            self.empty_state.focus()
        elif not is_empty and focused is self.empty_state:
            self.entry_list.focus()

    def find_words(self, text: str) -> Sequence[tuple[int, int]]:
        """Return the spans of the query's words in a text."""
        query = self.results and self.results.query
        return query.spans(text) if query else ()

    def on_search_input_left(self) -> None:
        self.search.set_text(self.search_box.value)
        (self.empty_state if self.has_class("-nothing") else self.entry_list).focus()

    def on_search_input_cleared(self) -> None:
        self.search_box.value = ""
        self.entry_list.focus()

    def on_empty_state_chosen(self, event: EmptyState.Chosen) -> None:
        self.search_box.value = replace_nearest_word(self.search_box.value, event.word)

    # The list and the entry

    def go_to(self, entry_id: str) -> None:
        """Move the cursor to an entry, clearing the search if it hides that entry."""
        if self.feed.entries is None or self.feed.entries.find(entry_id) is None:
            return
        if self.results is None or self.results.model.find(entry_id) is None:
            self._home = entry_id
            self._target = Reload(select=entry_id)
            self.search_box.value = ""
            self.search.set_text("")
            self.entry_list.focus()
            return
        number = self.results.model.find(entry_id)
        if number is not None:
            self.entry_list.move_to(number)
            self.show_entry()
            self.entry_list.focus()

    def show_entry(self, *, from_top: bool = True) -> None:
        """Show the current entry in the detail pane."""
        if self.feed.snapshot is None or not self.entry_list.current:
            self.detail.clear()
        else:
            self.detail.show(
                self.feed.snapshot, self.entry_list.current, self.find_words, from_top=from_top
            )

    def on_entry_list_moved(self, event: EntryList.Moved) -> None:
        if self.results and self.results.query is not None:
            self._home = event.entry_id
        self.detail.show_at_rest(self.show_entry)

    def on_entry_list_picked(self, event: EntryList.Picked) -> None:
        (self.selection.toggle if event.toggle else self.selection.add)(event.ids)

    def on_entry_list_opened(self, event: EntryList.Opened) -> None:
        """Resume an unfinished entry, or show any other in the detail pane."""
        for entry in self._documents([event.entry_id]):
            if entry.state in UNFINISHED:
                self.navigation.resume(entry.id)
            else:
                self.add_class("-reading")
                self.pane.focus()

    def on_entry_detail_resized(self) -> None:
        self.show_entry(from_top=False)

    def on_entry_detail_left(self) -> None:
        self.remove_class("-reading")

    def _show_selection(self, ids: frozenset[str]) -> None:
        self.entry_list.select(ids)
        self.update_status()

    def _leave_deleted(self) -> None:
        """Move the cursor away from an entry that is about to be deleted."""
        if not self.selection.ids:
            self.entry_list.action_move(1)

    def targets(self) -> "list[SearchDocument]":
        """Return the entries to act on: the selected ones, or else the current one.

        Selected entries hidden by a search are omitted, so that nothing changes unseen.
        """
        model, snapshot = self.results and self.results.model, self.feed.snapshot
        ids = [one for one in self.selection.ids if model and model.find(one) is not None]
        if snapshot is not None and ids:
            return self._documents(sorted(ids, key=lambda one: snapshot.index_of(one) or 0))
        return self._documents([self.entry_list.current])

    def _documents(self, ids: Sequence[str]) -> "list[SearchDocument]":
        """Return the entries with the given ids, skipping ids that no longer exist."""
        snapshot = self.feed.snapshot
        places = [snapshot.index_of(entry_id) for entry_id in ids] if snapshot else []
        return [snapshot.item(place) for place in places if snapshot and place is not None]

    def _current_entry(self) -> "Entry | None":
        """Return the current entry; if it can't be read, report the error and return None."""
        if self.feed.snapshot is None or not self.entry_list.current:
            return None
        try:
            return self.feed.snapshot.entry(self.entry_list.current)
        except ReflectError as error:
            notify_error(self.app, error)
            return None

    def action_select(self) -> None:
        if self.entry_list.current:
            self.selection.toggle([self.entry_list.current])
            self.entry_list.action_move(1)

    def action_select_all(self) -> None:
        if self.results is not None:
            self.selection.set(map(self.results.model.id, range(len(self.results.model))))

    def action_back(self) -> None:
        """Leave the detail pane, clear the selection or clear the search, in that order."""
        if self.pane.has_focus:
            self.entry_list.focus()
        elif self.selection.ids:
            self.selection.set()
        elif self.search_box.value:
            self.on_search_input_cleared()

    def action_delete(self) -> None:
        self.actions.delete(self.targets())

    def action_undo(self) -> None:
        self.actions.undo()

    def action_tag(self) -> None:
        if entries := self.targets():
            self.actions.tag(entries)

    def action_copy(self) -> None:
        for entry in self._documents([self.entry_list.current]):
            self.actions.copy(entry)

    def action_occasion(self) -> None:
        for entry in self._documents([self.entry_list.current]):
            self.actions.occasion(entry)

    def on_occasion_flow_done(self) -> None:
        self.feed.reload(Reload(keep_search=True))

    def action_lessons(self) -> None:
        """Show lessons instead of titles, or titles again, and remember it."""
        has_lessons = not self.search.has_lessons
        self.set_class(has_lessons, "-lessons")
        self.search.set_lessons(has_lessons)
        if not self.context.is_demo:
            view = LESSONS if has_lessons else ""
            self.actions.writes.add(partial(save_view, self.context.state, view))

    def action_export(self) -> None:
        entries = self.targets()
        if len(entries) == 1 and entries[0].state == "draft":
            notify(self.app, "A draft is not an entry yet: it can't be exported.", "warning")
        elif entries and self.feed.snapshot is not None:
            self.export.start(self.feed.snapshot, [entry.id for entry in entries])

    # Other screens

    def action_new(self) -> None:
        self.navigation.new()

    def action_resume(self) -> None:
        self.navigation.resume()

    @on(StatusBar.Chosen)
    def action_review(self) -> None:
        self.navigation.review()

    def action_capture(self) -> None:
        self.capture.ask()

    def on_capture_flow_done(self, event: CaptureFlow.Done) -> None:
        key = key_of(self.entry_list, "list.open")
        notify(self.app, f"Noted. {key} reflects on it, now or later.")
        self.feed.reload(Reload(frozenset([event.entry.id]), event.entry.id))

    def on_capture_flow_dropped(self) -> None:
        self.feed.reload(Reload())

    def save_now(self) -> str:
        """Rescue notes that have not been written yet because the process is about to exit."""
        return self.capture.save_now()

    def action_edit(self) -> None:
        for document in self._documents([self.entry_list.current]):
            if document.state == "draft":
                key = key_of(self.entry_list, "list.open")
                notify(self.app, f"A draft is not an entry yet: {key} goes on with it.", "warning")
            elif self.feed.snapshot is not None:
                self.navigation.edit(self.feed.snapshot, document.id)

    def action_reopen(self) -> None:
        for document in self._documents([self.entry_list.current]):
            self.navigation.resume(document.id)

    def action_links(self) -> None:
        if entry := self._current_entry():
            self.navigation.open_links(entry)

    def action_leave(self) -> None:
        self._is_leaving = True
        if self.actions.writes.count:
            notify(self.app, "Leaving as soon as everything is saved.")
        else:
            self.app.exit()
