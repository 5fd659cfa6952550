"""What the page of a review shows, and the flows that it walks through."""

from dataclasses import dataclass
from typing import Protocol

from reflect.tui.safe_text import Content


@dataclass(frozen=True, slots=True)
class PageView:
    """A step of a look-back or of a lesson.

    Args:
        place: the name of what is asked about, for the status bar.
        title: the title.
        body: what is known so far.
        ask: the question; "" if there is none.
        help: a line about the keys.
        choices: the answers to choose from by digit.
        text: the text in the field; None if there is no field.
        turns: whether `space` shows what is hidden.
        rewords: whether `e` rewords the lesson.
        goes_back: whether there is a step before this one.
    """

    place: str
    title: Content
    body: Content
    ask: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    text: str | None = None
    turns: bool = False
    rewords: bool = False
    goes_back: bool = False


class ReviewFlow(Protocol):
    """The questions about one item, each answer saved in the background."""

    @property
    def answered(self) -> int:
        """The number of answers so far."""

    @property
    def is_done(self) -> bool:
        """Whether everything was asked."""

    def view(self) -> PageView:
        """Return the current step."""

    def answer(self, text: str) -> None:
        """Answer with a text and go to the next step; an empty text skips the question.

        Raises:
            UsageError: the answer is not valid, or this question can't be skipped.
        """

    def choose(self, number: int) -> None:
        """Answer with one of the choices, counting from 1."""

    def back(self) -> bool:
        """Go to the step before; return whether there is one."""

    def keep(self, text: str) -> None:
        """Keep a text that is being typed, because the user leaves."""

    def keep_now(self, text: str) -> None:
        """Keep a text and all answers synchronously, because the process is about to exit."""
