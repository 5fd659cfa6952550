"""The base class of all answer fields."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from textual.app import ComposeResult
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from reflect.model.guide import Prompt
from reflect.practice.answers import Value, accept
from reflect.tui.safe_text import safe_content

MARGIN = 2


@dataclass(frozen=True, slots=True)
class FieldContext:
    """What is known when a question is asked.

    Args:
        prompt: the question.
        current: its answer so far; None for none.
        suggestion: a text that is suggested if there is no answer.
        unfinished: text that was typed before and is not an answer yet.
        now: the current time.
    """

    prompt: Prompt
    current: Value | None
    suggestion: str
    unfinished: str
    now: datetime

    @property
    def today(self) -> date:
        """The current day."""
        return self.now.date()

    @property
    def initial(self) -> str:
        """The answer so far as text, or else the suggestion."""
        return self.suggestion if self.current is None else str(self.current)


class AnswerField(Widget):
    """A field in which one question is answered.

    Args:
        question: the question, and what is known about its answer.
    """

    DEFAULT_CSS = """
    AnswerField {
        width: 1fr;
        height: auto;
        max-height: 100%;
        overflow-y: auto;
        & .answer--echo { height: auto; padding: 0 2; color: $quiet; }
        & .answer--problem { height: auto; padding: 0 2; color: $error; display: none; }
        & .answer--problem.-visible { display: block; }
    }
    """
    is_text: ClassVar[bool] = False
    """Whether the answer is a text that an external editor can change."""

    class Changed(Message):
        """Posted when something was typed or picked."""

    class Submitted(Message):
        """Posted when the user is done with the answer."""

    def __init__(self, question: FieldContext) -> None:
        super().__init__()
        self.question = question
        self._problem = Static(classes="answer--problem")
        self._problem_text = safe_content("")

    def compose(self) -> ComposeResult:
        yield from self.compose_answer()
        yield self._problem

    def compose_answer(self) -> ComposeResult:
        """Yield the widgets in which the answer is typed or picked."""
        raise NotImplementedError

    @property
    def target(self) -> Widget:
        """The widget that gets the focus."""
        raise NotImplementedError

    def text(self) -> str:
        """Return the answer as the user typed it."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Replace the answer; only if `is_text`."""
        raise NotImplementedError

    def unfinished_text(self) -> str:
        """Return what was typed and is not an answer yet; "" if nothing was changed."""
        text = self.text()
        return "" if text == self.question.initial else text

    def value(self) -> Value | None:
        """Return the answer; None if there is none.

        Raises:
            UsageError: the answer is invalid.
        """
        text = self.text()
        return accept(self.question.prompt, text, self.question.today) if text.strip() else None

    def move(self, step: int) -> bool:
        """Move the focus to another part of the answer.

        Args:
            step: 1 for the next part, -1 for the previous one.

        Returns:
            False if there is no such part.
        """
        return False

    def show_problem(self, text: str) -> None:
        """Show below the field what is wrong with the answer; "" removes the message."""
        self._problem_text = safe_content(f"! {text}" if text else "")
        self._problem.update(self._problem_text)
        self._problem.set_class(bool(text), "-visible")

    @property
    def problem_rows(self) -> int:
        """The height of the message about the answer, in rows."""
        width = self.size.width - 2 * MARGIN
        return len(self._problem_text.wrap(width)) if self._problem_text.plain and width > 0 else 0

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the widget in which the answer is typed or picked."""
        self.call_later(lambda: self.target.focus(scroll_visible))
        return self

    def changed(self) -> None:
        """Post `Changed`, and remove the message about the previous answer."""
        self.show_problem("")
        self.post_message(self.Changed())

    def submitted(self) -> None:
        """Post `Submitted`."""
        self.post_message(self.Submitted())
