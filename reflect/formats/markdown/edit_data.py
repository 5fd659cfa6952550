"""Parses the block of data of a form in the edit layout, with the entry it was made from."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reflect.dates import format_day, parse_day
from reflect.formats.markdown.edit_form import SEALED, sealed_text
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.front_matter import FieldDefaults, FrontMatterValue, parse_fields
from reflect.formats.markdown.sections import bare
from reflect.model.commitment import FORECAST_DUE, Commitment
from reflect.model.entry import Entry, Rating
from reflect.model.guide import Guide, Scale

Values = dict[str, FrontMatterValue]

# What a line of the block is called in the front matter.
_NAMES = {"day": "occurred_on", "near miss": "near_miss", "when": "cue", "i will": "action"}
# Without its line, an entry has none of these.
_CLEARED = ("tags", "kind", "reason", "near_miss", "ratings", "commitments")
_EMPTY = FrontMatterValue(0, "")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False, "": False}


def parse_edit_data(
    data: Values, line: int, defaults: FieldDefaults, guide: Guide | None
) -> dict[str, Any]:
    """Return the entry fields that the block sets; a line that was removed clears its field.

    Args:
        data: the values of the block.
        line: the line number of its first line.
        defaults: the entry that the form was made from, and the current day and time.
        guide: the guide of the entry, if known.

    Raises:
        FormError: a key is unknown or a value is invalid.
    """
    empty = FrontMatterValue(line, "")
    given = dict.fromkeys(_CLEARED, empty) | _renamed(data)
    return parse_new_fields(given, defaults, guide)


def parse_new_fields(front: Values, defaults: FieldDefaults, guide: Guide | None) -> dict[str, Any]:
    """Return the entry fields of a form without ids, whose ratings and commitments are checked.

    Args:
        front: the values of the form.
        defaults: the entry that the form was made from, and the current day and time.
        guide: the guide of the entry, if known.

    Raises:
        FormError: a key is unknown or a value is invalid.
    """
    front = _renamed(front)
    near_miss = front.pop("near_miss", None)
    ratings, commitments = front.pop("ratings", None), front.pop("commitments", None)
    fields = parse_fields(front, defaults)
    if near_miss is not None:
        fields["near_miss"] = _yes_or_no(near_miss)
    if ratings is not None:
        fields["ratings"] = tuple(_ratings(ratings, defaults, guide))
    if commitments is not None:
        fields["commitments"] = tuple(_commitments(commitments.items, defaults))
    return fields


def _renamed(values: Values) -> Values:
    """Return the values under the names that the front matter uses.

    Raises:
        FormError: the same value is given under two names.
    """
    renamed: Values = {}
    for name, value in values.items():
        key = _NAMES.get(name.lower().replace("_", " "), name)
        if key in renamed:
            raise FormError(value.line, f"{key} is given twice", hint="Keep one of the two.")
        renamed[key] = value
    return renamed


def _yes_or_no(value: FrontMatterValue) -> bool:
    answer = _YES_NO.get(value.text.strip().lower())
    if answer is None:
        raise FormError(value.line, "this is yes or no")
    return answer


def _ratings(
    value: FrontMatterValue, defaults: FieldDefaults, guide: Guide | None
) -> Iterator[Rating]:
    free = list(defaults.base.ratings)
    items = (value,) if isinstance(value.content, dict) else value.items
    for item in items:
        if "value" in item.fields:
            yield from _parsed_rating(item, defaults)
            continue
        for statement, number in item.fields.items():
            rating = _rated(statement, free, guide)
            if rating in free:
                free.remove(rating)
            if number.text.strip() == str(rating.value) and rating in defaults.base.ratings:
                yield rating
            elif number.text.strip():
                yield from _parsed_rating(_rating_value(rating, number), defaults)


def _rated(statement: str, free: Sequence[Rating], guide: Guide | None) -> Rating:
    """Return the rating of a statement: the one of the entry, or a new one as the guide asks."""
    for rating in free:
        if rating.question == statement:
            return rating
    for prompt in guide.prompts if guide else ():
        if prompt.answer == "scale" and bare(statement) in (bare(prompt.ask), bare(prompt.id)):
            scale = prompt.scale or Scale()
            return Rating(prompt.id, prompt.ask, scale.low, scale.low, scale.high, scale.reversed)
    return Rating("", statement, 1)


def _rating_value(rating: Rating, number: FrontMatterValue) -> FrontMatterValue:
    """Return a rating with another number, as the front matter has it."""
    fields = {
        "prompt": rating.prompt,
        "question": rating.question,
        "low": str(rating.low),
        "high": str(rating.high),
        "reversed": str(rating.reversed).lower(),
    }
    values = {key: FrontMatterValue(number.line, text) for key, text in fields.items()}
    return FrontMatterValue(number.line, values | {"value": number})


def _parsed_rating(item: FrontMatterValue, defaults: FieldDefaults) -> Iterable[Rating]:
    ratings: tuple[Rating, ...] = parse_fields(
        {"ratings": FrontMatterValue(item.line, (item,))}, defaults
    )["ratings"]
    return ratings


@dataclass(frozen=True, slots=True)
class _Item:
    """A commitment as a form has it.

    Args:
        line: the line number of the item.
        given: its values, by their names in the front matter.
        made: the commitment that they make.
    """

    line: int
    given: Values
    made: Commitment

    @property
    def is_marked(self) -> bool:
        """Whether it shows that there is a sealed forecast."""
        return self.made.forecast.lower().startswith(SEALED) and self.made.percent is None


def _commitments(
    values: Iterable[FrontMatterValue], defaults: FieldDefaults
) -> Iterator[Commitment]:
    """Yield the commitments of the entry, closed ones unchanged, and then the new ones."""
    before = defaults.base.commitments
    items = list(_items(values, defaults))
    matched = _matched(items, before, defaults)
    for old in before:
        if not old.is_open:
            yield old
        else:
            for item, one in zip(items, matched, strict=True):
                if one is old:
                    yield _changed(item, old, defaults)
    for item, one in zip(items, matched, strict=True):
        if one is None and not _is_closed(item, before):
            _check(item, None, defaults)
            yield item.made


def _items(values: Iterable[FrontMatterValue], defaults: FieldDefaults) -> Iterator[_Item]:
    for value in values:
        given = _renamed(value.fields)
        renamed = FrontMatterValue(value.line, (FrontMatterValue(value.line, given),))
        for made in parse_fields({"commitments": renamed}, defaults)["commitments"]:
            if made.is_forecast and not given.get("due", _EMPTY).text.strip():
                made = replace(made, due=parse_day(FORECAST_DUE, defaults.today))
            yield _Item(value.line, given, made)


def _matched(
    items: Sequence[_Item], before: Iterable[Commitment], defaults: FieldDefaults
) -> list[Commitment | None]:
    """Return, for each item, the open commitment that it shows; None for a new one.

    The words decide, and then the order among those that have a sealed forecast, or have none.
    """
    free = [commitment for commitment in before if commitment.is_open]
    matched: list[Commitment | None] = [None] * len(items)

    def match(number: int, same: Iterator[Commitment]) -> None:
        matched[number] = old = next(same, None)
        if old is not None:
            # By identity, because two commitments may be equal.
            del free[next(n for n, one in enumerate(free) if one is old)]

    for n, item in enumerate(items):
        plan = (item.made.cue, item.made.action)
        match(n, (old for old in list(free) if (old.cue, old.action) == plan))
    for n, item in enumerate(items):
        if matched[n] is None:
            match(
                n,
                (old for old in list(free) if old.is_sealed(defaults.now) == item.is_marked),
            )
    return matched


def _is_closed(item: _Item, before: Iterable[Commitment]) -> bool:
    """Return whether an item with a seal shows a commitment that was closed since.

    Raises:
        FormError: it has a seal, and there is nothing that was sealed.
    """
    if not item.is_marked:
        return False
    plan = (item.made.cue, item.made.action)
    if any((old.cue, old.action) == plan for old in before if not old.is_open):
        return True
    raise FormError(
        item.given["forecast"].line,
        "there is no sealed forecast here",
        hint="Write what you expect, or remove the line.",
    )


def _changed(item: _Item, old: Commitment, defaults: FieldDefaults) -> Commitment:
    """Return a commitment of the entry with the values of the form.

    A sealed forecast that was changed is not checked here: saving refuses it.
    """
    made = item.made
    forecast, percent = made.forecast, made.percent
    if old.is_sealed(defaults.now) and forecast == sealed_text(old) and percent is None:
        forecast, percent = old.forecast, old.percent
    new = replace(
        old,
        cue=made.cue,
        action=made.action,
        due=made.due if "due" in item.given else old.due,
        obstacle=made.obstacle,
        forecast=forecast,
        percent=percent,
    )
    _check(item, old, defaults)
    is_new_forecast = (forecast, percent) != (old.forecast, old.percent)
    if is_new_forecast and not old.is_sealed(defaults.now):
        return replace(new, made_at=defaults.now)
    return new


def _check(item: _Item, old: Commitment | None, defaults: FieldDefaults) -> None:
    """Check the day and the forecast of an open commitment, unless they are as they were.

    Raises:
        FormError: the day is past, or there is a percentage without a forecast.
    """
    made = item.made
    if not made.is_open or "made_at" in item.given:
        return
    if (old is None or made.due != old.due) and "due" in item.given and made.due < defaults.today:
        raise FormError(
            item.given["due"].line,
            f"{format_day(made.due)} is already past",
            hint="Give a day from today on.",
        )
    is_same = old is not None and made.percent == old.percent and made.forecast == old.forecast
    if made.percent is not None and not made.forecast and not is_same:
        raise FormError(
            item.given["percent"].line,
            "a percentage without a forecast",
            hint="Say what you expect, or remove the figure.",
        )


def guide_name(front: Values, base: Entry) -> str:
    """Return the name of the guide in a form, or that of the entry."""
    value = front.get("guide")
    return value.text.strip() if value is not None and value.text.strip() else base.guide
