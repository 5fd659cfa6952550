"""The searchable text of an entry: the user's own words, folded, without the guide's questions.

Forecasts are excluded, because a search must not reveal a sealed one.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from reflect.model.entry import LESSON, Entry
from reflect.text.fold import fold
from reflect.text.tokens import BREAK

_FIELD = f"{BREAK}\x1f{BREAK}"
FIELDS = ("title", "lesson", "tags", "body")


class FieldTexts(NamedTuple):
    """The folded text of an entry, field by field."""

    title: str
    lesson: str
    tags: str
    body: str

    @property
    def length(self) -> int:
        """The total number of characters."""
        return sum(map(len, self))

    def texts(self, field: str) -> tuple[str, ...]:
        """Return the text of one field, or of all fields if the name is ""."""
        if not field:
            return self
        return (self.title if field == "title" else self.lesson,)


def own_texts(entry: Entry) -> list[str]:
    """Return the searchable parts of an entry: title, tags, answers, then commitments."""
    texts = [entry.title, *entry.tags, *(answer.text for answer in entry.answers)]
    for made in entry.commitments:
        texts += (made.cue, made.action, made.note)
        texts += (made.obstacle, *(renewal.note for renewal in made.renewals))
    return texts


def texts_of_entry(entry: Entry) -> FieldTexts:
    """Return the searchable text of an entry."""
    answers = [(answer.prompt, answer.text) for answer in entry.answers]
    notes = own_texts(entry)[1 + len(entry.tags) + len(answers) :]
    return _folded(entry.title, entry.tags, answers, notes)


def texts_of_json(document: Mapping[str, Any]) -> FieldTexts:
    """Return the searchable text of an entry's JSON, at half the cost of creating an Entry.

    Raises:
        KeyError, TypeError, AttributeError: the JSON is not an entry.
    """
    answers = [(answer["prompt"], answer["text"]) for answer in document["answers"]]
    notes: list[str] = []
    for made in document["commitments"]:
        notes += (made["cue"], made["action"], made["note"])
        # Entries of format 1 lack these keys.
        notes += (made.get("obstacle", ""), *(each["note"] for each in made.get("renewals", ())))
    return _folded(document["title"], document["tags"], answers, notes)


def _folded(
    title: str, tags: Iterable[str], answers: list[tuple[str, str]], notes: list[str]
) -> FieldTexts:
    lesson = None
    for prompt, text in answers:
        # The first answer to the lesson prompt is the lesson; any others are ordinary text.
        if prompt == LESSON and lesson is None:
            lesson = text
        else:
            notes.append(text)
    # Folding all fields in one call is faster. A separator inside a text only shifts weights.
    parts = (title, lesson or "", BREAK.join(tags), BREAK.join(notes))
    return FieldTexts._make(fold(_FIELD.join(parts)).split(_FIELD, 3))
