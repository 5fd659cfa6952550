"""Browse, part two: the entry under the cursor, and how things stand."""

from collections.abc import Sequence
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from textual.content import Content
from textual.timer import Timer

from reflect.errors import ReflectError
from reflect.tui.bindings import key_of
from reflect.tui.notify import format_error
from reflect.tui.safe_text import line, plain
from reflect.tui.screens.browse.base import BrowseBase
from reflect.tui.widgets.entry_list import EntryList

if TYPE_CHECKING:
    from reflect.model.entry import Entry
    from reflect.tui.widgets.entry_content import Sight

REPEATING = 0.15
"""Moves that follow each other within so many seconds are a key being held."""
REST = 0.08
"""Seconds that such a key rests before the entry under the cursor is shown."""
FRAME = 0.02
"""Seconds in which a list that was found is painted."""


class Showing(BrowseBase):
    """Shows the list's entry in the pane beside it."""

    _moved_at = 0.0
    _waiting: Timer | None = None

    def on_entry_list_moved(self, event: EntryList.Moved) -> None:
        """Show the entry under the cursor; while a key is held, the one where it rests."""
        now = monotonic()
        is_held, self._moved_at = now - self._moved_at < REPEATING, now
        if is_held:
            self.show_soon(REST)
        else:
            self.show_current()

    def show_soon(self, seconds: float, *, from_top: bool = True) -> None:
        """Show the entry under the cursor a moment later: the list is painted before it."""
        if self._waiting is not None:
            self._waiting.stop()
        self._waiting = self.set_timer(seconds, partial(self.show_current, from_top=from_top))

    def on_detail_resized(self) -> None:
        """Wrap the entry anew."""
        self.show_current(from_top=False)

    def show_current(self, *, from_top: bool = True) -> None:
        """Show the entry under the cursor."""
        if self._waiting is not None:
            self._waiting.stop()
            self._waiting = None
        current = self.entries.current
        if not current:
            self.detail.show(Content(""), Content(""))
            return
        try:
            entry = self.reading.entry(current)
        except ReflectError as error:
            self.detail.show(line("This entry can't be read"), plain(format_error(error, self.app)))
            return
        # Not at the top of the module: there is no entry before the first paint.
        from reflect.tui.widgets.entry_content import body_of, title_of

        sight = self._sight(entry)
        self.detail.show(title_of(entry, sight), body_of(entry, sight), from_top=from_top)

    def _sight(self, entry: "Entry") -> "Sight":
        from reflect.tui.widgets.entry_content import Sight

        earlier = {}
        for name in entry.repeats[:100]:
            try:
                earlier[name] = self.reading.entry(name)
            except ReflectError:
                continue  # what is gone is said to be gone
        return Sight(
            now=self.context.now,
            width=self.detail.text_width,
            find=self.find_words,
            earlier=earlier,
            whole=self.key_of("browse.edit"),
            open=key_of(self.entries, "list.open"),
        )

    def find_words(self, text: str) -> "Sequence[tuple[int, int]]":
        """Find the places of the words that were looked for in a text."""
        return () if self.asked is None else self.asked.spans(text)

    def key_of(self, binding_id: str) -> str:
        """Name the key of an action of this screen, which the user may have changed."""
        return key_of(self, binding_id)

    def tell_how_it_stands(self) -> None:
        """Say how much there is, how much was found, what waits, and what goes on."""
        self.headline.tell(line(" · ".join(self._told())))

    def _told(self) -> Sequence[str]:
        told = []
        if self.writes.count:
            told.append("saving…")
        if self.selected:
            told.append(f"{len(self.selected):,} selected")
        if self.listing is None or self.counts is None:
            return [*told, "reading…"]
        if self.asked is not None:
            some = len(self.listing) - self.listing.with_all
            told.append(f"{self.listing.with_all:,} of {len(self.reading):,} found")
            return [*told, f"{some:,} with some of the words"] if some else told
        counts = self.counts
        told.append(number_of(counts.entries + counts.unfinished, "entry", "entries"))
        for count, one in ((counts.captures, "capture"), (counts.drafts, "draft")):
            if count:
                told.append(number_of(count, one))
        if not self.reading.is_ready:
            told.append("reading…")
        elif counts.due:
            told.append(f"{number_of(counts.due, 'look-back')} due")
        return told

    def show_nothing(self, lines: Sequence[Content], words: Sequence[str] = ()) -> None:
        """Say something in place of list and entry."""
        had_focus = self.entries.has_focus or self.detail.has_focus
        self.nothing.show(lines, words)
        self.add_class("-nothing")
        if had_focus:
            self.nothing.focus()

    def show_panes(self) -> None:
        """Show list and entry again."""
        had_focus = self.nothing.has_focus
        self.remove_class("-nothing")
        if had_focus:
            self.entries.focus()


def number_of(count: int, one: str, many: str = "") -> str:
    """Write "1 entry", "1,200 entries"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
