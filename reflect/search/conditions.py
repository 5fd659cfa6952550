"""What a query can ask of an entry: words in its text, and facts about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from reflect.search.fields import FieldTexts
from reflect.search.prefilter import Row
from reflect.text.fold import fold
from reflect.text.tokens import Words, split


class Made(Protocol):
    """A commitment, as far as facts ask about it."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has looked back on it yet."""

    def is_due(self, today: date) -> bool:
        """Say whether it is open and its day has come."""


class Known(Protocol):
    """What facts are asked of: an entry, or as much of one as they need."""

    @property
    def state(self) -> str:
        """One of STATES."""

    @property
    def guide(self) -> str:
        """The name of the guide."""

    @property
    def kind(self) -> str:
        """The kind of failure."""

    @property
    def reason(self) -> str:
        """The reason within the kind."""

    @property
    def occurred_on(self) -> date:
        """The day it happened."""

    @property
    def tags(self) -> Sequence[str]:
        """Its tags."""

    @property
    def repeats(self) -> Sequence[str]:
        """The ids of earlier entries that it repeats."""

    @property
    def commitments(self) -> Sequence[Made]:
        """Its commitments; those that are closed may be left out."""

    @property
    def is_private(self) -> bool:
        """Whether it stays out of summaries."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words that an entry's text should have; `field` is "title", "lesson" or "" for anywhere."""

    words: Words
    field: str = ""

    @property
    def needles(self) -> Row:
        """Folded words that the line of a matching entry surely has."""
        return tuple(dict.fromkeys(self.words.tokens))

    def holds(self, content: FieldTexts) -> bool:
        """Say whether an entry's text has the words."""
        return any(self.words.found_in(text) for text in content.texts(self.field))


@dataclass(frozen=True, slots=True)
class Fact:
    """Something an entry should be: `field` is one of tag, kind, guide, since, until, is."""

    field: str
    value: str | date | tuple[str, str]

    @property
    def needles(self) -> Row:
        """Folded words that the line of a matching entry surely has."""
        match self.field, self.value:
            case "tag" | "guide", str(name):
                return split(name)
            case "kind", (str(kind), str(reason)):
                return (*split(kind), *split(reason))
            case "is", "draft" | "capture" | "unfinished" | "private" as state:
                return (str(state),)
            case _:
                return ()

    def holds(self, entry: Known, today: date) -> bool:
        """Say whether an entry is so."""
        match self.field, self.value:
            case "tag", str(tag):
                return any(fold(known) == tag for known in entry.tags)
            case "guide", str(guide):
                return fold(entry.guide) == guide
            case "kind", (str(kind), str(reason)):
                return entry.kind == kind and reason in ("", entry.reason)
            case "since", date() as day:
                return entry.occurred_on >= day
            case "until", date() as day:
                return entry.occurred_on <= day
            case _, str(state):
                return _is(entry, state, today)
            case _:
                return False


def _is(entry: Known, state: str, today: date) -> bool:
    match state:
        case "open":
            return any(made.is_open for made in entry.commitments)
        case "due":
            return any(made.is_due(today) for made in entry.commitments)
        case "repeat":
            return bool(entry.repeats)
        case "private":
            return entry.is_private
        case _:
            return entry.state == state


@dataclass(frozen=True, slots=True)
class Member:
    """A term or fact, or its opposite."""

    condition: Term | Fact
    negated: bool = False

    @property
    def is_free(self) -> bool:
        """Whether it is a mere word, which ranks entries rather than rules them out."""
        condition = self.condition
        return isinstance(condition, Term) and not (
            self.negated or condition.field or condition.words.whole
        )

    def holds(self, entry: Known | None, content: FieldTexts, today: date) -> bool:
        """Say whether an entry is as it asks; a term needs no entry, its content is enough."""
        condition = self.condition
        if isinstance(condition, Term):
            return condition.holds(content) != self.negated
        return entry is not None and condition.holds(entry, today) != self.negated


Group = tuple[Member, ...]
"""Members joined by OR: one of them is enough."""


def holds(group: Group, entry: Known | None, content: FieldTexts, today: date) -> bool:
    """Say whether one of a group's members holds."""
    return any(member.holds(entry, content, today) for member in group)
