"""Queries and small journals in which words meet in all ways, and a search to compare with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.model.entry import Answer, Entry
from reflect.model.ids import from_int
from reflect.search import fields
from reflect.search.parser import parse_query
from reflect.search.query import Filter, Query, Term
from reflect.store.entry_codec import from_document
from tests.factories import TODAY, make_commitment, make_entry
from tests.search.records import Line, bare

WORDS = [
    *("plan", "Plan", "plane", "planet", "a", "on", "call", "on-call", "on call", "café", "cafe"),
    *(
        "Ärger",
        "arger",
        "straße",
        "don’t",
        "don't",
        "会議",
        "議",
        "会",
        "か\u3099",
        "🎉",
        "हिन्दी",
        "हि",
    ),
    *("द व", "देव", "\u0947plan", "m²", "№", "привет", "snake_case", "2026", "\0", "\x1f", "\n"),
    *(".", "-", "_", "\xa0", "กิน", "กน", "a a", "tag", "lesson"),
]
BODIES = st.lists(st.sampled_from(WORDS) | st.text(max_size=3), max_size=12).flatmap(
    lambda words: st.sampled_from([" ", "", ", ", " plan "]).map(lambda join: join.join(words))
)
TAGS = ("ops", "two words", "ärger", "private", "co-op", "\u0947odd")
NEEDED = st.sampled_from(
    [
        *WORDS,
        *(
            '"on call"',
            '"a a"',
            '"call on"',
            '"会議"',
            '"द व"',
            '"กน"',
            '"plan plan"',
            "-plan",
            "-会議",
        ),
        *(
            '-"on call"',
            "title:plan",
            "-title:café",
            'lesson:"on call"',
            "lesson:会議",
            "-lesson:a",
        ),
        *("tag:ops", "-tag:ops", 'tag:"two words"', "tag:Ärger", "tag:co-op", "tag:\u0947odd"),
        *("kind:complex", "-kind:complex", "kind:complex/uncertainty", 'kind:""', "guide:drucker"),
        *("-guide:aar", "since:2026-11", "until:2026-10-15", "-since:2026", "is:open", "is:due"),
        *("-is:open", "is:draft", "is:capture", "-is:unfinished", "is:repeat", "is:private"),
        *("OR", "OR", "OR", "on-ca", "pla", "ca"),
    ]
)
QUERIES = st.lists(NEEDED, min_size=1, max_size=5).map(" ".join)
ENTRIES = st.builds(
    lambda body, lesson, title, note, others: bare(
        0,
        title=title,
        answers=(Answer("happened", "?", body), *(Answer("lesson", "?", one) for one in lesson)),
        commitments=(make_commitment(cue=note, **others.pop("made")),),
        **others,
    ),
    BODIES,
    st.lists(BODIES, max_size=2),
    BODIES,
    BODIES,
    st.fixed_dictionaries(
        {
            "tags": st.lists(st.sampled_from(TAGS), unique=True, max_size=3).map(tuple),
            "state": st.sampled_from(["entry", "entry", "capture", "unfinished", "draft"]),
            "guide": st.sampled_from(["drucker", "aar", ""]),
            "reason": st.sampled_from(["uncertainty", ""]),
            "repeats": st.sampled_from([(), ("0000000001",)]),
            "made": st.fixed_dictionaries(
                {
                    "due": st.sampled_from([TODAY, TODAY + timedelta(days=1)]),
                    "looked_back_at": st.none() | st.just(make_entry().created_at),
                }
            ),
        }
    ),
)


def numbered(entries: Sequence[Entry], days: Sequence[date]) -> list[Entry]:
    """Give entries ids and days of their own, newest first."""
    ordered = sorted(days, reverse=True)
    return [
        replace(entry, id=from_int(number), occurred_on=day)
        for number, (entry, day) in enumerate(zip(entries, ordered, strict=False))
    ]


JOURNALS = st.builds(
    numbered,
    st.lists(ENTRIES, max_size=7),
    st.lists(st.dates(date(2026, 9, 1), date(2026, 12, 24)), min_size=7, max_size=7, unique=True),
)


class Exact(Query):
    """A query whose first look at a line errs on neither side.

    A word's rarity is counted among the lines that pass this look. Usually it lets some more pass:
    that a word stands in a question, or within another word, counts as well.
    """

    def line_bits(self, line: bytes) -> int:
        """Open the line, and ask its entry."""
        entry = from_document(Line(line).document())
        asked: list[list[Term | Filter]] = [[term] for term in self.terms]
        facts: dict[tuple[str, ...], list[Term | Filter]] = {}
        for member in (member for group in self.groups for member in group):
            condition = member.condition
            if isinstance(condition, Filter) and condition.needles and not member.negated:
                facts.setdefault(condition.needles, []).append(condition)
        text = fields.texts_of_entry(entry)
        found = 0
        for bit, conditions in enumerate([*asked, *facts.values()]):
            if any(
                one.holds(text) if isinstance(one, Term) else one.holds(entry, TODAY)
                for one in conditions
            ):
                found |= 1 << bit
        return found


def read(text: str) -> Query | None:
    """Parse a query that makes sense."""
    try:
        return parse_query(text, TODAY)
    except UsageError:
        return None
