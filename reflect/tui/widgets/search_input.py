"""SearchBox: where a query is typed."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from reflect.tui.bindings import key_of
from reflect.tui.safe_text import plain
from reflect.tui.widgets.inputs import LineInput

EXAMPLE = 'words  "a phrase"  -not  tag:launch  kind:complex  since:2026-11  is:open'


class SearchBox(LineInput):
    """A line for a query; each key in it posts `Changed`."""

    class Left(Message):
        """Done with it: what was found is wanted."""

    class Cleared(Message):
        """The search is given up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "leave", "to the list", id="search.leave", tooltip="Enter does, too"),
        Binding("escape", "clear", "clear", id="search.clear", tooltip="Show all entries again"),
    ]

    def __init__(self, query: str = "", *, id: str | None = None) -> None:
        super().__init__(query, example=EXAMPLE, id=id)

    def on_mount(self) -> None:
        """Name the key that comes here."""
        self.border_title = plain(f"{key_of(self.screen, 'browse.search')} search")

    async def action_submit(self) -> None:
        """Leave for the list on enter."""
        self.post_message(self.Left())

    def action_leave(self) -> None:
        """Leave for the list."""
        self.post_message(self.Left())

    def action_clear(self) -> None:
        """Give the search up."""
        self.post_message(self.Cleared())
