"""One of a guide's choices."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.option_list import Option, OptionRows


class ChoiceField(AnswerField):
    """One of several; none is picked at first, and what is picked can be taken back."""

    NOTE: ClassVar[str] = ""

    def __init__(self, given: FieldContext) -> None:
        super().__init__(given)
        picked = self.read(given.unfinished or given.base)
        self._options = OptionRows(self.options(), picked, note=self.NOTE)

    def options(self) -> list[Option]:
        """Give what can be picked."""
        return [
            Option(
                choice.value, choice.value, str(number) if number < 10 else "", choice.explanation
            )
            for number, choice in enumerate(self.question.prompt.choices, 1)
        ]

    def read(self, words: str) -> dict[str, str]:
        """Read what is picked: a number or a name, or the beginning of one."""
        found = named([option.value for option in self.options()], words)
        return {} if found is None else {"": found}

    def compose_answer(self) -> ComposeResult:
        """Lay out the options."""
        yield self._options

    @property
    def target(self) -> OptionRows:
        """The options."""
        return self._options

    def text(self) -> str:
        """Give the name that is picked; "" for none."""
        return self._options.picked.get("", "")

    @on(OptionRows.Picked)
    def _picked(self, event: OptionRows.Picked) -> None:
        event.stop()
        self.changed()

    @on(OptionRows.Entered)
    def _entered(self, event: OptionRows.Entered) -> None:
        event.stop()
        self.submitted()


def named(names: list[str], words: str) -> str | None:
    """Find the name that words stand for: its number, itself, or its beginning."""
    words = words.strip().casefold()
    if words.isdecimal() and 1 <= int(words) <= len(names):
        return names[int(words) - 1]
    exact = [name for name in names if name.casefold() == words]
    found = exact or [name for name in names if words and name.casefold().startswith(words)]
    return found[0] if len(found) == 1 else None
