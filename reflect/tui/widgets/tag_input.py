"""The input for an entry's tags."""

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widgets import Input, Static

from reflect.errors import UsageError
from reflect.practice.answers import split_tags
from reflect.tui.notify import format_error
from reflect.tui.safe_text import safe_content
from reflect.tui.widgets.inputs import LineInput

EXAMPLE = "with commas between them: launch, on call"


class TagInput(HorizontalGroup):
    """An input for comma-separated tags, with an error message below it.

    Args:
        tags: the initial tags.
    """

    DEFAULT_CSS = """
    TagInput {
        & > .tags--label { width: 6; color: $quiet; }
        & > VerticalGroup { width: 1fr; }
        & .tags--problem { height: auto; padding: 0 1; color: $error; display: none; }
        & LineInput { padding: 0 1; background: $surface; }
        & LineInput:focus { background: $panel; }
    }
    """

    class Changed(Message):
        """Posted when the text changes."""

    class Submitted(Message):
        """Posted when the user presses enter."""

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        self.input = LineInput(", ".join(tags), example=EXAMPLE, compact=True)
        self._problem = Static(classes="tags--problem")

    def compose(self) -> ComposeResult:
        yield Static("Tags", classes="tags--label")
        with VerticalGroup():
            yield self.input
            yield self._problem

    def read(self) -> tuple[str, ...]:
        """Return the tags; if one is invalid, also show the error below the input.

        Raises:
            UsageError: a tag is invalid.
        """
        try:
            return split_tags(self.input.value)
        except UsageError as error:
            self._problem.update(
                safe_content(f"! {' '.join(format_error(error, self.app).split(chr(10)))}")
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
