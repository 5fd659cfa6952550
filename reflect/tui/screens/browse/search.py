"""Browse, part three: the search, as it is typed."""

import asyncio
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import partial
from time import sleep, thread_time
from typing import TYPE_CHECKING

from textual import work
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from reflect.errors import UsageError
from reflect.text.fold import fold
from reflect.tui.bindings import key_of
from reflect.tui.safe_text import line, plain
from reflect.tui.screens.browse.detail_view import FRAME, Showing, number_of
from reflect.tui.screens.browse.list_model import EntryListModel, FoundListing, WholeListing
from reflect.tui.widgets.empty_state import Nothing
from reflect.tui.widgets.entry_list import EntryList

if TYPE_CHECKING:
    from reflect.journal.snapshot import Snapshot
    from reflect.search.query import Query

LONGEST_QUERY = 2_000
SLICE = 100
"""Entries opened at a time; between two slices the screen has its turn."""
BREATH = 0.001
SHORT = 0.04
"""Seconds of work for which a search may hold the screen up: what it finds is painted with the key,
where a thread's would come a frame later. One that is expected to take longer goes to a thread."""
EACH = 3e-6
"""Seconds that a search is expected to take for each entry, before there was one to go by."""
PAUSE = 0.25
"""Seconds without a key before near spellings are looked for: it takes as long as ten searches."""
UNFINISHED = 1.0
"""Seconds without a key after which a word that can't be read is taken for finished."""
_LAST = re.compile(r"\S*$")
_WORD = re.compile(r"\w+(?!\w*:)")


class Finding(Showing):
    """Finds while one types; a query that can't be read leaves the list as it is."""

    whole: WholeListing | None = None
    _wanted: "Query | None" = None  # what is looked for; None for all
    _home = ""  # where the cursor was before the search
    _keeps_search = False  # rather than to go to what it doesn't find
    _telling: Timer | None = None
    _target = ""  # the entry to go to, as soon as it is listed
    _effort = 0.0  # seconds of work that the last search took; 0 before the first

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for what is in the box now; of keys that come at once, for the last one's."""
        event.stop()
        if event.value == self.box.value:
            self.find(event.value)

    def find(self, text: str, *, is_done: bool = False) -> None:
        """Search for a query, or say what is wrong with it.

        Args:
            text: the query.
            is_done: whether its last word can't be still being typed.
        """
        if self._telling is not None:
            self._telling.stop()
        try:
            query = self._parsed(text)
        except UsageError as error:
            problem = f"{error.message}. {error.detail}" if error.detail else error.message
            self._tell(problem, is_begun=not is_done and self._is_begun(text))
            return
        self.show_problem("")
        if query == self._wanted:
            return
        if self._wanted is None:
            self._home = self.entries.current
        self._wanted = query
        if self.whole is not None:
            self.search_again()

    def _tell(self, problem: str, *, is_begun: bool) -> None:
        """Say what is wrong: at once, or of a word that is still being typed after a rest."""
        words = f"{problem[:1].upper()}{problem[1:]}."
        self.show_problem("" if is_begun else words)
        if is_begun:
            self._telling = self.set_timer(UNFINISHED, partial(self.show_problem, words))

    def _is_begun(self, text: str) -> bool:
        """Whether nothing is wrong but the last word, which may be still being typed."""
        try:
            self._parsed(_LAST.sub("", text))
        except UsageError:
            return False
        return self.box.has_focus and not text[-1:].isspace()

    def _parsed(self, text: str) -> "Query | None":
        """Read a query; None where it asks for nothing."""
        if not text.strip():
            return None
        if len(text) > LONGEST_QUERY:
            raise UsageError("this is too long for a query; a few words will do")
        # Not at the top of the module: nothing is looked for before the first paint.
        from reflect.search.parser import parse_query

        # A phrase that is still being typed has its second quote yet to come.
        closed = text + '"' if text.count('"') % 2 else text
        query = parse_query(closed, self.context.today)
        return None if query.is_empty else query

    def search_again(self) -> None:
        """Search what was read last for what is wanted; this may be all of it."""
        if self._wanted is None:
            if self.whole is not None:
                self.workers.cancel_group(self, "finding")
                self._take(None, self.reading, self.whole)
        elif self.reading.is_ready and self._expected() < SHORT:
            self.workers.cancel_group(self, "finding")
            self._take(self._wanted, self.reading, self._found(self._wanted, self.reading))
        else:
            self._search(self._wanted, self.reading)

    def _expected(self) -> float:
        """Foresee how many seconds of work a search takes: as many as the last one."""
        return self._effort or len(self.reading) * EACH

    @work(thread=True, exclusive=True, group="finding")
    def _search(self, query: "Query", reading: "Snapshot") -> None:
        worker = get_current_worker()
        if not reading.is_ready:
            # What is open already is shown meanwhile.
            listing = self._found(query, reading)
            if len(listing) and not worker.is_cancelled:
                self.call_later(self._take, query, reading, listing, is_whole=False)
            while not worker.is_cancelled and reading.prepare(SLICE):
                sleep(BREATH)
        if worker.is_cancelled:
            return
        listing = self._found(query, reading)
        if not worker.is_cancelled:
            self.call_later(self._take, query, reading, listing)

    @work(thread=True, exclusive=True, group="finding")
    def _respell(self, query: "Query", reading: "Snapshot", listing: EntryListModel) -> None:
        """Offer words that are there for those that were not found, once no more is typed."""
        worker = get_current_worker()
        sleep(PAUSE)
        if not worker.is_cancelled and (near := reading.spellings(query)):
            self.call_later(self._take, query, reading, listing, near)

    def _found(self, query: "Query", reading: "Snapshot") -> FoundListing:
        begun = thread_time()
        found = reading.search(query, self.context.today)
        self._effort = thread_time() - begun
        return FoundListing(found, self.context.today)

    def _take(
        self,
        query: "Query | None",
        reading: "Snapshot",
        listing: EntryListModel,
        near: Sequence[str] = (),
        *,
        is_whole: bool = True,
    ) -> None:
        """Show what was found, unless something else is wanted by now."""
        if query != self._wanted or reading is not self.reading:
            return
        cursor = None
        if query != self.asked:
            # The best are on top. Else one stays where one was before, if it was found.
            cursor = "" if listing.is_ranked else self._home
        before, self.asked, self.listing = self.entries.current, query, listing
        self.entries.show(listing, self.context.today, find=self.find_words, cursor=cursor)
        if len(listing):
            self.show_panes()
        else:
            self.show_nothing(self.beginning() if query is None else self.no_match(), near)
            if query is not None and is_whole and not near:
                self._respell(query, reading, listing)
        self.show_soon(FRAME, from_top=self.entries.current != before)
        self.tell_how_it_stands()
        self.refresh_bindings()
        # The widgets have their turn to say what changed: else what is typed is painted alone, and
        # the list a frame later.
        self.call_next(asyncio.sleep, 0)
        if self._target and is_whole:
            target, self._target = self._target, ""
            # Whoever is typing a query by now is not torn away from it.
            is_kept_out = self._keeps_search and listing.find(target) is None
            if not self.box.has_focus and not is_kept_out:
                self.go_to(target)

    def no_match(self) -> list[Content]:
        """Say what was searched."""
        looked = f"Looked through {number_of(len(self.reading), 'entry', 'entries')}: "
        return [
            plain("Nothing matches"),
            line(self.box.value[:LONGEST_QUERY], "bold $found"),
            Content(""),
            plain(f"{looked}titles, answers, lessons, commitments, tags.", "$quiet"),
            plain(f"{key_of(self.box, 'search.clear')} shows all of them again.", "$quiet"),
        ]

    def beginning(self) -> list[Content]:
        """Say how to begin."""
        ways = (
            ("browse.new", "reflect on something: ten minutes, one question at a time"),
            ("browse.capture", "note it now in a line, reflect on it later"),
            ("browse.help", "all keys"),
        )
        lines = [plain("Nothing here yet", "bold"), Content("")]
        for name, told in ways:
            lines.append(
                Content.assemble(plain(f"  {self.key_of(name):<3} ", "bold $primary"), plain(told))
            )
        folder = f"What you write stays on this machine, in {self.context.journal.folder}"
        return [*lines, Content(""), line(folder, "$quiet")]

    def show_problem(self, text: str) -> None:
        """Say below the box what is wrong with the query; "" for nothing."""
        problem = self.query_one("#problem", Static)
        if text or problem.display:
            problem.update(plain(text))
            problem.display = bool(text)

    def on_entry_list_moved(self, event: EntryList.Moved) -> None:
        """Stay on an entry that was gone to in a search, when that is over."""
        if self.asked is not None:
            self._home = event.entry_id

    def on_search_box_left(self) -> None:
        """Go to what was found; what is wrong with the query is told by now."""
        self.find(self.box.value, is_done=True)
        (self.nothing if self.has_class("-nothing") else self.entries).focus()

    def on_search_box_cleared(self) -> None:
        """Give the search up."""
        self.box.value = ""
        self.entries.focus()

    def on_nothing_chosen(self, event: Nothing.Chosen) -> None:
        """Search for another spelling."""
        self.box.value = respelled(self.box.value, event.word)

    def go_to(self, entry_id: str) -> None:
        """Put the cursor on an entry; a search that doesn't find it is given up."""
        listing = self.listing
        if self.whole is None or self.whole.find(entry_id) is None:
            return  # there is nothing to go to, so nothing is given up for it
        if listing is not None and listing.find(entry_id) is None:
            self._home = entry_id
            self.box.value = ""
            self.find("")
            listing = self.listing
        number = listing.find(entry_id) if listing is not None else None
        if number is not None:
            self.entries.move_to(number)
            self.show_current()
            self.entries.focus()


def respelled(query: str, word: str) -> str:
    """Put a word into a query in the place of the one that is most like it."""
    found = list(_WORD.finditer(query))
    if not found:
        return word
    likeness = {one: SequenceMatcher(None, fold(one[0]), fold(word)).ratio() for one in found}
    nearest = max(found, key=lambda one: likeness[one])
    return query[: nearest.start()] + word + query[nearest.end() :]
