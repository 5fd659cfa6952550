"""An entry folded once, so that each keystroke can search a journal in milliseconds."""

import sys
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from reflect.model.entry import LESSON, PRIVATE, STATES, Entry
from reflect.search import fields
from reflect.search.fields import FieldTexts
from reflect.text.tokens import split_folded

BLANKS = "  "  # between words: one that ends the first, and one that begins the second
DAMAGED = "damaged"
DAMAGED_TITLE = "(this entry can't be read)"

_NOTHING = FieldTexts("", "", "", "")


class OpenCommitment(NamedTuple):
    """An open commitment, as far as searching needs it."""

    due: date
    is_open: bool = True

    def is_due(self, today: date) -> bool:
        """Say whether its day has come."""
        return self.due <= today


class SearchDocument:
    """What lists and searches need of an entry; nothing of it is parsed again.

    Args:
        id, title, guide, state, kind, reason, tags, repeats, occurred_on, lesson: as in Entry;
            the state is "damaged" where the entry can't be read.
        commitments: the open ones.
        folded_title, folded_lesson, folded_tags, folded_body: the folded text, each word between
            two blanks of its own, so that `in` and `count` see its borders.
        length: of its folded text as it stood, in characters.
    """

    __slots__ = (
        "_words",
        "commitments",
        "folded_body",
        "folded_lesson",
        "folded_tags",
        "folded_title",
        "guide",
        "id",
        "kind",
        "length",
        "lesson",
        "occurred_on",
        "reason",
        "repeats",
        "state",
        "tags",
        "title",
    )

    def __init__(
        self,
        entry_id: str,
        title: str,
        occurred_on: date,
        *,
        state: str,
        guide: str = "",
        kind: str = "",
        reason: str = "",
        tags: tuple[str, ...] = (),
        repeats: tuple[str, ...] = (),
        lesson: str = "",
        commitments: tuple[OpenCommitment, ...] = (),
        text: FieldTexts = _NOTHING,
    ) -> None:
        self.id = entry_id
        self.title = title
        self.occurred_on = occurred_on
        # The same few words come again and again: one copy of each is enough.
        self.state = sys.intern(state)
        self.guide = sys.intern(guide)
        self.kind = sys.intern(kind)
        self.reason = sys.intern(reason)
        self.tags = tuple(map(sys.intern, tags))
        self.repeats = repeats
        self.lesson = lesson
        self.commitments = commitments
        self.length = text.length
        self._words: list[list[str]] | None = [split_folded(field) for field in text]
        title_words, lesson_words, tag_words, body_words = self._words
        self.folded_title = _spaced(title_words)
        self.folded_lesson = _spaced(lesson_words)
        self.folded_tags = _spaced(tag_words)
        self.folded_body = _spaced(body_words)

    @property
    def is_private(self) -> bool:
        """Whether it stays out of every summary unless named by its id."""
        return PRIVATE in self.tags

    @property
    def content(self) -> FieldTexts:
        """Its folded text; `Words.count` counts in it what it does in the entry's own."""
        return FieldTexts(self.folded_title, self.folded_lesson, self.folded_tags, self.folded_body)

    def pop_words(self) -> list[list[str]]:
        """Give the words of each field; they are at hand the first time only, to save room."""
        words, self._words = self._words, None
        return words or [field.split() for field in self.content]


def document_from_entry(entry: Entry) -> SearchDocument:
    """Fold an entry."""
    return SearchDocument(
        entry.id,
        entry.title,
        entry.occurred_on,
        state=entry.state,
        guide=entry.guide,
        kind=entry.kind,
        reason=entry.reason,
        tags=entry.tags,
        repeats=entry.repeats,
        lesson=entry.lesson,
        commitments=tuple(OpenCommitment(made.due) for made in entry.commitments if made.is_open),
        text=fields.texts_of_entry(entry),
    )


def document_from_json(document: Mapping[str, Any]) -> SearchDocument:
    """Fold an entry as it stands on disk, at a fraction of the cost of making an Entry.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: it isn't an entry's, or not one in full.
    """
    tags, repeats, state = document["tags"], document["repeats"], document["state"]
    if type(tags) is not list or type(repeats) is not list or state not in STATES:
        raise ValueError(state)
    lesson = ""
    for answer in document["answers"]:
        if answer["prompt"] == LESSON:
            lesson = answer["text"]
            break
    return SearchDocument(
        document["id"],
        document["title"],
        _day(document["occurred_on"]),
        state=state,
        guide=document["guide"],
        kind=document["kind"],
        reason=document["reason"],
        tags=tuple(tags),
        repeats=tuple(repeats),
        lesson=lesson,
        commitments=tuple(
            _awaited(made["due"])
            for made in document["commitments"]
            if made.get("looked_back_at") is None
        ),
        text=fields.texts_of_json(document),
    )


def damaged_document(entry_id: str, occurred_on: str) -> SearchDocument:
    """Stand in for an entry that can't be read."""
    try:
        day = _day(occurred_on)
    except ValueError:
        day = date.min
    return SearchDocument(entry_id, DAMAGED_TITLE, day, state=DAMAGED)


def _spaced(words: list[str]) -> str:
    return f" {BLANKS.join(words)} " if words else ""


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day


@lru_cache(maxsize=4096)
def _awaited(due: str) -> OpenCommitment:
    return OpenCommitment(_day(due))
