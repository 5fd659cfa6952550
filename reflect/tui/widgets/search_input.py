"""The search input."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from reflect.tui.bindings import key_of
from reflect.tui.safe_text import safe_content
from reflect.tui.widgets.inputs import LineInput

EXAMPLE = 'words  "a phrase"  -not  tag:launch  kind:complex  since:2026-11  is:open'


class SearchInput(LineInput):
    """An input for a search query; each edit posts `Changed`."""

    class Left(Message):
        """Posted when the user moves on to the results."""

    class Cleared(Message):
        """Posted when the user clears the search."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "leave", "to the list", id="search.leave", tooltip="Enter does, too"),
        Binding("escape", "clear", "clear", id="search.clear", tooltip="Show all entries again"),
    ]

    def __init__(self, query: str = "", *, id: str | None = None) -> None:
        super().__init__(query, example=EXAMPLE, id=id)

    def on_mount(self) -> None:
        self.border_title = safe_content(f"{key_of(self.screen, 'browse.search')} search")

    async def action_submit(self) -> None:
        self.post_message(self.Left())

    def action_leave(self) -> None:
        self.post_message(self.Left())

    def action_clear(self) -> None:
        self.post_message(self.Cleared())
