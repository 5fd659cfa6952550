"""Hypothesis strategies for entries and their parts."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.model.commitment import CAME_TRUE, GOOD_CALL, OUTCOMES, Commitment, Renewal
from reflect.model.entry import STATES, Answer, Entry, Rating
from reflect.model.failure import KINDS
from reflect.model.ids import from_int
from reflect.text.clean import clean_tag, normalise, normalise_line

# Lines that resemble form, Markdown or YAML syntax, or terminal control sequences.
HOSTILE_LINES = (
    "# A heading",
    "#",
    "## What happened?",
    "   ### indented",
    "#hashtag",
    "    # indented code",
    "===",
    "---",
    "-",
    "...",
    "id: 0000000000",
    "title: [a, b",
    "&anchor *alias !!python/object:os.system",
    "```",
    "```python",
    "````",
    "~~~",
    "``` not `a fence",
    "<!-- reflect: prompt happened -->",
    "<!-- reflect: extra -->",
    "<!-- reflect: no end",
    "  <!-- mine -->",
    "<!--",
    "-->",
    "\\# already escaped",
    "\\\\# twice",
    "\\```",
    "\\<!-- reflect: x -->",
    "\\",
    "\\\\",
    "<script>alert(1)</script>",
    "<https://example.org> <b>bold</b> \\<i>",
    "![a picture](https://example.org/x.png) !\\[x]",
    "[x](javascript:alert) [y](https://example.org) [z]: data:x",
    "[x](",
    "\\](http://",
    "[click](@click=app.quit) [/home/me] [bold]",
    "- item",
    "1. item",
    "> quoted",
    "\tcode",
    "::",
    ":back",
    "=1+1",
    "# closed #",
    "ends with a backslash\\",
    "on",
    "null",
    "~",
    "yes",
    "1e3",
    "0o17",
    "2026-11-01",
    '"quoted"',
    "it's",
    "a: b # c",
    "{{ x }} %(y)s $HOME",
    "\u202eright to left\u202c",
    "\u2066isolated",
    "👩‍👩‍👧 and 🇩🇪 and e\u0301",
    "Überraschung für Zoë, 振り返り",
    "\x1b]52;c;aGk=\x07 \x9b31m",
    "nul \x00 here",
    "line\u2028separator\x85next\x0cfeed\x1cfs",
    "\ufeffmark",
    "\u00a0no-break",
    "\U0010fffd\uffff",
)


def _any_text(max_size: int) -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=max_size)


def lines(*, empty: bool = False) -> st.SearchStrategy[str]:
    """Generate a line as stored: normalised and without a newline."""
    line = st.one_of(
        st.sampled_from(HOSTILE_LINES),
        _any_text(max_size=40),
        st.text("\\#<>[]()!`~-=: \t_*'\"&|", max_size=16),
    )
    kept = line.map(lambda text: normalise(text.replace("\r", " ").replace("\n", " ")))
    return kept if empty else kept.filter(bool)


def texts(*, empty: bool = False) -> st.SearchStrategy[str]:
    """Generate text as stored, with any number of lines."""
    line = lines(empty=True) | st.just("") | lines().map(lambda text: f"    {text}")
    text = st.lists(line, max_size=8).map("\n".join) | _any_text(max_size=200)
    kept = text.map(normalise)
    return kept if empty else kept.filter(bool)


def ids() -> st.SearchStrategy[str]:
    """Generate an entry id."""
    return st.integers(0, 2**50 - 1).map(from_int)


def instants() -> st.SearchStrategy[datetime]:
    """Generate a time with its UTC offset."""
    offsets = st.timedeltas(timedelta(hours=-14), timedelta(hours=14))
    zones = st.just(UTC) | offsets.map(lambda by: timezone(timedelta(minutes=by // _MINUTE)))
    return st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=zones)


_MINUTE = timedelta(minutes=1)


def days() -> st.SearchStrategy[date]:
    """Generate a day."""
    return st.dates(date(1, 1, 1), date(9999, 12, 31))


def tags() -> st.SearchStrategy[tuple[str, ...]]:
    """Generate tags as stored: lower case, unique and stripped."""
    kept = st.lists(lines().map(_tag).filter(bool), max_size=4)
    return kept.map(lambda given: tuple(dict.fromkeys(given)))


def _tag(text: str) -> str:
    try:
        return clean_tag(text)
    except UsageError:
        return ""


def answers() -> st.SearchStrategy[Answer]:
    """Generate an answer to a common prompt, an arbitrary prompt or none."""
    prompts = st.sampled_from(("", "happened", "lesson", "why_1", "note")) | lines()
    return st.builds(Answer, prompts, lines(empty=True), texts())


def ratings() -> st.SearchStrategy[Rating]:
    """Generate a rating on a valid scale."""
    return st.tuples(st.integers(-9, 9), st.integers(0, 9), st.integers(0, 9)).flatmap(
        lambda given: st.builds(
            Rating,
            lines(),
            lines(empty=True),
            value=st.just(given[0] + given[1]),
            low=st.just(given[0]),
            high=st.just(given[0] + given[1] + given[2]),
            reversed=st.booleans(),
        )
    )


def commitments() -> st.SearchStrategy[Commitment]:
    """Generate an open or closed commitment."""
    return st.builds(
        Commitment,
        cue=texts(empty=True),
        action=texts(),
        due=days(),
        made_at=instants(),
        forecast=texts(empty=True),
        percent=st.none() | st.integers(0, 100),
        obstacle=texts(empty=True),
        outcome=st.sampled_from(("", *OUTCOMES)),
        remembered_percent=st.none() | st.integers(0, 100),
        good_call=st.sampled_from(("", *GOOD_CALL)),
        came_true=st.sampled_from(("", *CAME_TRUE)),
        note=texts(empty=True),
        looked_back_at=st.none() | instants(),
        renewals=st.just(()) | st.tuples(renewals()),
    )


def renewals() -> st.SearchStrategy[Renewal]:
    """Generate a look-back that ended with a new day."""
    outcomes = st.sampled_from(("", *OUTCOMES))
    return st.builds(Renewal, days(), instants(), outcomes, lines(empty=True) | texts())


def extras() -> st.SearchStrategy[dict[str, Any]]:
    """Generate what came with an imported entry and has no field."""
    scalars: st.SearchStrategy[Any] = (
        st.none()
        | st.booleans()
        | st.integers(-(2**53), 2**53)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.sampled_from(HOSTILE_LINES)
    )
    values: st.SearchStrategy[Any] = (
        scalars | st.lists(scalars, max_size=2) | st.just({"nested": [{}]})
    )
    return st.just({}) | st.dictionaries(st.sampled_from(HOSTILE_LINES), values, max_size=2)


def failures() -> st.SearchStrategy[tuple[str, str]]:
    """Generate a kind of failure and a reason, both of which may be empty."""
    known = [(kind.name, reason.name) for kind in KINDS for reason in kind.reasons]
    return st.sampled_from([("", ""), *((kind.name, "") for kind in KINDS), *known])


def entries() -> st.SearchStrategy[Entry]:
    """Generate an entry."""
    return failures().flatmap(
        lambda failure: st.builds(
            Entry,
            id=ids(),
            title=lines(empty=True),
            guide=st.sampled_from(("", "drucker", "aar", "on", "my-own")),
            state=st.sampled_from(STATES),
            occurred_on=days(),
            created_at=instants(),
            updated_at=instants(),
            kind=st.just(failure[0]),
            reason=st.just(failure[1]),
            tags=tags(),
            answers=st.lists(answers(), max_size=5).map(tuple),
            ratings=st.lists(ratings(), max_size=3).map(tuple),
            commitments=st.lists(commitments(), max_size=3).map(tuple),
            repeats=st.lists(ids(), unique=True, max_size=3).map(tuple),
            near_miss=st.booleans(),
            patterns=st.lists(ids(), unique=True, max_size=2).map(tuple),
            source=st.sampled_from(HOSTILE_LINES).map(normalise_line),
            extra=extras(),
        )
    )
