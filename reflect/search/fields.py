"""What of an entry is searched: its own words, folded; not the guides' questions.

A sealed forecast must not be found out by searching for it, so forecasts stay out too.
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
        """How many characters there are."""
        return sum(map(len, self))

    def texts(self, field: str) -> tuple[str, ...]:
        """Give the text of one field, or of all for ""."""
        if not field:
            return self
        return (self.title if field == "title" else self.lesson,)


def own_texts(entry: Entry) -> list[str]:
    """Give the texts of an entry that are searched, the title first, then tags, then the rest."""
    texts = [entry.title, *entry.tags, *(answer.text for answer in entry.answers)]
    for made in entry.commitments:
        texts += (made.cue, made.action, made.note)
    return texts


def texts_of_entry(entry: Entry) -> FieldTexts:
    """Gather what is searched of an entry, field by field."""
    answers = [(answer.prompt, answer.text) for answer in entry.answers]
    notes = own_texts(entry)[1 + len(entry.tags) + len(answers) :]
    return _folded(entry.title, entry.tags, answers, notes)


def texts_of_json(document: Mapping[str, Any]) -> FieldTexts:
    """Gather the same from an entry as it stands on disk, at half the cost of making an Entry.

    Raises:
        KeyError, TypeError, AttributeError: the document isn't an entry's.
    """
    answers = [(answer["prompt"], answer["text"]) for answer in document["answers"]]
    notes: list[str] = []
    for made in document["commitments"]:
        notes += (made["cue"], made["action"], made["note"])
    return _folded(document["title"], document["tags"], answers, notes)


def _folded(
    title: str, tags: Iterable[str], answers: list[tuple[str, str]], notes: list[str]
) -> FieldTexts:
    lesson = None
    for prompt, text in answers:
        # Of several answers to the prompt, the first is the lesson; the others are mere text.
        if prompt == LESSON and lesson is None:
            lesson = text
        else:
            notes.append(text)
    # Folded in one go, which is quicker; that the mark stands in a text would only shift weights.
    parts = (title, lesson or "", BREAK.join(tags), BREAK.join(notes))
    return FieldTexts._make(fold(_FIELD.join(parts)).split(_FIELD, 3))
