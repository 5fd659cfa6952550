"""Entries prepared for search: folded once, so that each keystroke takes milliseconds."""

import sys
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from reflect.model.entry import LESSON, PRIVATE, STATES, Entry
from reflect.search import fields
from reflect.search.fields import FieldTexts
from reflect.text.tokens import split_folded

BLANKS = "  "  # between words: the first ends a word, the second begins the next
DAMAGED = "damaged"
DAMAGED_TITLE = "(this entry can't be read)"

_NOTHING = FieldTexts("", "", "", "")


class OpenCommitment(NamedTuple):
    """An open commitment, reduced to the parts needed by filters."""

    due: date
    is_open: bool = True

    def is_due(self, today: date) -> bool:
        """Return whether its due date has come."""
        return self.due <= today


class SearchDocument:
    """The parts of an entry needed for lists and searches.

    Args:
        id, title, guide, state, kind, reason, tags, repeats, occurred_on, lesson: see Entry; the
            state is "damaged" if the entry can't be read.
        commitments: the open commitments.
        folded_title, folded_lesson, folded_tags, folded_body: the folded text, with a space on both
            sides of each word, so that `in` and `count` respect word boundaries.
        length: the length of the folded text in characters, before spaces were added.
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
        "near_miss",
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
        near_miss: bool = False,
        text: FieldTexts = _NOTHING,
    ) -> None:
        self.id = entry_id
        self.title = title
        self.occurred_on = occurred_on
        # The same few values occur over and over, so interning them saves memory.
        self.state = sys.intern(state)
        self.guide = sys.intern(guide)
        self.kind = sys.intern(kind)
        self.reason = sys.intern(reason)
        self.tags = tuple(map(sys.intern, tags))
        self.repeats = repeats
        self.lesson = lesson
        self.commitments = commitments
        self.near_miss = near_miss
        self.length = text.length
        self._words: list[list[str]] | None = [split_folded(field) for field in text]
        title_words, lesson_words, tag_words, body_words = self._words
        self.folded_title = _spaced(title_words)
        self.folded_lesson = _spaced(lesson_words)
        self.folded_tags = _spaced(tag_words)
        self.folded_body = _spaced(body_words)

    @property
    def is_private(self) -> bool:
        """Whether summaries skip it unless the user asks for it by id."""
        return PRIVATE in self.tags

    @property
    def content(self) -> FieldTexts:
        """Its folded text; `Words.count` returns the same counts for it as for the entry's text."""
        return FieldTexts(self.folded_title, self.folded_lesson, self.folded_tags, self.folded_body)

    def pop_words(self) -> list[list[str]]:
        """Return the words of each field, and drop the stored copy to save memory."""
        words, self._words = self._words, None
        return words or [field.split() for field in self.content]


def document_from_entry(entry: Entry) -> SearchDocument:
    """Return the search document for an entry."""
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
        near_miss=entry.near_miss,
        text=fields.texts_of_entry(entry),
    )


def document_from_json(document: Mapping[str, Any]) -> SearchDocument:
    """Return the search document for an entry's JSON, without the cost of creating an Entry.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: the JSON is not a complete entry.
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
            _open_commitment(made["due"])
            for made in document["commitments"]
            if made.get("looked_back_at") is None
        ),
        near_miss=document.get("near_miss") is True,
        text=fields.texts_of_json(document),
    )


def damaged_document(entry_id: str, occurred_on: str) -> SearchDocument:
    """Return a placeholder for an entry that can't be read."""
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
def _open_commitment(due: str) -> OpenCommitment:
    return OpenCommitment(_day(due))
