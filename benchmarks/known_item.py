"""Known-item search: how high does an entry rank when searched by three of its own words?

Compares the mean reciprocal rank in the top ten with that of SQLite's FTS5 on the same text. For
FTS5, the three words are joined by OR and the results are ordered by bm25.
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.corpus import LAST_DAY, SEED, entries
from reflect.model.entry import Entry
from reflect.search.fields import own_texts
from reflect.search.parser import parse_query
from reflect.search.scan import search_lines
from reflect.store.entry_codec import dump, from_document, to_document
from reflect.text.tokens import split_words

ENTRIES = 1_000
TOP = 10
WORDS = 3
SHORTEST = 3  # characters; shorter words such as "a" are not used in queries

Search = Callable[[Sequence[str]], list[str]]
"""Returns the ids of the entries that best match the words, best first."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry stored as a journal line and parsed on demand."""

    line: bytes

    def document(self) -> Mapping[str, Any]:
        """Return the entry as plain data."""
        document: dict[str, Any] = json.loads(self.line)
        return document

    def entry(self) -> Entry:
        return from_document(self.document())


@dataclass(frozen=True, slots=True)
class Outcome:
    """The mean reciprocal ranks in the top ten, from 0 to 1, of reflect and FTS5."""

    ours: float
    theirs: float


def compare(journal: Sequence[Entry], seed: int = SEED) -> Outcome:
    """Search for each entry by three of its words, and return how high it ranks.

    Args:
        journal: the entries.
        seed: the random seed for choosing the words.
    """
    queries = questions(journal, seed)
    return Outcome(mean_rank(reflect_search(journal), queries), mean_rank(fts5(journal), queries))


def questions(journal: Sequence[Entry], seed: int) -> list[tuple[str, list[str]]]:
    """Return the id and three words of each entry."""
    random = Random(seed)
    chosen = []
    for entry in journal:
        words = {word for text in own_texts(entry) for word in split_words(text)}
        long = sorted(word for word in words if len(word) >= SHORTEST)
        chosen.append((entry.id, random.sample(long, WORDS)))
    return chosen


def mean_rank(search: Search, queries: Sequence[tuple[str, list[str]]]) -> float:
    """Return the mean of 1 / rank of the right entry, or 0 if it is not in the top ten."""
    total = 0.0
    for wanted, words in queries:
        found = search(words)[:TOP]
        total += 1 / (found.index(wanted) + 1) if wanted in found else 0
    return total / len(queries)


def reflect_search(journal: Sequence[Entry]) -> Search:
    """Return a function that searches with reflect."""
    records = [Line(dump(to_document(entry))) for entry in journal]

    def search(words: Sequence[str]) -> list[str]:
        hits = search_lines(parse_query(" ".join(words), LAST_DAY), records, LAST_DAY, limit=TOP)
        return [hit.entry.id for hit in hits]

    return search


def fts5(journal: Sequence[Entry]) -> Search:
    """Return a function that searches with SQLite's full-text index."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE entries USING fts5(id UNINDEXED, text)")
    database.executemany(
        "INSERT INTO entries VALUES (?, ?)",
        [(entry.id, "\n".join(own_texts(entry))) for entry in journal],
    )

    def search(words: Sequence[str]) -> list[str]:
        rows = database.execute(
            "SELECT id FROM entries WHERE text MATCH ? ORDER BY bm25(entries) LIMIT ?",
            (" OR ".join(f'"{word}"' for word in words), TOP),
        )
        return [row[0] for row in rows]

    return search


def main() -> int:
    """Print both results; return 1 if reflect ranks lower than FTS5."""
    outcome = compare(list(entries(ENTRIES)))
    print(f"MRR@{TOP} of {ENTRIES} entries: reflect {outcome.ours:.3f}, FTS5 {outcome.theirs:.3f}")
    return 0 if outcome.ours >= outcome.theirs else 1


if __name__ == "__main__":
    sys.exit(main())
