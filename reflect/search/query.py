"""A query, ready to be asked of entries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Protocol

from reflect.model.entry import Entry
from reflect.model.failure import parse_kind
from reflect.search.fields import FieldTexts, texts_of_entry
from reflect.search.prefilter import Prefilter, Row
from reflect.text.fold import fold
from reflect.text.tokens import Span, Words, merge_spans, split_words, tokenise

# What `is:` takes.
STATES = ("open", "due", "draft", "capture", "unfinished", "repeat", "private")


class SearchableCommitment(Protocol):
    """A commitment, as far as facts ask about it."""

    @property
    def is_open(self) -> bool:
        """Whether nobody has looked back on it yet."""

    def is_due(self, today: date) -> bool:
        """Say whether it is open and its day has come."""


class Searchable(Protocol):
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
    def commitments(self) -> Sequence[SearchableCommitment]:
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
        return any(self.words.occurs_in(text) for text in content.texts(self.field))


@dataclass(frozen=True, slots=True)
class Filter:
    """Something an entry should be: `field` is one of tag, kind, guide, since, until, is."""

    field: str
    value: str | date | tuple[str, str]

    @property
    def needles(self) -> Row:
        """Folded words that the line of a matching entry surely has."""
        match self.field, self.value:
            case "tag" | "guide", str(name):
                return split_words(name)
            case "kind", (str(kind), str(reason)):
                return (*split_words(kind), *split_words(reason))
            case "is", "draft" | "capture" | "unfinished" | "private" as state:
                return (str(state),)
            case _:
                return ()

    def holds(self, entry: Searchable, today: date) -> bool:
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


def _is(entry: Searchable, state: str, today: date) -> bool:
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
class Clause:
    """A term or fact, or its opposite."""

    condition: Term | Filter
    negated: bool = False

    @property
    def is_optional(self) -> bool:
        """Whether it is a mere word, which ranks entries rather than rules them out."""
        condition = self.condition
        return isinstance(condition, Term) and not (
            self.negated or condition.field or condition.words.whole
        )

    def holds(self, entry: Searchable | None, content: FieldTexts, today: date) -> bool:
        """Say whether an entry is as it asks; a term needs no entry, its content is enough."""
        condition = self.condition
        if isinstance(condition, Term):
            return condition.holds(content) != self.negated
        return entry is not None and condition.holds(entry, today) != self.negated


Group = tuple[Clause, ...]
"""Members joined by OR: one of them is enough."""


def group_matches(group: Group, entry: Searchable | None, content: FieldTexts, today: date) -> bool:
    """Say whether one of a group's members holds."""
    return any(member.holds(entry, content, today) for member in group)


@dataclass(frozen=True)
class Query:
    """What an entry should be and have.

    Args:
        groups: each must hold; those of mere words may fail in a ranked search.
    """

    groups: tuple[Group, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether it asks for nothing, so that every entry matches."""
        return not self.groups

    @property
    def words(self) -> tuple[str, ...]:
        """The mere words, folded."""
        return tuple(
            member.condition.words.text
            for group in self.optional
            for member in group
            if isinstance(member.condition, Term)
        )

    @cached_property
    def optional(self) -> tuple[Group, ...]:
        """The groups of mere words."""
        return tuple(group for group in self.groups if all(member.is_optional for member in group))

    @cached_property
    def required(self) -> tuple[Group, ...]:
        """The groups that must hold in any search."""
        return tuple(group for group in self.groups if group not in self.optional)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The words that are wanted, whether strictly or not."""
        wanted = [
            member.condition
            for group in self.groups
            for member in group
            if isinstance(member.condition, Term) and not member.negated
        ]
        return tuple(dict.fromkeys(wanted))

    @cached_property
    def has_facts(self) -> bool:
        """Whether it asks for more than an entry's text can tell."""
        return any(
            isinstance(member.condition, Filter) for group in self.groups for member in group
        )

    def asks_for(self, state: str) -> bool:
        """Say whether it asks for entries in a state, such as drafts, that are kept apart."""
        wanted = Clause(Filter("is", state))
        return any(wanted in group for group in self.groups)

    def narrowed(
        self,
        *,
        tags: Iterable[str] = (),
        kind: str | None = None,
        guide: str | None = None,
        since: date | None = None,
        until: date | None = None,
        states: Iterable[str] = (),
    ) -> "Query":
        """Add what the options of a command ask for.

        Args:
            tags: each must be there.
            kind: KIND or KIND/REASON; "" for not sure yet.
            guide: a guide's name.
            since, until: the first and the last day.
            states: what `is:` takes, each of STATES.

        Raises:
            UsageError: no such kind of failure.
        """
        facts = [Filter("tag", fold(tag.lstrip("#"))) for tag in tags]
        facts += [Filter("kind", parse_kind(kind))] if kind is not None else []
        facts += [Filter("guide", fold(guide))] if guide is not None else []
        facts += [Filter("since", since)] if since is not None else []
        facts += [Filter("until", until)] if until is not None else []
        facts += [Filter("is", state) for state in states]
        return replace(self, groups=self.groups + tuple((Clause(fact),) for fact in facts))

    def matches(self, entry: Entry, today: date) -> bool:
        """Say whether an entry is all that is asked, with every word."""
        content = texts_of_entry(entry)
        return all(group_matches(group, entry, content, today) for group in self.groups)

    def may_match(self, line: bytes, *, some: bool) -> bool:
        """Say whether the entry of a raw line may match; never no where `matches` says yes.

        Args:
            line: the entry's JSON in UTF-8.
            some: whether one of the words is enough, as in a ranked search.
        """
        return self.may_satisfy(self.line_bits(line), some=some)

    def line_bits(self, line: bytes) -> int:
        """Give a bit for each of `terms` that a raw line may have, and more for `promises`."""
        return self._sieve.matching_rows(line)

    def may_satisfy(self, bits: int, *, some: bool) -> bool:
        """Say whether the bits of a line allow that its entry matches."""
        for wanted in self._strict_bits:
            if not bits & wanted:
                return False
        if some and self.optional_bits:
            return bool(bits & self._any_free)
        return all(bits & wanted for wanted in self.optional_bits)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Find the places of the wanted words in a text."""
        tokens = tokenise(text)
        return merge_spans(span for term in self.terms for span in term.words.spans(tokens))

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        """What a raw line is searched for: the words of each term, then those of the facts."""
        facts = (
            member.condition.needles
            for group in self.groups
            for member in group
            if not (member.negated or isinstance(member.condition, Term))
        )
        return (*(term.needles for term in self.terms), *dict.fromkeys(filter(None, facts)))

    @cached_property
    def _sieve(self) -> Prefilter:
        return Prefilter(self._rows)

    @cached_property
    def optional_bits(self) -> tuple[int, ...]:
        """For each group of mere words the bits of its terms; the first of `terms` is bit 0."""
        return tuple(map(self._bits, self.optional))

    @cached_property
    def _any_free(self) -> int:
        return reduce(or_, self.optional_bits)

    @cached_property
    def _strict_bits(self) -> tuple[int, ...]:
        return tuple(filter(None, map(self._bits, self.required)))

    def _bits(self, group: Group) -> int:
        """Give the bits one of which a line of the group has; 0 where it may have none."""
        bits = 0
        for member in group:
            condition = member.condition
            if member.negated or not condition.needles:
                return 0
            # Of several terms with the same words each has its own bit.
            is_term = isinstance(condition, Term)
            place = self.terms.index(condition) if is_term else self._rows.index(condition.needles)
            bits |= 1 << place
        return bits
