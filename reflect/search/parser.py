"""Parses the query language: words, "phrases", -exclusions, field:values and OR."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from reflect.dates import parse_period
from reflect.errors import UsageError
from reflect.model.failure import parse_kind
from reflect.search.query import STATES, Clause, Filter, Group, Query, Term
from reflect.text.display import safe_display
from reflect.text.fold import fold
from reflect.text.tokens import Words, split_words

FIELDS = ("tag", "kind", "guide", "lesson", "title", "since", "until", "is")
MAX_PARTS = 32
_HEAD = re.compile(r"(-?)(?:([^\W\d_]+):)?")
_BARE = re.compile(r"\S*")
_BLANKS = re.compile(r"\s*")
# Many keyboards and editors insert curly quotation marks.
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_MARGIN = 30


@dataclass(frozen=True, slots=True)
class _Part:
    """A space-separated part of a query, such as `-field:"value"`, and its position."""

    start: int
    end: int
    negated: bool
    field: str
    value: str
    quoted: bool

    @property
    def is_or(self) -> bool:
        return self.value == "OR" and not (self.negated or self.field or self.quoted)


def parse_query(text: str, today: date) -> Query:
    """Parse a query.

    Args:
        text: the query as typed.
        today: the current day, for values such as `since:yesterday`.

    Raises:
        UsageError: the query is invalid; the hint marks the position of the error.
    """
    parts = _split(text)
    if len(parts) > MAX_PARTS:
        raise UsageError(
            f"a query of {len(parts)} words is too long", hint=f"Up to {MAX_PARTS} words will do."
        )
    groups: list[Group] = []
    joins = False  # whether the next clause joins the previous group
    for index, part in enumerate(parts):
        if part.is_or:
            if joins or not groups or index == len(parts) - 1:
                raise _error("OR needs something on both sides", text, part.start, part.end)
            joins = True
            continue
        clause = _clause(part, text, today)
        if clause is None:
            continue
        groups.append((*groups.pop(), clause) if joins else (clause,))
        joins = False
    if joins or (parts and not groups):
        raise _error("there is nothing to look for here", text, parts[-1].start, parts[-1].end)
    return Query(tuple(dict.fromkeys(groups)))


def _split(text: str) -> list[_Part]:
    plain = text.translate(_QUOTES)
    parts: list[_Part] = []
    start = _end(_BLANKS, plain, 0)
    while start < len(plain):
        head = _HEAD.match(plain, start)
        begin = head.end() if head else start
        quoted = plain.startswith('"', begin)
        if quoted:
            end = plain.find('"', begin + 1)
            if end < 0:
                raise _error("a quote is not closed", text, begin, begin + 1)
            value = plain[begin + 1 : end]
            end += 1
        else:
            end = _end(_BARE, plain, begin)
            value = plain[begin:end]
        negated, field = (head[1] == "-", head[2] or "") if head else (False, "")
        parts.append(_Part(start, end, negated, field.lower(), value, quoted))
        start = _end(_BLANKS, plain, end)
    return parts


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def _clause(part: _Part, text: str, today: date) -> Clause | None:
    """Parse a part; return None if it has no letters, like the & in "R & D"."""
    if part.field in ("", "lesson", "title"):
        tokens = split_words(part.value)
        if not tokens:
            if part.field or part.quoted or (part.negated and part.value):
                raise _error("there is no word to look for", text, part.start, part.end)
            return None
        strict = part.quoted or part.negated or bool(part.field)
        return Clause(Term(Words(tokens, whole=strict), part.field), part.negated)
    if part.field not in FIELDS:
        raise _unknown_field(part, text)
    if not part.value.strip() and not (part.field == "kind" and part.quoted):
        raise _error(f"{part.field}: needs a value right after it", text, part.start, part.end)
    try:
        return Clause(_filter(part.field, part.value.strip(), today), part.negated)
    except UsageError as error:
        # The new hint marks the position, so the original hint becomes the detail.
        message = f"{part.field}: {error.message}"
        raise _error(message, text, part.start, part.end, error.hint) from None


def _filter(field: str, value: str, today: date) -> Filter:
    if field == "kind":
        return Filter(field, parse_kind(value))
    if field in ("since", "until"):
        first, last = parse_period(value, today)
        return Filter(field, first if field == "since" else last)
    if field == "is" and value.lower() not in STATES:
        raise UsageError("no such state", hint=f"One of: {', '.join(STATES)}")
    return Filter(field, fold(value.lstrip("#") if field == "tag" else value))


def _unknown_field(part: _Part, text: str) -> UsageError:
    from difflib import get_close_matches

    name = safe_display(part.field[:_MARGIN], keep="")
    near = get_close_matches(name, FIELDS, n=1, cutoff=0.5)
    advice = f'did you mean "{near[0]}:"?' if near else f"one of: {': '.join(FIELDS)}:"
    message = f'there is no field "{name}:"; {advice} (in quotes it is looked for as words)'
    colon = part.start + part.negated + len(part.field) + 1
    return _error(message, text, part.start, colon)


def _error(message: str, text: str, start: int, end: int, detail: str = "") -> UsageError:
    """Return an error whose hint shows the query and marks the position on a second line."""
    first, last = max(0, start - _MARGIN), min(len(text), max(end, start + 1) + _MARGIN)
    before = _shown(text[first:start], first > 0)
    marked = _shown(text[start : min(end, last)])
    after = _shown(text[min(end, last) : last])
    rest = "…" if last < len(text) else ""
    carets = " " * _columns(before) + "^" * max(1, _columns(marked))
    return UsageError(message, detail=detail, hint=f"{before}{marked}{after}{rest}\n{carets}")


def _shown(text: str, cut: bool = False) -> str:
    return ("…" if cut else "") + safe_display(text, keep="")


def _columns(text: str) -> int:
    """Return the width of text on a terminal, in columns."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) - sum(unicodedata.combining(char) > 0 for char in text) + wide
