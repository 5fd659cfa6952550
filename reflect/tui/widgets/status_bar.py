"""The status bar."""

from textual.content import Content
from textual.widget import Widget

from reflect.tui.safe_text import safe_content


class StatusBar(Widget):
    """A line at the top of a screen with the program's name and a status."""

    DEFAULT_CSS = """
    StatusBar { height: 1; padding: 0 1; color: $quiet; }
    """

    def __init__(self, name: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left = name
        self._status = Content("")

    def show_status(self, status: Content) -> None:
        self._status = status
        self.refresh()

    def render(self) -> Content:
        """Return the name and the right-aligned status, or the status alone if space is tight."""
        name = safe_content(self._left, "bold $primary")
        gap = self.size.width - name.cell_length - self._status.cell_length
        if gap < 1:
            return self._status.truncate(self.size.width, ellipsis=True)
        return Content.assemble(name, " " * gap, self._status)
