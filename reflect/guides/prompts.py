"""A prompt of a guide from its TOML table, each value checked."""

import re

from reflect.guides.schema import Table
from reflect.model.failure import KIND_NAMES
from reflect.model.guide import ANSWERS, FEEDS, FORECAST, STAGES, Choice, Condition, Prompt, Scale

GUIDE_KEYS = ("title", "name", "about", "need", "sources", "period", "prompt")
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
# Keys in the wrong place, and words that one would expect to be keys.
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
OFFERS = ("lessons", FORECAST)
ID = re.compile(r"[a-z][a-z0-9_]*")
MOST_CHOICES = 20
# Characters: what can be read on one screen with an answer below it.
ID_LENGTH = 40
ASK_LENGTH = 120
HELP_LENGTH = 240
EXAMPLE_LENGTH = 400
LABEL_LENGTH = 60


def build_prompt(data: object, index: int) -> Prompt:
    """Make a prompt from its table.

    Args:
        data: what TOML gave for it.
        index: its place in the guide, from 0.

    Raises:
        WrongError: something in it is wrong.
    """
    where = f"prompt {index + 1}"
    if isinstance(data, dict) and isinstance(data.get("id"), str) and ID.fullmatch(data["id"]):
        where = f"prompt {data['id'][:ID_LENGTH]!r}"
    table = Table(data, PROMPT_KEYS, where, prompt=index, hints=PROMPT_HINTS)
    prompt_id = table.text("id", ID_LENGTH, None)
    if not ID.fullmatch(prompt_id):
        raise table.wrong("id", f"id of {where} is not a word of a-z, 0-9 and _; change it")
    answer = table.one_of("answer", ANSWERS, "text")
    return Prompt(
        id=prompt_id,
        stage=table.one_of("stage", STAGES, None),
        answer=answer,
        ask=table.text("ask", ASK_LENGTH, None),
        help=table.text("help", HELP_LENGTH),
        example=table.text("example", EXAMPLE_LENGTH, lines=True),
        # Only a guide's first prompt is required, unless it says otherwise.
        optional=table.flag("optional", index > 0),
        feeds=table.one_of("feeds", FEEDS, "commitment" if answer == "commitment" else ""),
        when=_when(table, index),
        choices=_choices(table, index),
        scale=_scale(table, index, answer),
        help_by_kind=_help_by_kind(table, index),
        offers=table.one_of("offers", OFFERS, ""),
    )


def _when(table: Table, index: int) -> Condition | None:
    if not table.has("when"):
        return None
    value = table.raw("when")
    if isinstance(value, str):
        return Condition(table.checked("when", value, ID_LENGTH))
    within = Table(value, WHEN_KEYS, f"when of {table.where}", "when", index)
    values = within.items("is")
    if within.has("is") and not values:
        raise within.wrong("is", f"is of {within.where} is empty; list the answers it waits for")
    return Condition(
        within.text("prompt", ID_LENGTH, None),
        tuple(
            str(value)
            if isinstance(value, int) and not isinstance(value, bool)
            else within.checked("is", value, LABEL_LENGTH)
            for value in values
        ),
    )


def _choices(table: Table, index: int) -> tuple[Choice, ...]:
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
        raise table.wrong(
            "choices", f"choices of {table.where} are empty or there twice; make each its own"
        )
    if len(values) > MOST_CHOICES:
        raise table.wrong(
            "choices", f"choices of {table.where} are over {MOST_CHOICES}; leave some out"
        )
    return tuple(choices)


def _scale(table: Table, index: int, answer: str) -> Scale | None:
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
        raise within.wrong(
            "low", f"{within.where} runs from {scale.low} to {scale.high}; keep 0 ≤ low < high ≤ 10"
        )
    return scale


def _help_by_kind(table: Table, index: int) -> dict[str, str]:
    if not table.has("help_by_kind"):
        return {}
    value = table.raw("help_by_kind")
    within = Table(value, KIND_NAMES, f"help_by_kind of {table.where}", "help_by_kind", index)
    return {kind: within.text(kind, HELP_LENGTH, None) for kind in KIND_NAMES if within.has(kind)}
