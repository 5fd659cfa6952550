"""The search of Browse, which runs while the query is typed."""

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
from reflect.tui.screens.browse.list_model import AllEntries, EntryListModel, MatchingEntries
from reflect.tui.workers import start_worker

if TYPE_CHECKING:
    from datetime import date

    from textual.timer import Timer

    from reflect.journal.snapshot import Snapshot
    from reflect.search.query import Query

LONGEST_QUERY = 2_000
SPELLING_DELAY = 0.25
"""Seconds without a key before similar words are looked up, which takes as long as ten searches."""
PROBLEM_DELAY = 1.0
"""Seconds without a key before a half-typed word is reported as a mistake."""
_LAST_WORD = re.compile(r"\S*$")
_WORD = re.compile(r"\w+(?!\w*:)")


class BrowseSearch:
    """Searches the journal for the query in the search box.

    Args:
        node: its workers search, and it receives the messages.
        context: for the current date.
    """

    class Results(Message):
        """The entries that match the query.

        Args:
            query: the query; None for all entries.
            model: the entries.
            spellings: words of the journal that are similar to the ones that were not found.
            is_complete: whether the whole journal was searched.
        """

        def __init__(
            self,
            query: "Query | None",
            model: EntryListModel,
            spellings: Sequence[str] = (),
            is_complete: bool = True,
        ) -> None:
            super().__init__()
            self.query = query
            self.model = model
            self.spellings = spellings
            self.is_complete = is_complete

    class Problem(Message):
        """The query can't be parsed; `text` says why, "" that it can be parsed again."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, node: DOMNode, context: AppContext) -> None:
        self.query: Query | None = None
        self._node = node
        self._context = context
        self._snapshot: Snapshot | None = None
        self._entries: AllEntries | None = None
        self._timer: Timer | None = None

    def set_text(self, text: str, *, is_typing: bool = False) -> None:
        """Search for a query; one that can't be parsed leaves the results as they are.

        Args:
            text: the query.
            is_typing: whether its last word may be incomplete.
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

    def set_snapshot(self, snapshot: "Snapshot", entries: AllEntries) -> None:
        """Search another snapshot of the journal.

        Args:
            snapshot: what is searched.
            entries: all of it, listed where there is no query.
        """
        self._snapshot, self._entries = snapshot, entries
        self._run()

    def _run(self) -> None:
        if self._snapshot is None or self._entries is None:
            return
        if self.query is None:
            self._node.post_message(self.Results(None, self._entries))
        else:
            search = partial(self._search, self.query, self._snapshot)
            start_worker(self._node, search, group="search", exclusive=True)

    async def _search(self, query: "Query", snapshot: "Snapshot") -> None:
        if not snapshot.is_ready:
            matches = await asyncio.to_thread(self._match, query, snapshot)
            if len(matches):
                self._post(snapshot, self.Results(query, matches, is_complete=False))
            while await asyncio.to_thread(snapshot.prepare, SLICE):
                pass
        matches = await asyncio.to_thread(self._match, query, snapshot)
        self._post(snapshot, self.Results(query, matches))
        if not len(matches):
            await asyncio.sleep(SPELLING_DELAY)
            if spellings := await asyncio.to_thread(snapshot.spellings, query):
                self._post(snapshot, self.Results(query, matches, spellings))

    def _match(self, query: "Query", snapshot: "Snapshot") -> MatchingEntries:
        today = self._context.today
        return MatchingEntries(snapshot.search(query, today), today)

    def _post(self, snapshot: "Snapshot", results: Results) -> None:
        """Post results, unless the query or the journal has changed meanwhile."""
        if results.query == self.query and snapshot is self._snapshot:
            self._node.post_message(results)

    def _report(self, problem: str) -> None:
        self._node.post_message(self.Problem(problem))


def parse_unfinished(text: str, today: "date") -> "Query | None":
    """Return the query of a text that is being typed; None for an empty one.

    Raises:
        UsageError: it can't be parsed.
    """
    if not text.strip():
        return None
    if len(text) > LONGEST_QUERY:
        raise UsageError("this is too long for a query; a few words will do")
    # Not at the top of the module: it is not needed for the first paint.
    from reflect.search.parser import parse_query

    # The second quotation mark of a phrase may not have been typed yet.
    query = parse_query(text + '"' if text.count('"') % 2 else text, today)
    return None if query.is_empty else query


def replace_nearest_word(query: str, word: str) -> str:
    """Replace the word of a query that is most similar to another one by that."""
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
