"""Queries and their conditions: words in an entry's text, and facts about the entry."""

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

# The values allowed after `is:`.
STATES = ("open", "due", "draft", "capture", "unfinished", "repeat", "near-miss", "private")


class SearchableCommitment(Protocol):
    """The parts of a commitment needed by filters."""

    @property
    def is_open(self) -> bool:
        """Whether the user has yet to look back on it."""

    def is_due(self, today: date) -> bool:
        """Return whether it is open and its due date has come."""


class Searchable(Protocol):
    """The parts of an entry needed by filters."""

    @property
    def state(self) -> str:
        """The entry's state, one of STATES in reflect.model.entry."""

    @property
    def guide(self) -> str:
        """The name of its guide."""

    @property
    def kind(self) -> str:
        """Its kind of failure."""

    @property
    def reason(self) -> str:
        """The reason for the failure."""

    @property
    def occurred_on(self) -> date:
        """The day of the event."""

    @property
    def tags(self) -> Sequence[str]:
        """Its tags."""

    @property
    def repeats(self) -> Sequence[str]:
        """The ids of earlier entries that it repeats."""

    @property
    def commitments(self) -> Sequence[SearchableCommitment]:
        """Its commitments; closed ones may be missing."""

    @property
    def near_miss(self) -> bool:
        """Whether it nearly went wrong, or went well by luck."""

    @property
    def is_private(self) -> bool:
        """Whether summaries omit it."""


@dataclass(frozen=True, slots=True)
class Term:
    """Words to find in an entry's text.

    Args:
        words: a word or phrase.
        field: "title", "lesson", or "" for any field.
    """

    words: Words
    field: str = ""

    @property
    def needles(self) -> Row:
        """Folded words that occur in the raw line of every matching entry."""
        return tuple(dict.fromkeys(self.words.tokens))

    def matches(self, texts: FieldTexts) -> bool:
        """Return whether an entry's text contains the words."""
        return any(self.words.occurs_in(text) for text in texts.texts(self.field))


@dataclass(frozen=True, slots=True)
class Filter:
    """A fact about an entry that a query requires.

    Args:
        field: "tag", "kind", "guide", "since", "until" or "is".
        value: the value to compare the field with; folded if it is text.
    """

    field: str
    value: str | date | tuple[str, str]

    @property
    def needles(self) -> Row:
        """Folded words that occur in the raw line of every matching entry."""
        match self.field, self.value:
            case "tag" | "guide", str(name):
                return split_words(name)
            case "kind", (str(kind), str(reason)):
                return (*split_words(kind), *split_words(reason))
            case "is", "draft" | "capture" | "unfinished" | "private" as state:
                return (str(state),)
            case _:
                return ()

    def matches(self, entry: Searchable, today: date) -> bool:
        """Return whether an entry satisfies the filter."""
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
                return _has_state(entry, state, today)
            case _:
                return False


def _has_state(entry: Searchable, state: str, today: date) -> bool:
    match state:
        case "open":
            return any(commitment.is_open for commitment in entry.commitments)
        case "due":
            return any(commitment.is_due(today) for commitment in entry.commitments)
        case "repeat":
            return bool(entry.repeats)
        case "near-miss":
            return entry.near_miss
        case "private":
            return entry.is_private
        case _:
            return entry.state == state


@dataclass(frozen=True, slots=True)
class Clause:
    """A term or filter, possibly negated."""

    condition: Term | Filter
    negated: bool = False

    @property
    def is_optional(self) -> bool:
        """Whether it is a bare word, which affects ranking but doesn't exclude entries."""
        condition = self.condition
        return isinstance(condition, Term) and not (
            self.negated or condition.field or condition.words.whole
        )

    def matches(self, entry: Searchable | None, texts: FieldTexts, today: date) -> bool:
        """Return whether an entry matches; `entry` may be None if the condition is a term."""
        condition = self.condition
        if isinstance(condition, Term):
            return condition.matches(texts) != self.negated
        return entry is not None and condition.matches(entry, today) != self.negated


Group = tuple[Clause, ...]
"""Clauses joined by OR."""


def group_matches(group: Group, entry: Searchable | None, texts: FieldTexts, today: date) -> bool:
    """Return whether an entry matches at least one clause in a group."""
    return any(clause.matches(entry, texts, today) for clause in group)


@dataclass(frozen=True)
class Query:
    """A parsed query.

    Args:
        groups: the groups, joined by AND; a ranked search also finds entries that match only some
            of the optional groups.
    """

    groups: tuple[Group, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the query has no conditions and therefore matches every entry."""
        return not self.groups

    @property
    def words(self) -> tuple[str, ...]:
        """The bare words, folded."""
        return tuple(
            clause.condition.words.text
            for group in self.optional
            for clause in group
            if isinstance(clause.condition, Term)
        )

    @cached_property
    def optional(self) -> tuple[Group, ...]:
        """The groups that consist only of bare words."""
        return tuple(group for group in self.groups if all(clause.is_optional for clause in group))

    @cached_property
    def required(self) -> tuple[Group, ...]:
        """The groups that every result must match."""
        return tuple(group for group in self.groups if group not in self.optional)

    @cached_property
    def base(self) -> tuple[Group, ...]:
        """The required groups whose clauses all name words that must be present.

        Term rarity is measured among the entries that match these groups. Groups with exclusions or
        dates are not included.
        """
        return tuple(
            group
            for group in self.required
            if all(clause.condition.needles and not clause.negated for clause in group)
        )

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms to find, both optional and required."""
        wanted = [
            clause.condition
            for group in self.groups
            for clause in group
            if isinstance(clause.condition, Term) and not clause.negated
        ]
        return tuple(dict.fromkeys(wanted))

    @cached_property
    def has_filters(self) -> bool:
        """Whether matching needs more than an entry's text."""
        return any(
            isinstance(clause.condition, Filter) for group in self.groups for clause in group
        )

    def asks_for(self, state: str) -> bool:
        """Return whether the query names a state, such as "draft", explicitly."""
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
        """Return the query with filters from a command's options added.

        Args:
            tags: the tags that an entry must have.
            kind: KIND or KIND/REASON; "" for "not sure yet".
            guide: the name of a guide.
            since, until: the first and last day.
            states: values for `is:`, each one of STATES.

        Raises:
            UsageError: the kind of failure is unknown.
        """
        filters = [Filter("tag", fold(tag.lstrip("#"))) for tag in tags]
        filters += [Filter("kind", parse_kind(kind))] if kind is not None else []
        filters += [Filter("guide", fold(guide))] if guide is not None else []
        filters += [Filter("since", since)] if since is not None else []
        filters += [Filter("until", until)] if until is not None else []
        filters += [Filter("is", state) for state in states]
        return replace(self, groups=self.groups + tuple((Clause(one),) for one in filters))

    def matches(self, entry: Entry, today: date) -> bool:
        """Return whether an entry matches every group."""
        texts = texts_of_entry(entry)
        return all(group_matches(group, entry, texts, today) for group in self.groups)

    def may_match(self, line: bytes, *, some: bool) -> bool:
        """Return whether the entry on a raw line might match; never False if `matches` is True.

        Args:
            line: the entry's JSON in UTF-8.
            some: whether matching one optional group is enough, as in a ranked search.
        """
        return self.may_satisfy(self.line_bits(line), some=some)

    def line_bits(self, line: bytes) -> int:
        """Return a bit mask of the terms, then the filters, that a raw line may satisfy."""
        return self._prefilter.matching_rows(line)

    def may_satisfy(self, bits: int, *, some: bool) -> bool:
        """Return whether an entry might match, judging by its line alone.

        Args:
            bits: the result of `line_bits` for the line.
            some: whether an entry with some of the words is enough.
        """
        for wanted in self._required_bits:
            if not bits & wanted:
                return False
        if some and self.optional_bits:
            return bool(bits & self._any_optional)
        return all(bits & wanted for wanted in self.optional_bits)

    def spans(self, text: str) -> tuple[Span, ...]:
        """Return the spans of the terms in a text."""
        tokens = tokenise(text)
        return merge_spans(span for term in self.terms for span in term.words.spans(tokens))

    @cached_property
    def _rows(self) -> tuple[Row, ...]:
        """The words to look for in raw lines: a row for each term, then one for each filter."""
        filters = (
            clause.condition.needles
            for group in self.groups
            for clause in group
            if not (clause.negated or isinstance(clause.condition, Term))
        )
        return (*(term.needles for term in self.terms), *dict.fromkeys(filter(None, filters)))

    @cached_property
    def _prefilter(self) -> Prefilter:
        return Prefilter(self._rows)

    @cached_property
    def optional_bits(self) -> tuple[int, ...]:
        """The bits of the terms in each optional group; bit 0 is the first of `terms`."""
        return tuple(map(self._bits, self.optional))

    @cached_property
    def _any_optional(self) -> int:
        return reduce(or_, self.optional_bits)

    @cached_property
    def _required_bits(self) -> tuple[int, ...]:
        return tuple(map(self._bits, self.base))

    def _bits(self, group: Group) -> int:
        """Return the bits of a group; a matching line has at least one of them."""
        bits = 0
        for clause in group:
            condition = clause.condition
            # Terms with the same words still get separate bits.
            is_term = isinstance(condition, Term)
            place = self.terms.index(condition) if is_term else self._rows.index(condition.needles)
            bits |= 1 << place
        return bits
