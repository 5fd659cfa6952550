"""The fields in which the prompts of a guide are answered, one for each type of answer."""

from datetime import datetime

from reflect.model.guide import Prompt
from reflect.practice.answers import KIND_FEED, Value
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.choice import ChoiceField
from reflect.tui.widgets.answers.commitment import CommitmentField
from reflect.tui.widgets.answers.kind import KindField
from reflect.tui.widgets.answers.line import DateField, LineField
from reflect.tui.widgets.answers.scale import ScaleField
from reflect.tui.widgets.answers.text import ListField, TextField

_FIELDS: dict[str, type[AnswerField]] = {
    "line": LineField,
    "text": TextField,
    "list": ListField,
    "choice": ChoiceField,
    "scale": ScaleField,
    "date": DateField,
    "commitment": CommitmentField,
}


def make_field(
    prompt: Prompt,
    *,
    current: Value | None,
    suggestion: str = "",
    unfinished: str = "",
    now: datetime,
) -> AnswerField:
    """Return the field in which a prompt is answered.

    Args:
        prompt: the question.
        current: its answer so far; None for none.
        suggestion: a text that is suggested if there is no answer.
        unfinished: text that was typed before and is not an answer yet; shown before the answer.
        now: the current time, for "yesterday" and for seals.
    """
    field = KindField if prompt.feeds == KIND_FEED else _FIELDS[prompt.answer]
    return field(FieldContext(prompt, current, suggestion, unfinished, now))


__all__ = ["AnswerField", "make_field"]
