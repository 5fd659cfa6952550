"""Browse: the journal as a list, an entry beside it, and a search that follows each key."""

from time import sleep
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Static

from reflect.tui.bindings import bindings_of
from reflect.tui.screens.browse.bindings import FOOTER_DROP_ORDER, KEYS
from reflect.tui.screens.browse.export import Exporting
from reflect.tui.screens.browse.search import BREATH
from reflect.tui.widgets.empty_state import Nothing
from reflect.tui.widgets.entry_detail import Detail
from reflect.tui.widgets.entry_list import EntryList
from reflect.tui.widgets.keys import Keys
from reflect.tui.widgets.search_input import SearchBox
from reflect.tui.widgets.status_bar import StatusBar

NEED_AN_ENTRY = frozenset(
    ("edit", "delete", "select", "select_all", "tag", "export", "copy", "links")
)

TO_WRITE = frozenset(("search", "new", "capture", "resume", "edit"))

# Below 80 columns the panes are stacked; where rows are few, too, one is seen at a time.
WIDTHS = [(0, "-narrow"), (80, "-middle"), (140, "-wide")]
HEIGHTS = [(0, "-short"), (20, "-tall")]


class BrowseScreen(Exporting):
    """The first screen; what it does stands in the modules browse_*.py beside it.

    Args:
        context: the journal and all that belongs to it.
        query: what to begin with.
    """

    CSS_PATH = "browse.tcss"
    AUTO_FOCUS = "EntryList"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    BINDINGS: ClassVar[list[BindingType]] = KEYS

    def compose(self) -> ComposeResult:
        """Make what is cheap; the entries come when they are read."""
        self._dress()
        yield StatusBar("reflect")
        yield SearchBox(self.first_query)
        yield Static(id="problem")
        with Horizontal(id="panes"):
            yield EntryList()
            yield Detail()
        yield Nothing()
        yield Keys(FOOTER_DROP_ORDER)

    def _dress(self) -> None:
        """Have the looks ready for the first paint; they would come after it, and a second one.

        Textual reads no stylesheet of the screen that an app begins with, and learns of its size
        when it is painted.
        """
        width, height = self.app.size
        for points, extent in ((WIDTHS, width), (HEIGHTS, height)):
            self.add_class(max(point for point in points if point[0] <= extent)[1])
        stylesheet = self.app.stylesheet
        for path in self.css_path:
            if not stylesheet.has_source(str(path)):
                stylesheet.read(path)
        stylesheet.apply(self)

    def on_mount(self) -> None:
        """Paint first, then read."""
        self.tell_how_it_stands()
        self.call_after_refresh(self.begin)

    def on_resize(self) -> None:
        """Let what was painted reach the terminal before the screen is laid out anew.

        A thread writes it, which would wait until there is nothing left to do here.
        """
        sleep(BREATH)

    def on_detail_left(self) -> None:
        """Give the list its room back, where there is not enough for both."""
        self.remove_class("-reading")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Dim what needs an entry while there is none; in the search box its key is a letter."""
        if action in TO_WRITE and self.box.has_focus and self._is_letter(action):
            return False
        if action in NEED_AN_ENTRY and not (self.listing is not None and len(self.listing)):
            return None
        return True

    def _is_letter(self, action: str) -> bool:
        """Say whether a key that does something is a letter, for a line in which one types."""
        return any(
            len(self.app.get_key_display(binding)) == 1
            for binding in bindings_of(self)
            if binding.action == action
        )
