"""What all answers have in common: a value, the words so far, and a line for what is wrong."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from reflect.model.guide import Prompt
from reflect.practice.answers import Value, accept
from reflect.tui.safe_text import plain

MARGIN = 2


@dataclass(frozen=True, slots=True)
class FieldContext:
    """What is known when a question is asked.

    Args:
        prompt: the question.
        current: its answer so far; None for none.
        suggestion: a text that is offered where there is no answer.
        typed: words that were typed before, and not finished.
        now: the instant it is asked at.
    """

    prompt: Prompt
    current: Value | None
    suggestion: str
    unfinished: str
    now: datetime

    @property
    def today(self) -> date:
        """The day it is asked on."""
        return self.now.date()

    @property
    def base(self) -> str:
        """The words that stand, or are offered, while nothing is typed."""
        return self.suggestion if self.current is None else str(self.current)


class AnswerField(Widget):
    """Where one question is answered.

    Args:
        given: the question, and what is there already.
    """

    DEFAULT_CSS = """
    AnswerField {
        width: 1fr;
        height: auto;
        max-height: 100%;
        overflow-y: auto;
        & .answer--echo { height: auto; padding: 0 2; color: $quiet; }
        & .answer--problem { height: auto; padding: 0 2; color: $error; display: none; }
        & .answer--problem.-there { display: block; }
    }
    """
    is_text: ClassVar[bool] = False
    """Whether the answer is a text that can be given to an editor."""

    class Changed(Message):
        """Something was typed or picked."""

    class Submitted(Message):
        """The answer is complete, as far as the user is concerned."""

    def __init__(self, given: FieldContext) -> None:
        super().__init__()
        self.question = given
        self._problem = Static(classes="answer--problem")
        self._told = plain("")

    def compose(self) -> ComposeResult:
        """Lay out the field, with the line for what is wrong below it."""
        yield from self.compose_answer()
        yield self._problem

    def compose_answer(self) -> ComposeResult:
        """Give what the answer is typed or picked in."""
        raise NotImplementedError

    @property
    def target(self) -> Widget:
        """What takes the focus."""
        raise NotImplementedError

    def text(self) -> str:
        """Give the answer as words, just as they stand."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Take words in place of those that stand, as from an editor; only where `is_text`."""
        raise NotImplementedError

    def unfinished_text(self) -> str:
        """Give what was typed and is not an answer yet; "" where all stands as it was."""
        words = self.text()
        return "" if words == self.question.base else words

    def value(self) -> Value | None:
        """Give the answer; None where there is none.

        Raises:
            UsageError: it can't be read.
        """
        words = self.text()
        return accept(self.question.prompt, words, self.question.today) if words.strip() else None

    def show_problem(self, text: str) -> None:
        """Say below the field what is wrong with it; "" takes that away."""
        self._told = plain(f"! {text}" if text else "")
        self._problem.update(self._told)
        self._problem.set_class(bool(text), "-there")

    @property
    def problem_rows(self) -> int:
        """How many rows it takes to say what is wrong."""
        width = self.size.width - 2 * MARGIN
        return len(self._told.wrap(width)) if self._told.plain and width > 0 else 0

    def focus(self, scroll_visible: bool = True) -> Self:
        """Give the focus to where one types or picks."""
        self.call_later(lambda: self.target.focus(scroll_visible))
        return self

    def changed(self) -> None:
        """Tell that something was typed or picked; what was wrong may be right now."""
        self.show_problem("")
        self.post_message(self.Changed())

    def submitted(self) -> None:
        """Tell that the answer is complete."""
        self.post_message(self.Submitted())
