"""Hypothesis strategies for queries and small journals whose words overlap in many ways."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.model.entry import Answer, Entry
from reflect.model.ids import from_int
from reflect.search.parser import parse_query
from reflect.search.query import Query
from tests.factories import NOW, TODAY, make_commitment, make_entry
from tests.search.helpers_records import bare

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


def newest_first(entries: Sequence[Entry], days: Sequence[date]) -> list[Entry]:
    """Give entries distinct ids, days and creation times, and return them newest first."""
    return [
        replace(entry, id=from_int(number), occurred_on=day, created_at=NOW - timedelta(number))
        for number, (entry, day) in enumerate(zip(entries, sorted(days)[::-1], strict=False))
    ]


JOURNALS = st.builds(
    newest_first,
    st.lists(ENTRIES, max_size=7),
    st.lists(st.dates(date(2026, 11, 1), date(2026, 12, 24)), min_size=7, max_size=7),
)


def parse_or_none(text: str) -> Query | None:
    """Parse a query; return None if it is invalid."""
    try:
        return parse_query(text, TODAY)
    except UsageError:
        return None
