"""Resolves conflicts between the edited and the stored version of an entry."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from reflect.tui.safe_text import Content, safe_line
from reflect.tui.screens.dialogs.base import HEIGHTS, Question
from reflect.tui.screens.edit.diff import DiffBlock
from reflect.tui.widgets.footer import KeyFooter

WIDTHS = [(0, "-narrow"), (80, "-wide")]


class DeletedDialog(Question[str]):
    """Asks what to do with the text of an entry that was deleted elsewhere.

    The result is "beside" to save it as a new entry, "keep" to keep editing, or "drop".

    Args:
        title: the title of the entry.
    """

    AUTO_FOCUS = "#beside"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "answer('beside')", "Save as new", id="gone.beside", tooltip="Under a new id"),
        Binding(
            "k,escape,ctrl+q",
            "answer('keep')",
            "Keep editing",
            id="gone.keep",
            tooltip="Go back",
        ),
        Binding("d", "answer('drop')", "Drop", id="gone.drop", tooltip="Leave it deleted"),
    ]

    def __init__(self, title: str) -> None:
        super().__init__(
            f"“{title}” was deleted meanwhile.", "What you wrote can be saved as a new entry."
        )


class ConflictScreen(Screen[str | None]):
    """Shows both versions of an entry side by side.

    The result is "mine", "theirs", "beside" to keep both, or None to continue editing.

    Args:
        title: the title of the entry.
        blocks: the diff of the two versions.
    """

    CSS_PATH = "conflict.tcss"
    AUTO_FOCUS = "#rows"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "choose('mine')", "mine", id="conflict.mine", tooltip="Save mine over theirs"),
        Binding("t", "choose('theirs')", "theirs", id="conflict.theirs", tooltip="Take theirs"),
        Binding(
            "b", "choose('beside')", "both", id="conflict.both", tooltip="Save mine as a new entry"
        ),
        Binding(
            "escape,g,ctrl+q",
            "go_on",
            "go on editing",
            id="conflict.on",
            tooltip="Save nothing yet",
        ),
    ]

    def __init__(self, title: str, blocks: list[DiffBlock]) -> None:
        super().__init__()
        self._title = title
        self._blocks = blocks

    def compose(self) -> ComposeResult:
        title = safe_line(f"“{self._title}” was changed elsewhere meanwhile", "bold")
        yield Static(title, id="title")
        count = sum(block.differs for block in self._blocks)
        places = "1 place" if count == 1 else f"{count} places"
        yield Static(f"They differ in {places}, marked ≠ or +. Nothing is saved yet.", id="help")
        with Horizontal(id="heads"):
            yield Static("Mine, not saved", classes="side")
            yield Static("Theirs, saved", classes="side")
        with VerticalScroll(id="rows"):
            for block in self._blocks:
                yield _row(block)
        yield KeyFooter()

    def on_mount(self) -> None:
        if found := self.query(".-differs"):
            scroll = self.query_one("#rows").scroll_to_widget
            self.call_after_refresh(scroll, found.first(), animate=False)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return True for ctrl+q, which would otherwise quit the app."""
        return key == "ctrl+q"

    def action_choose(self, choice: str) -> None:
        self.dismiss(choice)

    def action_go_on(self) -> None:
        self.dismiss(None)


def _row(block: DiffBlock) -> Horizontal:
    mine = Static(_lines(block.mine), classes="side mine")
    theirs = Static(_lines(block.theirs), classes="side theirs")
    # The titles only show in a narrow terminal, where the versions are stacked.
    mine.border_title, theirs.border_title = "mine", "theirs"
    return Horizontal(mine, theirs, classes="row -differs" if block.differs else "row")


def _lines(lines: tuple[Content, ...]) -> Content:
    return Content("\n").join(lines)
