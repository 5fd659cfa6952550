"""Search as you type in Browse."""

import asyncio
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import partial
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.message import Message

from reflect.errors import UsageError
from reflect.text.fold import fold
from reflect.tui.context import AppContext
from reflect.tui.screens.browse.journal_feed import SLICE
from reflect.tui.screens.browse.list_model import (
    AllEntries,
    EntryListModel,
    LessonEntries,
    MatchingEntries,
)
from reflect.tui.workers import start_worker

if TYPE_CHECKING:
    from datetime import date

    from textual.timer import Timer

    from reflect.journal.snapshot import Snapshot
    from reflect.search.query import Query

LONGEST_QUERY = 2_000
SPELLING_DELAY = 0.25
"""The typing pause, in seconds, before spelling suggestions are computed, which is slow."""
PROBLEM_DELAY = 1.0
"""The typing pause, in seconds, before an error in the last word is reported."""
_LAST_WORD = re.compile(r"\S*$")
_WORD = re.compile(r"\w+(?!\w*:)")


class BrowseSearch:
    """Searches the journal for the query in the search box.

    Args:
        node: the node that runs the workers and receives the messages.
        context: the context that provides the current date.
    """

    class Results(Message):
        """Posted when there are new results.

        Args:
            query: the query, or None for all entries.
            model: the matching entries.
            spellings: suggested spellings, taken from words in the journal.
            is_complete: whether the whole journal was searched.
            has_lessons: whether lessons are listed instead of titles.
        """

        def __init__(
            self,
            query: "Query | None",
            model: EntryListModel,
            spellings: Sequence[str] = (),
            is_complete: bool = True,
            has_lessons: bool = False,
        ) -> None:
            super().__init__()
            self.query = query
            self.model = model
            self.spellings = spellings
            self.is_complete = is_complete
            self.has_lessons = has_lessons

    class Problem(Message):
        """Posted when the query can't be parsed; an empty text means that it can be again."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, node: DOMNode, context: AppContext) -> None:
        self.query: Query | None = None
        self.has_lessons = False
        self._node = node
        self._context = context
        self._snapshot: Snapshot | None = None
        self._entries: AllEntries | None = None
        self._timer: Timer | None = None

    def set_text(self, text: str, *, is_typing: bool = False) -> None:
        """Search for a query, or keep the current results if it can't be parsed.

        Args:
            text: the query.
            is_typing: whether the last word may be incomplete.
        """
        if self._timer is not None:
            self._timer.stop()
        today = self._context.today
        try:
            query = parse_unfinished(text, today)
        except UsageError as error:
            parts = filter(None, (error.message, error.detail.rstrip(".")))
            report = partial(self._report, " ".join(map(_sentence, parts)))
            if is_typing and _only_last_word_is_wrong(text, today):
                self._report("")
                self._timer = self._node.set_timer(PROBLEM_DELAY, report)
            else:
                report()
            return
        self._report("")
        if query != self.query:
            self.query = query
            self._run()

    def set_lessons(self, has_lessons: bool) -> None:
        """List lessons, or titles again."""
        self.has_lessons = has_lessons
        self._run()

    def set_snapshot(self, snapshot: "Snapshot", entries: AllEntries) -> None:
        """Search a new snapshot of the journal.

        Args:
            snapshot: the snapshot to search.
            entries: all of its entries, listed if there is no query.
        """
        self._snapshot, self._entries = snapshot, entries
        self._run()

    def _run(self) -> None:
        if self._snapshot is None or self._entries is None:
            return
        if self.query is not None:
            search = partial(self._search, self.query, self._snapshot)
        elif self.has_lessons:
            search = partial(self._list_lessons, self._snapshot, self._entries)
        else:
            self._node.post_message(self.Results(None, self._entries))
            return
        start_worker(self._node, search, group="search", exclusive=True)

    async def _list_lessons(self, snapshot: "Snapshot", entries: AllEntries) -> None:
        numbers = await asyncio.to_thread(snapshot.lesson_positions)
        model = await asyncio.to_thread(self._lessons, entries, numbers)
        self._post(snapshot, self.Results(None, model, has_lessons=True))

    async def _search(self, query: "Query", snapshot: "Snapshot") -> None:
        if not snapshot.is_ready:
            matches = await asyncio.to_thread(self._match, query, snapshot)
            if len(matches):
                self._post(snapshot, self._results(query, matches, is_complete=False))
            while await asyncio.to_thread(snapshot.prepare, SLICE):
                pass
        matches = await asyncio.to_thread(self._match, query, snapshot)
        self._post(snapshot, self._results(query, matches))
        if not len(matches):
            await asyncio.sleep(SPELLING_DELAY)
            if spellings := await asyncio.to_thread(snapshot.spellings, query):
                self._post(snapshot, self._results(query, matches, spellings))

    def _results(
        self,
        query: "Query",
        model: EntryListModel,
        spellings: Sequence[str] = (),
        *,
        is_complete: bool = True,
    ) -> Results:
        has_lessons = isinstance(model, LessonEntries)
        return self.Results(query, model, spellings, is_complete, has_lessons)

    def _match(self, query: "Query", snapshot: "Snapshot") -> EntryListModel:
        today = self._context.today
        matches = MatchingEntries(snapshot.search(query, today), today)
        if not self.has_lessons:
            return matches
        return self._lessons(matches, [n for n in range(len(matches)) if matches.item(n).lesson])

    def _lessons(self, entries: EntryListModel, numbers: Sequence[int]) -> LessonEntries:
        # Imported here because the first paint doesn't need it.
        from reflect.journal.lessons import lesson_marks

        notes = lesson_marks(self._context.journal)
        return LessonEntries(entries, numbers, self._context.today, notes)

    def _post(self, snapshot: "Snapshot", results: Results) -> None:
        """Post results, unless the query, the view or the snapshot has changed since."""
        is_current = results.query == self.query and results.has_lessons == self.has_lessons
        if is_current and snapshot is self._snapshot:
            self._node.post_message(results)

    def _report(self, problem: str) -> None:
        self._node.post_message(self.Problem(problem))


def parse_unfinished(text: str, today: "date") -> "Query | None":
    """Parse a query that is still being typed; return None if it is empty.

    Raises:
        UsageError: if it can't be parsed or is too long.
    """
    if not text.strip():
        return None
    if len(text) > LONGEST_QUERY:
        raise UsageError("this is too long for a query; a few words will do")
    # Imported here because the first paint doesn't need it.
    from reflect.search.parser import parse_query

    # The closing quotation mark of a phrase may not have been typed yet.
    query = parse_query(text + '"' if text.count('"') % 2 else text, today)
    return None if query.is_empty else query


def replace_nearest_word(query: str, word: str) -> str:
    """Return a query with its most similar word replaced by a suggested one."""
    words = list(_WORD.finditer(query))
    if not words:
        return word
    ratios = {match: SequenceMatcher(None, fold(match[0]), fold(word)).ratio() for match in words}
    nearest = max(words, key=ratios.__getitem__)
    return query[: nearest.start()] + word + query[nearest.end() :]


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _only_last_word_is_wrong(text: str, today: "date") -> bool:
    try:
        parse_unfinished(_LAST_WORD.sub("", text), today)
    except UsageError:
        return False
    return not text[-1:].isspace()
