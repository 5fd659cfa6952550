"""TagLine: the tags of an entry in one line, with commas between them."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widgets import Input, Static

from reflect.errors import UsageError
from reflect.practice.answers import split_tags
from reflect.tui.notify import format_error
from reflect.tui.safe_text import plain
from reflect.tui.widgets.inputs import LineInput

EXAMPLE = "with commas between them: launch, on call"


class TagLine(HorizontalGroup):
    """A line for tags, and below it what is wrong with them.

    Args:
        tags: to begin with.
    """

    DEFAULT_CSS = """
    TagLine {
        & > .tags--label { width: 6; color: $quiet; }
        & > VerticalGroup { width: 1fr; }
        & .tags--problem { height: auto; padding: 0 1; color: $error; display: none; }
        & LineInput { padding: 0 1; background: $surface; }
        & LineInput:focus { background: $panel; }
    }
    """

    class Changed(Message):
        """Something was typed."""

    class Submitted(Message):
        """The line is done with."""

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        self.input = LineInput(", ".join(tags), example=EXAMPLE, compact=True)
        self._problem = Static(classes="tags--problem")

    def compose(self) -> ComposeResult:
        """Lay out the label beside the line."""
        yield Static("Tags", classes="tags--label")
        with VerticalGroup():
            yield self.input
            yield self._problem

    def read(self) -> tuple[str, ...]:
        """Give the tags; what is wrong with them is said below the line, too.

        Raises:
            UsageError: one of them can't be a tag.
        """
        try:
            return split_tags(self.input.value)
        except UsageError as error:
            self._problem.update(
                plain(f"! {' '.join(format_error(error, self.app).split(chr(10)))}")
            )
            self._problem.display = True
            raise

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self._problem.display = False
        self.post_message(self.Changed())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Submitted())
