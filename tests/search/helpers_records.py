"""Entries as journal records that are parsed on demand."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from reflect.model.entry import Answer, Entry
from reflect.search.parser import parse_query
from reflect.search.scan import Hits, search_lines
from reflect.store.entry_codec import dump, from_document, to_document
from tests.factories import TODAY, make_entry


@dataclass(frozen=True)
class Line:
    """The line of an entry in the journal."""

    line: bytes

    def document(self) -> Mapping[str, Any]:
        """Parse the line as plain data."""
        document: dict[str, Any] = json.loads(self.line)
        return document

    def entry(self) -> Entry:
        """Parse the line as an entry."""
        return from_document(self.document())


def line_of(entry: Entry) -> bytes:
    """Return an entry's line in the journal."""
    return dump(to_document(entry))


def records(*entries: Entry) -> list[Line]:
    """Return entries as journal records."""
    return [Line(line_of(entry)) for entry in entries]


def bare(number: int, text: str = "", **overrides: Any) -> Entry:
    """Make an entry with one answer; it has no commitments or tags unless they are given."""
    values: dict[str, Any] = {"title": "", "tags": (), "commitments": ()}
    answers = (Answer("happened", "What happened?", text),)
    return make_entry(number, **values | {"answers": answers} | overrides)


def search(text: str, *entries: Entry, today: date = TODAY, limit: int | None = None) -> Hits:
    """Run a query on the given entries."""
    return search_lines(parse_query(text, today), records(*entries), today, limit=limit)


def numbers(hits: Hits) -> list[int]:
    """Return the numbers that the entries found were made with."""
    from reflect.model.ids import to_int

    return [to_int(hit.entry.id) for hit in hits]
