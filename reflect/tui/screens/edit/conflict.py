"""Two versions of one entry, side by side: what differs is set off, and one may keep either."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from reflect.journal import edits
from reflect.model.entry import Entry
from reflect.tui.context import AppContext
from reflect.tui.differing import DiffBlock, compare
from reflect.tui.safe_text import Content, line
from reflect.tui.screens.dialogs.base import HEIGHTS, Question
from reflect.tui.widgets.keys import Keys

WIDTHS = [(0, "-narrow"), (80, "-wide")]


class DeletedDialog(Question[str]):
    """The entry was deleted meanwhile: "beside" saves it as a new one, "drop" leaves it deleted.

    Args:
        title: of the entry.
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
    """Show both versions; gives "mine", "theirs" or "beside" (both are kept), or None to go on.

    Args:
        title: of the entry.
        blocks: where the versions differ, as of `compared`.
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
        """Lay out the blocks of lines: those that are the same, and those that differ."""
        title = line(f"“{self._title}” was changed elsewhere meanwhile", "bold")
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
        yield Keys()

    def on_mount(self) -> None:
        """Begin at the first difference."""
        if found := self.query(".-differs"):
            scroll = self.query_one("#rows").scroll_to_widget
            self.call_after_refresh(scroll, found.first(), animate=False)

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep ctrl+q from the app, which would end at once."""
        return key == "ctrl+q"

    def action_choose(self, choice: str) -> None:
        """Give the choice back."""
        self.dismiss(choice)

    def action_go_on(self) -> None:
        """Go back to editing."""
        self.dismiss(None)


def compared(context: AppContext, mine: Entry, theirs: Entry) -> list[DiffBlock]:
    """Find where two versions of an entry differ; for a worker thread, as it may take a while.

    Args:
        context: for the form of an entry.
        mine: as it shall be saved.
        theirs: as it is stored now.
    """
    return compare(_text(context, mine), _text(context, theirs))


def _text(context: AppContext, entry: Entry) -> str:
    """Give the form without the line that always differs: when it was saved."""
    form = edits.entry_form(context.journal, entry)
    return form.replace(f"updated_at: {entry.updated_at.isoformat()}\n", "", 1)


def _row(block: DiffBlock) -> Horizontal:
    mine = Static(_lines(block.mine), classes="side mine")
    theirs = Static(_lines(block.theirs), classes="side theirs")
    # Shown where the two stand above each other.
    mine.border_title, theirs.border_title = "mine", "theirs"
    return Horizontal(mine, theirs, classes="row -differs" if block.differs else "row")


def _lines(lines: tuple[Content, ...]) -> Content:
    return Content("\n").join(lines)
