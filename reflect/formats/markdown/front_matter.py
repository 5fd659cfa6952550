"""Parses the front matter: a subset of YAML limited to strings, lists and mappings.

PyYAML only builds the node tree. This way `on`, `2026-11-01` and `1e3` remain strings, no tag can
create an object, and every value has a line number.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from reflect.formats.markdown.errors import FormError

if TYPE_CHECKING:
    import yaml
import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NoReturn

from reflect import dates
from reflect.errors import UsageError
from reflect.model.commitment import (
    CAME_TRUE,
    DUE_AFTER,
    GOOD_CALL,
    OUTCOMES,
    Commitment,
    Renewal,
)
from reflect.model.entry import STATES, Entry, Rating
from reflect.model.failure import UnknownKindError, parse_kind
from reflect.model.ids import is_id
from reflect.text.clean import clean_tag, normalise, normalise_line

LIMIT = 256 * 1024  # characters
DEPTH = 6
_EMPTY = ("~", "null", "Null", "NULL")
_QUOTE = 'Put text with a colon, a # or a quotation mark in it between "double quotes".'
_SYNONYMS = {"date": "occurred_on"}
_TRUE, _FALSE = ("true", "yes"), ("false", "no")
_COMMITMENT_KEYS = (
    "cue",
    "action",
    "due",
    "made_at",
    "forecast",
    "percent",
    "obstacle",
    "outcome",
    "remembered_percent",
    "good_call",
    "came_true",
    "note",
    "looked_back_at",
    "renewals",
)
_RENEWAL_KEYS = ("due", "renewed_at", "outcome", "note")
_RATING_KEYS = ("prompt", "question", "value", "low", "high", "reversed")
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class FrontMatterValue:
    """A front matter value and its line number in the form.

    Args:
        line: the line number of the key, or of the value itself if it has no key; counted from 1.
        content: a string, a list of values, or a mapping of keys to values.
        plain: whether the value is an unquoted string.
    """

    line: int
    content: "str | tuple[FrontMatterValue, ...] | dict[str, FrontMatterValue]"
    plain: bool = False

    @property
    def text(self) -> str:
        """The value as a string; "" for null.

        Raises:
            FormError: the value is a list or a mapping.
        """
        if not isinstance(self.content, str):
            raise FormError(self.line, "one text belongs here, and there is a list")
        return "" if self.plain and self.content in _EMPTY else self.content

    @property
    def items(self) -> "tuple[FrontMatterValue, ...]":
        """The value as a list; an empty value gives an empty list.

        Raises:
            FormError: the value is not a list.
        """
        if isinstance(self.content, tuple):
            return self.content
        if isinstance(self.content, str) and not self.text:
            return ()
        raise FormError(self.line, "a list belongs here", hint='Begin each item with "- ".')

    @property
    def fields(self) -> "dict[str, FrontMatterValue]":
        """The value as a mapping.

        Raises:
            FormError: the value is not a mapping.
        """
        if not isinstance(self.content, dict):
            raise FormError(self.line, 'lines like "due: 2026-12-06" belong here')
        return self.content


def parse_front_matter(text: str, first: int) -> dict[str, FrontMatterValue]:
    """Parse the lines between the two `---` delimiters.

    Args:
        text: the lines.
        first: the number of the first line within the form.

    Raises:
        FormError: the text is not valid YAML, is too long or too deeply nested, or uses anchors,
            aliases or tags.
    """
    import yaml

    if len(text) > LIMIT:
        raise FormError(first, f"the front matter is longer than {LIMIT // 1024} KB")
    try:
        node = yaml.compose(text, Loader=_loader())
    except yaml.reader.ReaderError as problem:
        line = first + text.count("\n", 0, problem.position)
        raise FormError(line, "a character that YAML does not allow", hint="Remove it.") from None
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise FormError(
            first + (mark.line if mark else 0), f"not YAML: {_why(problem)}", hint=_QUOTE
        ) from None
    if node is None:
        return {}
    value = _value(node, first)
    return value.fields


@cache
def _loader() -> type["yaml.SafeLoader"]:
    """Return a YAML loader that rejects anchors, aliases, tags and deep nesting."""
    import yaml

    class Loader(yaml.SafeLoader):
        depth = 0

        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            event = self.peek_event()  # type: ignore[no-untyped-call]
            if getattr(event, "anchor", None) is not None:
                raise yaml.MarkedYAMLError(
                    problem="& and * are not used here", problem_mark=event.start_mark
                )
            if getattr(event, "tag", None) is not None:
                raise yaml.MarkedYAMLError(
                    problem="! is not used here", problem_mark=event.start_mark
                )
            if self.depth == DEPTH:
                raise yaml.MarkedYAMLError(
                    problem="lists within lists", problem_mark=event.start_mark
                )
            self.depth += 1
            try:
                return super().compose_node(parent, index)
            finally:
                self.depth -= 1

    return Loader


def _why(problem: "yaml.MarkedYAMLError") -> str:
    """Return PyYAML's reason if it can't quote text from the form, or else a generic one."""
    reason = str(problem.problem or "")
    if reason == "mapping values are not allowed here":
        return "a second colon"
    own = ("&", "!", "lists within", "expected <block end>", "could not find expected")
    return reason if reason.startswith(own) else "it can't be read"


def _value(node: "yaml.Node", first: int) -> FrontMatterValue:
    import yaml

    line = first + node.start_mark.line
    if isinstance(node, yaml.ScalarNode):
        return FrontMatterValue(line, node.value, node.style is None)
    if isinstance(node, yaml.SequenceNode):
        return FrontMatterValue(line, tuple(_value(item, first) for item in node.value))
    fields: dict[str, FrontMatterValue] = {}
    for key, value in node.value:
        at = first + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise FormError(at, "a name belongs before the colon")
        if key.value in fields:
            raise FormError(
                at, f"{display_key(key.value)} is given twice", hint="Keep one of the two."
            )
        fields[key.value] = replace(_value(value, first), line=at)
    return FrontMatterValue(line, fields)


def display_key(key: str) -> str:
    """Return a key for use in a message, or "a name" if it might be the user's text."""
    return key if key.isidentifier() and len(key) < 24 else "a name"


@dataclass(frozen=True, slots=True)
class FieldDefaults:
    """Defaults for values missing from a form.

    Args:
        base: the entry that supplies missing fields.
        today: the reference date for words such as "yesterday".
        now: the creation time of commitments without `made_at`.
    """

    base: Entry
    today: date
    now: datetime


def parse_fields(front: dict[str, FrontMatterValue], defaults: FieldDefaults) -> dict[str, Any]:
    """Return the entry fields set in the front matter.

    Raises:
        FormError: a key is unknown or a value is invalid.
    """
    readers = _readers(front, defaults)
    fields: dict[str, Any] = {}
    for key, value in _known(front, (*readers, "kind", "reason"), _SYNONYMS).items():
        if key in readers:
            fields[key] = readers[key](value)
    fields |= _failure(front, defaults.base)
    return fields


def _readers(
    front: dict[str, FrontMatterValue], defaults: FieldDefaults
) -> dict[str, Callable[[FrontMatterValue], Any]]:
    return {
        "id": _id,
        "guide": lambda value: normalise(value.text),
        "state": lambda value: _one_of(value, STATES),
        "occurred_on": lambda value: _occurred_on(value, front.get("id"), defaults),
        "created_at": _instant,
        "updated_at": _instant,
        "tags": _tags,
        "repeats": _ids,
        "near_miss": _flag,
        "patterns": _ids,
        "source": lambda value: normalise_line(value.text),
        "extra": _extra,
        "ratings": lambda value: tuple(_ratings(value.items)),
        "commitments": lambda value: tuple(_commitments(value.items, defaults)),
    }


def _known(
    given: dict[str, FrontMatterValue], keys: Iterable[str], synonyms: dict[str, str] | None = None
) -> dict[str, FrontMatterValue]:
    """Return the values by canonical key; an unknown or repeated key raises FormError."""
    keys = tuple(keys)
    values: dict[str, FrontMatterValue] = {}
    for name, value in given.items():
        key = (synonyms or {}).get(name, name)
        if key not in keys:
            raise FormError(
                value.line, f"{display_key(name)} is not known here", hint=_nearest(name, keys)
            )
        if key in values:
            raise FormError(value.line, f"{key} is given twice", hint="Keep one of the two.")
        values[key] = value
    return values


def _nearest(name: str, keys: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    if name == "title":
        return "The title is the line that begins with one #."
    close = get_close_matches(name.lower(), keys, 1)
    return f"Did you mean {close[0]}?" if close else f"Known are: {', '.join(keys)}."


def _one_of(value: FrontMatterValue, names: tuple[str, ...]) -> str:
    text = value.text.strip().lower()
    if text not in names:
        raise FormError(
            value.line, "not one of the words for it", hint=f"One of: {', '.join(names)}."
        )
    return text


def _id(value: FrontMatterValue) -> str:
    if not is_id(value.text):
        raise FormError(value.line, "not an id of an entry", hint="An id has ten characters.")
    return value.text


def _ids(value: FrontMatterValue) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_id, value.items)))


def _flag(value: FrontMatterValue) -> bool:
    return bool(value.text.strip()) and _one_of(value, _TRUE + _FALSE) in _TRUE


def _extra(value: FrontMatterValue) -> dict[str, Any]:
    """Parse the keys that came with an imported entry, which are JSON within a string."""

    def reject(constant: str) -> NoReturn:
        raise ValueError(constant)

    try:
        extra = json.loads(value.text or "{}", parse_constant=reject)
    except (ValueError, RecursionError):
        extra = None
    if type(extra) is not dict:
        raise FormError(value.line, "not a JSON object", hint="Leave it as it was written.")
    return extra


def _instant(value: FrontMatterValue) -> datetime:
    try:
        instant = datetime.fromisoformat(value.text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise FormError(
            value.line,
            "not an instant with its offset",
            hint="Write it like 2026-11-21T20:30:00+01:00.",
        )
    return instant


def _day(value: FrontMatterValue, read: Callable[[str, date], date], today: date) -> date:
    try:
        return read(value.text, today)
    except UsageError as problem:
        raise FormError.in_line(value.line, problem) from None


def _occurred_on(
    value: FrontMatterValue, entry_id: FrontMatterValue | None, defaults: FieldDefaults
) -> date:
    """Parse the day, which may be in the future only if unchanged or from another journal."""
    day = _day(value, dates.parse_day, defaults.today)
    elsewhere = entry_id is not None and entry_id.text != defaults.base.id
    if elsewhere or day == defaults.base.occurred_on:
        return day
    return _day(value, dates.parse_past_day, defaults.today)


def _tags(value: FrontMatterValue) -> tuple[str, ...]:
    """Parse tags from a list or a comma-separated string."""
    if isinstance(value.content, str):
        texts = value.text.split(",")
    else:
        texts = [_raw(item) for item in value.items]
    try:
        return tuple(dict.fromkeys(clean_tag(text) for text in texts if text.strip()))
    except UsageError as problem:
        raise FormError.in_line(value.line, problem) from None


def _raw(item: FrontMatterValue) -> str:
    """Return a tag as written, because `null` is an ordinary word in a list of tags."""
    return item.content if isinstance(item.content, str) else item.text


def _failure(front: dict[str, FrontMatterValue], base: Entry) -> dict[str, str]:
    """Parse kind and reason together, because they depend on each other."""
    kind, reason = front.get("kind"), front.get("reason")
    at = reason or kind
    if at is None:
        return {}
    name = kind.text.strip().lower() if kind else base.kind
    previous = base.reason if name == base.kind else ""
    why = reason.text if reason else previous
    try:
        failure = parse_kind(f"{name}/{why}")
    except UsageError as problem:
        line = kind.line if kind and isinstance(problem, UnknownKindError) else at.line
        raise FormError.in_line(line, problem) from None
    return {"kind": failure[0], "reason": failure[1]}


def _number(value: FrontMatterValue, low: int, high: int, what: str) -> int:
    text = value.text.strip().removesuffix("%").rstrip()
    if not _WHOLE.fullmatch(text) or not low <= int(text) <= high:
        raise FormError(value.line, f"{what} is a whole number from {low} to {high}")
    return int(text)


def _ratings(items: Iterable[FrontMatterValue]) -> Iterable[Rating]:
    for item in items:
        given = _known(item.fields, _RATING_KEYS)
        value = given.get("value")
        if value is None or not value.text.strip():
            continue
        low = _number(given["low"], -1000, 1000, "low") if "low" in given else 1
        high = _number(given["high"], low, 1000, "high") if "high" in given else max(low, 7)
        turned = given.get("reversed")
        yield Rating(
            prompt=_text(given, "prompt"),
            question=_text(given, "question"),
            value=_number(value, low, high, "value"),
            low=low,
            high=high,
            reversed=turned is not None and _one_of(turned, ("true", "false")) == "true",
        )


def _commitments(
    items: Iterable[FrontMatterValue], defaults: FieldDefaults
) -> Iterable[Commitment]:
    for item in items:
        given = _given(item, _COMMITMENT_KEYS)
        if not given.keys() - {"due", "made_at"}:
            continue
        if "action" not in given and ("cue" in given or "forecast" not in given):
            raise FormError(
                item.line, "a commitment without an action", hint="Say what you will do."
            )
        yield _commitment(given, defaults)


def _given(item: FrontMatterValue, keys: tuple[str, ...]) -> dict[str, FrontMatterValue]:
    """Return the values of a list item by key, without those that are empty."""
    return {
        key: value
        for key, value in _known(item.fields, keys).items()
        if (value.text.strip() if isinstance(value.content, str) else value.content)
    }


def _renewals(items: Iterable[FrontMatterValue], defaults: FieldDefaults) -> Iterable[Renewal]:
    for item in items:
        given = _given(item, _RENEWAL_KEYS)
        due, renewed_at, outcome = (given.get(key) for key in ("due", "renewed_at", "outcome"))
        if due is None or renewed_at is None:
            raise FormError(item.line, "a renewal without `due` or `renewed_at`")
        yield Renewal(
            due=_day(due, dates.parse_day, defaults.today),
            renewed_at=_instant(renewed_at),
            outcome=_one_of(outcome, OUTCOMES) if outcome else "",
            note=_text(given, "note"),
        )


def _commitment(given: dict[str, FrontMatterValue], defaults: FieldDefaults) -> Commitment:
    def word(key: str, words: tuple[str, ...]) -> str:
        return _one_of(given[key], words) if key in given else ""

    def percent(key: str) -> int | None:
        return _number(given[key], 0, 100, key) if key in given else None

    due, made_at = given.get("due"), given.get("made_at")
    looked_back_at, renewals = given.get("looked_back_at"), given.get("renewals")
    return Commitment(
        cue=_text(given, "cue"),
        action=_text(given, "action"),
        due=_day(due, dates.parse_day, defaults.today) if due else defaults.today + DUE_AFTER,
        made_at=_instant(made_at) if made_at else defaults.now,
        forecast=_text(given, "forecast"),
        percent=percent("percent"),
        obstacle=_text(given, "obstacle"),
        outcome=word("outcome", OUTCOMES),
        remembered_percent=percent("remembered_percent"),
        good_call=word("good_call", GOOD_CALL),
        came_true=word("came_true", CAME_TRUE),
        note=_text(given, "note"),
        looked_back_at=_instant(looked_back_at) if looked_back_at else None,
        renewals=tuple(_renewals(renewals.items, defaults)) if renewals else (),
    )


def _text(given: dict[str, FrontMatterValue], key: str) -> str:
    return normalise(given[key].text) if key in given else ""
