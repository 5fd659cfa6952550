"""Headline: the name of the program, and at the other end how things stand."""

from textual.content import Content
from textual.widget import Widget

from reflect.tui.safe_text import plain


class StatusBar(Widget):
    """One line above a screen."""

    DEFAULT_CSS = """
    StatusBar { height: 1; padding: 0 1; color: $quiet; }
    """

    def __init__(self, name: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left = name
        self._told = Content("")

    def tell(self, told: Content) -> None:
        """Say how things stand now."""
        self._told = told
        self.refresh()

    def render(self) -> Content:
        """Put the name to the left, the rest to the right; where both don't fit, the rest alone."""
        name = plain(self._left, "bold $primary")
        gap = self.size.width - name.cell_length - self._told.cell_length
        if gap < 1:
            return self._told.truncate(self.size.width, ellipsis=True)
        return Content.assemble(name, " " * gap, self._told)
