"""Answer fields for guide prompts, one for each answer type."""

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
    "forecast": CommitmentField,
}


def make_field(
    prompt: Prompt,
    *,
    current: Value | None,
    suggestion: str = "",
    unfinished: str = "",
    now: datetime,
) -> AnswerField:
    """Return a field for answering a prompt.

    Args:
        prompt: the prompt to answer.
        current: the current answer, or None if there is none.
        suggestion: the text to suggest if there is no answer yet.
        unfinished: unsubmitted text from earlier, shown instead of the current answer.
        now: the current time, used for relative dates and seals.
    """
    field = KindField if prompt.feeds == KIND_FEED else _FIELDS[prompt.answer]
    return field(FieldContext(prompt, current, suggestion, unfinished, now))


__all__ = ["AnswerField", "make_field"]
