"""Where the prompts of a guide are answered, one field for each kind of answer."""

from datetime import datetime

from reflect.model.guide import Prompt
from reflect.practice.answers import KIND_FEED, Value
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.choice import ChoiceField
from reflect.tui.widgets.answers.commitment import CommitmentField
from reflect.tui.widgets.answers.date import DateField
from reflect.tui.widgets.answers.kind import KindField
from reflect.tui.widgets.answers.line import LineField
from reflect.tui.widgets.answers.list import ListField
from reflect.tui.widgets.answers.scale import ScaleField
from reflect.tui.widgets.answers.text import TextField

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
    """Make the field in which a prompt is answered.

    Args:
        prompt: the question.
        current: its answer so far; None for none.
        suggestion: the text that is offered where there is no answer.
        unfinished: text typed before and not finished; it comes before the answer.
        now: for "yesterday", and for seals.
    """
    kind = KindField if prompt.feeds == KIND_FEED else _FIELDS[prompt.answer]
    return kind(FieldContext(prompt, current, suggestion, unfinished, now))


__all__ = ["AnswerField", "make_field"]
