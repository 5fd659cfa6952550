"""Shows the current entry next to the list."""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from textual.content import Content

from reflect.errors import ReflectError
from reflect.tui.bindings import key_of
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error
from reflect.tui.safe_text import safe_content, safe_line
from reflect.tui.widgets.entry_detail import EntryDetail

if TYPE_CHECKING:
    from textual.timer import Timer

    from reflect.journal.snapshot import Snapshot
    from reflect.model.entry import Entry
    from reflect.tui.widgets.entry_content import ViewOptions
    from reflect.tui.widgets.entry_list_model import Find

REPEAT_SECONDS = 0.15
"""Cursor moves less than this many seconds apart mean that a key is held down."""
REST_SECONDS = 0.08
"""The delay after the last repeat before the current entry is shown."""
MOST_REPEATS = 100


class DetailView:
    """Shows an entry in the detail pane.

    Args:
        pane: the detail pane.
        context: the context that provides the date.
    """

    def __init__(self, pane: EntryDetail, context: AppContext) -> None:
        self._pane = pane
        self._context = context
        self._moved_at = 0.0
        self._timer: Timer | None = None

    def show_at_rest(self, show: Callable[[], None]) -> None:
        """Show the current entry, waiting for the cursor to rest if a key is held down.

        Args:
            show: the function that shows the entry.
        """
        now = monotonic()
        is_held, self._moved_at = now - self._moved_at < REPEAT_SECONDS, now
        self._stop()
        if is_held:
            self._timer = self._pane.set_timer(REST_SECONDS, show)
        else:
            show()

    def clear(self) -> None:
        """Empty the pane."""
        self._stop()
        self._pane.show(Content(""), Content(""))

    def show(
        self, snapshot: "Snapshot", entry_id: str, find: "Find", *, from_top: bool = True
    ) -> None:
        """Show an entry.

        Args:
            snapshot: the snapshot that contains the entry.
            entry_id: the id of the entry.
            find: a function that returns the spans of search matches in a text.
            from_top: whether to scroll to the top.
        """
        self._stop()
        try:
            entry = snapshot.entry(entry_id)
        except ReflectError as error:
            problem = format_error(error, self._pane.app)
            self._pane.show(safe_line("This entry can't be read"), safe_content(problem))
            return
        # Imported here because the first paint shows no entry.
        from reflect.tui.widgets.entry_content import entry_body, entry_title

        options = self._options(snapshot, entry, find)
        self._pane.show(entry_title(entry, options), entry_body(entry, options), from_top=from_top)

    def _options(self, snapshot: "Snapshot", entry: "Entry", find: "Find") -> "ViewOptions":
        from reflect.tui.widgets.entry_content import ViewOptions
        from reflect.tui.widgets.entry_list import EntryList

        earlier = {}
        for entry_id in entry.repeats[:MOST_REPEATS]:
            # The rendered entry says which ones are missing.
            with suppress(ReflectError):
                earlier[entry_id] = snapshot.entry(entry_id)
        screen = self._pane.screen
        return ViewOptions(
            now=self._context.now,
            width=self._pane.text_width,
            find=find,
            earlier=earlier,
            whole=key_of(screen, "browse.edit"),
            open=key_of(screen.query_one(EntryList), "list.open"),
        )

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
