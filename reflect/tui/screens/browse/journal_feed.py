"""Browse, part four: the journal is read, and read again when it changes."""

import gc
from contextlib import suppress
from time import sleep
from typing import TYPE_CHECKING

from textual import work

from reflect.errors import LockedError, ReflectError
from reflect.tui.notify import format_error
from reflect.tui.results import STAYS_LOCKED
from reflect.tui.screens.browse.list_model import WholeListing
from reflect.tui.screens.browse.search import BREATH, SLICE, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from reflect.journal.snapshot import Counts, Snapshot

LOOK_EACH = 1.0
"""Seconds between two looks at whether the journal changed."""
YOUNG = 10_000
"""New objects that make Python collect garbage. A frame makes thousands, nearly all of which go by
themselves; with its own few hundred it would look through them several times a key."""


class Following(Finding):
    """Reads in threads: the screen never waits for the disk."""

    _is_reading = False
    _is_looking = False
    _asked_again = False
    _asked_outside = False
    _is_settled = False
    _trouble = ""
    _untold: ReflectError | None = None  # waits until this screen is the one that is seen
    _day: "date | None" = None  # when it was read

    def begin(self) -> None:
        """Read the journal for the first time, and look after it from then on."""
        self._own: set[str] = set()
        self.find(self.first_query, is_done=True)
        self.read()
        self.set_interval(LOOK_EACH, self.look)

    def wrote(
        self, ids: "Iterable[str]" = (), go_to: str = "", *, keeps_search: bool = False
    ) -> None:
        """Read again after a write of our own.

        Args:
            ids: of entries that are new by it.
            go_to: the entry to put the cursor on.
            keeps_search: whether a search that doesn't find it stays all the same.
        """
        self._keeps_search = keeps_search
        self._own.update(ids)
        self._target = go_to or self._target
        self.read()

    def read(self, *, outside: bool = False) -> None:
        """Read the journal, in a thread.

        Args:
            outside: whether somebody else changed it.
        """
        self._asked_outside = self._asked_outside or outside
        if self._is_reading:
            self._asked_again = True
            return
        self._is_reading, self._asked_again = True, False
        self._read()

    @work(thread=True, group="reading")
    def _read(self) -> None:
        self._day = self.context.today
        try:
            reading = self.context.journal.snapshots.read()
        except ReflectError as error:
            self.call_later(self._cant_read, error)
        else:
            whole = WholeListing(reading, self.context.today)
            counts = reading.counts(self.context.today)
            changed = [] if self.whole is None else changed_ids(self.reading, reading)
            self.call_later(self._took, reading, whole, counts, changed)

    @work(thread=True, group="reading")
    def _open(self, reading: "Snapshot") -> None:
        """Open all entries, so that they can be searched and counted."""
        while not self._asked_again and self.is_attached and reading.prepare(SLICE):
            sleep(BREATH)
        if reading.is_ready:
            reading.make_ready(self.context.today)
        if reading.is_ready and not self._is_settled:
            # Somebody else may be writing, or the folder be read-only: it can wait.
            with suppress(ReflectError):
                self.context.journal.entries.fold()
        self.call_later(self._ended, reading, reading.counts(self.context.today))

    def _took(
        self, reading: "Snapshot", whole: WholeListing, counts: "Counts", changed: "list[str]"
    ) -> None:
        """List what was read, and say what changed by somebody else."""
        new = [one for one in changed if self.whole and self.reading.index_of(one) is None]
        self.reading, self.whole, self.counts, self._trouble = reading, whole, counts, ""
        if self.selected:
            self.set_selected(self.selected.intersection(reading.ids))
        self.search_again()
        theirs = [one for one in new if one not in self._own and reading.index_of(one) is not None]
        if theirs:
            self.say(f"The journal changed outside: {len(theirs):,} new.")
        elif changed and self._asked_outside:
            self.say("The journal changed outside.")
        self._asked_outside = False
        self.tell_warnings()
        # What is in sight comes first: opening the rest takes half of the time there is.
        self.call_after_refresh(self._open, reading)

    def _ended(self, reading: "Snapshot", counts: "Counts") -> None:
        """Go on when all is open."""
        self._is_reading = False
        self.counts = counts
        self.tell_how_it_stands()
        self.tell_warnings()
        if self._asked_again:
            self.read()
        elif reading.is_ready and not self._is_settled:
            self._is_settled = True
            keep_what_was_read()
            self.look(outside=False)

    def _cant_read(self, error: ReflectError) -> None:
        """Say what is wrong; at the start there is nothing to go on with."""
        self._is_reading = False
        # A lock that somebody put on meanwhile can be opened: what is listed stays as it is.
        if self.whole is None or isinstance(error, LockedError):
            self._untold = error
            self._tell_trouble()
        elif format_error(error, self.app) != self._trouble:
            self._trouble = format_error(error, self.app)
            self.complain(error)

    def _tell_trouble(self) -> None:
        """Show what is wrong with the journal, unless somebody is writing over it now."""
        if self._untold is None or not self.is_active:
            return
        from reflect.tui.screens.damaged.screen import way_on

        error, self._untold = self._untold, None

        def go_on(wants_to: bool | None) -> None:
            if wants_to:
                self.read()
            else:
                # The shell learns what the screen said, with the code of a command.
                is_locked = isinstance(error, LockedError)
                self.context.farewell.append(
                    STAYS_LOCKED if is_locked else format_error(error, self.app)
                )
                self.app.exit(return_code=error.exit_code)

        self.app.push_screen(way_on(self.context, error), go_on)

    def look(self, *, outside: bool = True) -> None:
        """Look whether the journal changed, in a thread."""
        is_busy = self._is_reading or self._is_looking or self.writes.count or self.whole is None
        if not is_busy and self.is_active:
            self._is_looking = True
            self._look(outside)

    @work(thread=True, group="looking")
    def _look(self, outside: bool) -> None:
        # What is due changes with the day, too.
        has_changed = (
            self.context.journal.snapshots.has_changed() or self.context.today != self._day
        )
        self.call_later(self._looked, has_changed, outside)

    def _looked(self, has_changed: bool, outside: bool) -> None:
        self._is_looking = False
        if has_changed and not self.writes.count:
            self.read(outside=outside)

    def on_screen_resume(self) -> None:
        """Look at once when another screen gives way to this: it may have written."""
        self.look(outside=False)
        self._tell_trouble()

    def set_selected(self, ids: "Iterable[str]") -> None:
        """Select these entries and no others."""
        self.selected = frozenset(ids)
        self.entries.select(self.selected)
        self.tell_how_it_stands()


def changed_ids(before: "Snapshot", now: "Snapshot") -> list[str]:
    """Find the entries that are new, gone, or not as they were; drafts change at each word.

    Args:
        before, now: two readings, one after the other.
    """
    if not before.is_ready:
        # To compare them all would mean to open them all now.
        return [one for one in now.ids if before.index_of(one) is None]
    places = ((one, before.index_of(one), now.index_of(one)) for one in {*before.ids, *now.ids})
    return [one for one, old, new in places if _differs(before, old, now, new)]


def _differs(before: "Snapshot", old: int | None, now: "Snapshot", new: int | None) -> bool:
    # What did not change is taken over from reading to reading.
    was = None if old is None else before.item(old)
    is_now = None if new is None else now.item(new)
    return was is not is_now and "draft" not in (was and was.state, is_now and is_now.state)


def keep_what_was_read() -> None:
    """Let Python collect garbage again, but for what was read: it stays, however much it is.

    The command line turns collecting off, as going through thousands of entries again and again
    costs more than a command takes. A screen is open for hours.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(YOUNG)
        gc.enable()
