"""The tables beside the entries, and conversion between their records and documents.

Each record has an id and a time, `at`, by which its table is sorted. What is about an entry names
the entry's id under `about`. It stays in its table while the entry is in the trash, when readers
leave it out, and goes when the entry is removed for good.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from reflect.errors import DamagedError
from reflect.model.alias import Alias
from reflect.model.ids import is_id, to_int
from reflect.model.pattern import Pattern
from reflect.model.review import OCCASIONS, REVIEW_ANSWERS, Occasion, Review
from reflect.store.document_values import (
    read_choice,
    read_day,
    read_id,
    read_instant,
    read_text,
    wrong,
)

Record: TypeAlias = Occasion | Review | Pattern | Alias
R = TypeVar("R", Occasion, Review, Pattern, Alias)
ABOUT = "about"
AT = "at"


@dataclass(frozen=True)
class RecordTable(Generic[R]):
    """A table of records.

    Args:
        name: the name of the table.
        to_fields: converts a record to its keys other than `id` and `at`, in order.
        from_document: converts a valid document to a record; otherwise it raises `DamagedError`.
    """

    name: str
    to_fields: Callable[[R], dict[str, Any]]
    from_document: Callable[[Mapping[str, Any]], R]

    def to_document(self, record: R) -> dict[str, Any]:
        """Convert a record to a document.

        Raises:
            ValueError: The document could not be read back, so it would make the journal
                unreadable.
        """
        document = {"id": record.id, AT: record.at.isoformat(), **self.to_fields(record)}
        try:
            self.from_document(document)
        except DamagedError as error:
            raise ValueError(f"not a record that can be kept: {error.message}") from None
        return document


def _occasion(document: Mapping[str, Any]) -> Occasion:
    return Occasion(
        id=read_id(document, "id"),
        about=read_id(document, ABOUT),
        outcome=read_choice(document, "outcome", OCCASIONS),
        on=read_day(document, "on"),
        at=read_instant(document, AT),
        note=read_text(document, "note", ""),
    )


def _review(document: Mapping[str, Any]) -> Review:
    return Review(
        id=read_id(document, "id"),
        about=read_id(document, ABOUT),
        answer=read_choice(document, "answer", REVIEW_ANSWERS),
        at=read_instant(document, AT),
        occasion=_id_or_nothing(document, "occasion"),
    )


def _pattern(document: Mapping[str, Any]) -> Pattern:
    return Pattern(
        id=read_id(document, "id"),
        name=read_text(document, "name"),
        at=read_instant(document, AT),
        lesson=_id_or_nothing(document, "lesson"),
    )


def _alias(document: Mapping[str, Any]) -> Alias:
    return Alias(
        id=read_id(document, "id"),
        name=read_text(document, "name"),
        stand_in=read_text(document, "stand_in"),
        at=read_instant(document, AT),
    )


def _id_or_nothing(document: Mapping[str, Any], key: str) -> str:
    return read_id(document, key) if document.get(key, "") != "" else ""


OCCASION_TABLE = RecordTable[Occasion](
    "occasions",
    lambda record: {
        ABOUT: record.about,
        "outcome": record.outcome,
        "on": record.on.isoformat(),
        "note": record.note,
    },
    _occasion,
)
REVIEW_TABLE = RecordTable[Review](
    "reviews",
    lambda record: {
        ABOUT: record.about,
        "answer": record.answer,
        "occasion": record.occasion,
    },
    _review,
)
PATTERN_TABLE = RecordTable[Pattern](
    "patterns", lambda record: {"name": record.name, "lesson": record.lesson}, _pattern
)
ALIAS_TABLE = RecordTable[Alias](
    "aliases", lambda record: {"name": record.name, "stand_in": record.stand_in}, _alias
)

_FROM_DOCUMENT: Mapping[str, Callable[[Mapping[str, Any]], Record]] = {
    OCCASION_TABLE.name: _occasion,
    REVIEW_TABLE.name: _review,
    # Aliases have all the keys that a pattern must have; `find_table` tries them first.
    ALIAS_TABLE.name: _alias,
    PATTERN_TABLE.name: _pattern,
}
RECORD_TABLES = tuple(_FROM_DOCUMENT)
"""The names of the tables."""


def check(table: str, key: str, document: Mapping[str, Any]) -> None:
    """Validate a document of a record table.

    Args:
        table: the name of the table.
        key: its TinyDB id.
        document: the document.

    Raises:
        DamagedError: It is not a record, or its id is not that of its key.
    """
    record = _FROM_DOCUMENT[table](document)
    if to_int(record.id) != int(key):
        raise wrong(document, "id")


def find_table(document: Mapping[str, Any]) -> str:
    """Return the name of the table that a record belongs to, by its keys; "" if it is no record."""
    if not is_id(str(document.get("id"))):
        return ""
    for table, from_document in _FROM_DOCUMENT.items():
        try:
            from_document(document)
        except DamagedError:
            continue
        return table
    return ""
