"""A field for selecting one of a prompt's choices."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.option_list import Option, OptionRows


class ChoiceField(AnswerField):
    """A list of choices; nothing is selected at first, and a selection can be cleared."""

    NOTE: ClassVar[str] = ""

    def __init__(self, question: FieldContext) -> None:
        super().__init__(question)
        picked = self.parse(question.unfinished or question.initial)
        self._options = OptionRows(self.options(), picked, note=self.NOTE)

    def options(self) -> list[Option]:
        return [
            Option(
                choice.value, choice.value, str(number) if number < 10 else "", choice.explanation
            )
            for number, choice in enumerate(self.question.prompt.choices, 1)
        ]

    def parse(self, text: str) -> dict[str, str]:
        """Return the selection, by group, for a number, a name or a unique prefix."""
        name = find_name([option.value for option in self.options()], text)
        return {} if name is None else {"": name}

    def compose_answer(self) -> ComposeResult:
        yield self._options

    @property
    def target(self) -> OptionRows:
        return self._options

    def text(self) -> str:
        """Return the selected name, or "" if nothing is selected."""
        return self._options.picked.get("", "")

    @on(OptionRows.Picked)
    def _picked(self, event: OptionRows.Picked) -> None:
        event.stop()
        self.changed()

    @on(OptionRows.Submitted)
    def _submitted(self, event: OptionRows.Submitted) -> None:
        event.stop()
        self.submitted()


def find_name(names: list[str], text: str) -> str | None:
    """Return the name that `text` refers to by number, in full or by a unique prefix.

    Returns:
        None if no name or more than one name matches.
    """
    text = text.strip().casefold()
    if text.isdecimal() and 1 <= int(text) <= len(names):
        return names[int(text) - 1]
    exact = [name for name in names if name.casefold() == text]
    found = exact or [name for name in names if text and name.casefold().startswith(text)]
    return found[0] if len(found) == 1 else None
