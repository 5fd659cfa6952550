"""Checks a guide's TOML against the schema and builds the Guide; see docs/guides.md."""

import re
from collections.abc import Mapping

from reflect.guides.errors import SchemaError, closest_match
from reflect.guides.validation import check_prompts
from reflect.model.failure import KIND_NAMES
from reflect.model.guide import (
    ANSWERS,
    COMMITMENT_ANSWERS,
    FEEDS,
    FORECAST,
    LOWEST,
    NEEDS,
    STAGES,
    Choice,
    Condition,
    Guide,
    Prompt,
    Scale,
)
from reflect.text.display import safe_display

GUIDE_KEYS = ("title", "name", "about", "need", "sources", "period", "near_miss", "score", "prompt")
PROMPT_KEYS = (
    "id",
    "stage",
    "ask",
    "help",
    "example",
    "answer",
    "optional",
    "feeds",
    "when",
    "choices",
    "scale",
    "help_by_kind",
    "offers",
)
# Advice on misplaced keys and on common wrong names.
PROMPT_HINTS = dict.fromkeys(
    GUIDE_KEYS, "it belongs to the guide; move it above the first [[prompt]]"
) | {
    "question": 'write ask = "…"',
    "text": 'write ask = "…"',
    "type": 'write answer = "…"',
    "required": "write optional = false",
}
CHOICE_KEYS = ("value", "explanation")
SCALE_KEYS = ("low", "high", "low_label", "high_label", "reversed")
WHEN_KEYS = ("prompt", "is")
OFFERS = ("lessons", LOWEST, FORECAST)
ID = re.compile(r"[a-z][a-z0-9_]*")
MOST_CHOICES = 20
# Maximum lengths in characters, so that a prompt fits on the screen with its answer.
ID_LENGTH = 40
ASK_LENGTH = 120
HELP_LENGTH = 240
EXAMPLE_LENGTH = 400
LABEL_LENGTH = 60
GUIDE_HINTS = dict.fromkeys(PROMPT_KEYS, "it belongs to a prompt; move it below a [[prompt]]") | {
    "prompts": "write each prompt below its own [[prompt]]",
    "source": 'write sources = ["…"]',
    "caution": "write it as one of the sources",
}
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MOST_PROMPTS = 60
# Maximum lengths in characters, so that a guide takes a line or two in listings.
NAME_LENGTH = 40
TITLE_LENGTH = 60
ABOUT_LENGTH = 120
SOURCE_LENGTH = 300


def is_name(name: str) -> bool:
    """Return whether a name is valid for a guide; paths never are."""
    return len(name) <= NAME_LENGTH and NAME.fullmatch(name) is not None


def build_guide(data: dict[str, object], stem: str) -> Guide:
    """Return the guide described by a parsed TOML file.

    Args:
        data: the parsed content of the file.
        stem: the file name without `.toml`, which must match the guide's name.

    Raises:
        SchemaError: the content does not fit the schema.
    """
    table = Table(data, GUIDE_KEYS, "the guide", hints=GUIDE_HINTS)
    name = table.text("name", NAME_LENGTH, stem)
    if not is_name(stem):
        raise table.error(
            "name", "the file's name is not a guide's name; use a-z, 0-9 and - before .toml"
        )
    if name != stem:
        raise table.error("name", f'the name is not the file\'s name; write name = "{stem}"')
    title = table.text("title", TITLE_LENGTH, None)
    if isinstance(table.raw("prompt"), dict):
        raise table.error("prompt", "[prompt] is one table; write [[prompt]] above each prompt")
    listed = table.items("prompt")
    if not listed:
        raise table.error(
            "prompt", "the guide has no prompts; add a [[prompt]] with id, stage, ask"
        )
    if len(listed) > MOST_PROMPTS:
        raise table.error("prompt", f"the guide has over {MOST_PROMPTS} prompts; make it shorter")
    guide = Guide(
        name=name,
        title=title,
        about=table.text("about", ABOUT_LENGTH),
        need=table.one_of("need", NEEDS, "more"),
        sources=tuple(
            table.checked("sources", source, SOURCE_LENGTH) for source in table.items("sources")
        ),
        prompts=tuple(build_prompt(item, index) for index, item in enumerate(listed)),
        period=table.flag("period", False),
        near_miss=table.flag("near_miss", False),
        score=tuple(table.checked("score", words, LABEL_LENGTH) for words in table.items("score")),
    )
    check_prompts(guide.prompts)
    return guide


def build_prompt(data: object, index: int) -> Prompt:
    """Return the prompt described by a TOML table.

    Args:
        data: the table.
        index: the position of the prompt in the guide, from 0.

    Raises:
        SchemaError: the table does not fit the schema.
    """
    where = f"prompt {index + 1}"
    if isinstance(data, dict) and isinstance(data.get("id"), str) and ID.fullmatch(data["id"]):
        where = f"prompt {data['id'][:ID_LENGTH]!r}"
    table = Table(data, PROMPT_KEYS, where, prompt=index, hints=PROMPT_HINTS)
    prompt_id = table.text("id", ID_LENGTH, None)
    if not ID.fullmatch(prompt_id):
        raise table.error("id", f"id of {where} is not a word of a-z, 0-9 and _; change it")
    answer = table.one_of("answer", ANSWERS, "text")
    return Prompt(
        id=prompt_id,
        stage=table.one_of("stage", STAGES, None),
        answer=answer,
        ask=table.text("ask", ASK_LENGTH, None),
        help=table.text("help", HELP_LENGTH),
        example=table.text("example", EXAMPLE_LENGTH, lines=True),
        # By default only a guide's first prompt is required.
        optional=table.flag("optional", index > 0),
        feeds=table.one_of("feeds", FEEDS, "commitment" if answer in COMMITMENT_ANSWERS else ""),
        when=_when(table, index),
        choices=_choices(table, index),
        scale=_scale(table, index, answer),
        help_by_kind=_help_by_kind(table, index),
        offers=table.one_of("offers", OFFERS, ""),
    )


def _when(table: "Table", index: int) -> Condition | None:
    if not table.has("when"):
        return None
    value = table.raw("when")
    if isinstance(value, str):
        return Condition(table.checked("when", value, ID_LENGTH))
    within = Table(value, WHEN_KEYS, f"when of {table.where}", "when", index)
    values = within.items("is")
    if within.has("is") and not values:
        raise within.error("is", f"is of {within.where} is empty; list the answers it waits for")
    return Condition(
        within.text("prompt", ID_LENGTH, None),
        tuple(
            str(value)
            if isinstance(value, int) and not isinstance(value, bool)
            else within.checked("is", value, LABEL_LENGTH)
            for value in values
        ),
    )


def _choices(table: "Table", index: int) -> tuple[Choice, ...]:
    choices = []
    for item in table.items("choices"):
        if isinstance(item, str):
            choices.append(Choice(table.checked("choices", item, LABEL_LENGTH)))
        else:
            within = Table(item, CHOICE_KEYS, f"choices of {table.where}", "choices", index)
            choices.append(
                Choice(
                    within.text("value", LABEL_LENGTH, None),
                    within.text("explanation", ASK_LENGTH),
                )
            )
    values = [choice.value.casefold() for choice in choices]
    if "" in values or len(set(values)) < len(values):
        raise table.error(
            "choices", f"choices of {table.where} are empty or there twice; make each its own"
        )
    if len(values) > MOST_CHOICES:
        raise table.error(
            "choices", f"choices of {table.where} are over {MOST_CHOICES}; leave some out"
        )
    return tuple(choices)


def _scale(table: "Table", index: int, answer: str) -> Scale | None:
    if not table.has("scale"):
        return Scale() if answer == "scale" else None
    within = Table(table.raw("scale"), SCALE_KEYS, f"scale of {table.where}", "scale", index)
    scale = Scale(
        low=within.number("low", 1),
        high=within.number("high", 7),
        low_label=within.text("low_label", LABEL_LENGTH),
        high_label=within.text("high_label", LABEL_LENGTH),
        reversed=within.flag("reversed", False),
    )
    if not 0 <= scale.low < scale.high <= 10:
        raise within.error(
            "low", f"{within.where} runs from {scale.low} to {scale.high}; keep 0 ≤ low < high ≤ 10"
        )
    return scale


def _help_by_kind(table: "Table", index: int) -> dict[str, str]:
    if not table.has("help_by_kind"):
        return {}
    value = table.raw("help_by_kind")
    within = Table(value, KIND_NAMES, f"help_by_kind of {table.where}", "help_by_kind", index)
    return {kind: within.text(kind, HELP_LENGTH, None) for kind in KIND_NAMES if within.has(kind)}


class Table:
    """A TOML table that checks its values as they are read.

    Args:
        data: the parsed table.
        known: the allowed keys.
        where: the table's name in messages, such as `prompt 'why'`.
        key: the key that contains this table; "" for a prompt or the guide itself.
        prompt: the index of the prompt; None for the guide itself.
        hints: advice on unknown keys that people often write.

    Raises:
        SchemaError: the data is not a table or has an unknown key.
    """

    def __init__(
        self,
        data: object,
        known: tuple[str, ...],
        where: str,
        key: str = "",
        prompt: int | None = None,
        hints: Mapping[str, str] | None = None,
    ) -> None:
        self._key, self._prompt, self.where = key, prompt, where
        if not isinstance(data, Mapping):
            raise self.error(key, f"{where} is not a table; write {known[0]} = … in it")
        self._data = data
        for name in data:
            if name not in known:
                near = closest_match(name, known)
                remedy = (hints or {}).get(name, "") or (
                    f"did you mean {near!r}?" if near else f"known are {', '.join(known)}"
                )
                raise self.error(name, f"unknown key {_short(name)} in {where}; {remedy}")

    def error(self, name: str, what: str) -> SchemaError:
        """Return an error for a key."""
        return SchemaError(what, self._key or name, self._prompt)

    def has(self, name: str) -> bool:
        return name in self._data

    def raw(self, name: str) -> object:
        """Return a value without checking its type, or None if the key is missing."""
        return self._data.get(name)

    def text(self, name: str, limit: int, default: str | None = "", *, lines: bool = False) -> str:
        """Return a string value.

        Args:
            name: the key.
            limit: the maximum number of characters.
            default: the value if the key is missing; None if the key is required.
            lines: whether line breaks are allowed.
        """
        if name not in self._data:
            if default is None:
                raise self.error(name, f'{self.where} has no {name}; add {name} = "…"')
            return default
        value = self.checked(name, self._data[name], limit, lines=lines)
        if default is None and not value:
            raise self.error(name, f"{name} of {self.where} is empty; write it out")
        return value

    def checked(self, name: str, value: object, limit: int, *, lines: bool = False) -> str:
        """Return a value after checking that it is a string, safe to display and not too long."""
        what = f"{name} of {self.where}"
        if not isinstance(value, str):
            raise self.error(name, f"{what} is not a text; put it in quotes")
        text = value.strip()
        if safe_display(text, keep="\n") != text:
            raise self.error(name, f"{what} has a control character in it; take it out")
        if "\n" in text and not lines:
            raise self.error(name, f"{what} has more than one line; make it one")
        if "<!--" in text or "-->" in text:
            raise self.error(name, f"{what} has a comment mark (<!-- or -->); take it out")
        if len(text) > limit:
            raise self.error(
                name, f"{what} is too long ({len(text)} characters); cut it to {limit} at most"
            )
        return text

    def one_of(self, name: str, options: tuple[str, ...], default: str | None) -> str:
        """Return one of the allowed words. If the default is None, the key is required."""
        value = self._data.get(name, default)
        if value is None:
            raise self.error(
                name, f'{self.where} has no {name}; add {name} = "…", one of {_listed(options)}'
            )
        if value == default or (isinstance(value, str) and value in options):
            return str(value)
        near = closest_match(value, options) if isinstance(value, str) else ""
        remedy = f"did you mean {near!r}?" if near else f"one of {_listed(options)}"
        raise self.error(name, f"no such {name} in {self.where}: {_short(value)}; {remedy}")

    def flag(self, name: str, default: bool) -> bool:
        """Return a boolean value."""
        value = self._data.get(name, default)
        if not isinstance(value, bool):
            raise self.error(name, f"{name} of {self.where} must be true or false, without quotes")
        return value

    def number(self, name: str, default: int) -> int:
        """Return an integer value."""
        value = self._data.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(name, f"{name} of {self.where} must be a whole number, without quotes")
        return value

    def items(self, name: str) -> list[object]:
        """Return a list value, or an empty list if the key is missing."""
        value = self._data.get(name, [])
        if not isinstance(value, list):
            raise self.error(name, f"{name} of {self.where} is not a list; put it in [ ]")
        return value


def _short(value: object) -> str:
    """Return the repr of a value, shortened for use in a message."""
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(repr(word) for word in words)
