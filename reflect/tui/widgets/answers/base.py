"""The base class for answer fields."""

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
    """What an answer field needs to know about its question.

    Args:
        prompt: the question.
        current: the current answer, or None if there is none.
        suggestion: the text to suggest if there is no answer yet.
        unfinished: unsubmitted text from earlier.
        now: the current time.
    """

    prompt: Prompt
    current: Value | None
    suggestion: str
    unfinished: str
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def initial(self) -> str:
        """The current answer as text, or the suggestion if there is none."""
        return self.suggestion if self.current is None else str(self.current)


class AnswerField(Widget):
    """A field for answering one question.

    Args:
        question: the question and its context.
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
    """Whether the answer is text that can be edited in an external editor."""

    class Changed(Message):
        """Posted when the user types or selects something."""

    class Submitted(Message):
        """Posted when the user submits the answer."""

    def __init__(self, question: FieldContext) -> None:
        super().__init__()
        self.question = question
        self._problem = Static(classes="answer--problem")
        self._problem_text = safe_content("")

    def compose(self) -> ComposeResult:
        yield from self.compose_answer()
        yield self._problem

    def compose_answer(self) -> ComposeResult:
        """Yield the widgets for entering the answer."""
        raise NotImplementedError

    @property
    def target(self) -> Widget:
        """The widget to focus."""
        raise NotImplementedError

    def text(self) -> str:
        """Return the answer as typed."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Replace the answer; supported only if `is_text` is set."""
        raise NotImplementedError

    def unfinished_text(self) -> str:
        """Return the unsubmitted text, or "" if nothing was changed."""
        text = self.text()
        return "" if text == self.question.initial else text

    def value(self) -> Value | None:
        """Return the answer, or None if there is none.

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
            False if there is no part in that direction.
        """
        return False

    def show_problem(self, text: str) -> None:
        """Show an error message below the field, or remove it if `text` is empty."""
        self._problem_text = safe_content(f"! {text}" if text else "")
        self._problem.update(self._problem_text)
        self._problem.set_class(bool(text), "-visible")

    @property
    def problem_rows(self) -> int:
        """The height of the error message, in rows."""
        width = self.size.width - 2 * MARGIN
        return len(self._problem_text.wrap(width)) if self._problem_text.plain and width > 0 else 0

    def focus(self, scroll_visible: bool = True) -> Self:
        """Focus the `target` widget."""
        self.call_later(lambda: self.target.focus(scroll_visible))
        return self

    def changed(self) -> None:
        """Post `Changed` and remove the error message."""
        self.show_problem("")
        self.post_message(self.Changed())

    def submitted(self) -> None:
        self.post_message(self.Submitted())
