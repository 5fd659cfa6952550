"""The status bar."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widget import Widget

from reflect.tui.safe_text import safe_content

SCREENS = {"1": "browse", "2": "review"}
"""The main screens by key."""
_NAME = "reflect"
_SEPARATOR = Content(" · ")


class StatusBar(Widget):
    """A line at the top of a screen with the program's name, the main screens and a status.

    Args:
        current: the name of the current screen in SCREENS; "" for a page that leads to none.
    """

    class Chosen(Message):
        """Posted when a screen is clicked."""

        def __init__(self, screen: str) -> None:
            super().__init__()
            self.screen = screen

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StatusBar { height: 1; padding: 0 1; color: $quiet; }
    """

    def __init__(self, current: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._current = current
        self._status: tuple[Content, ...] = ()

    def show_status(self, *parts: Content) -> None:
        """Show a status.

        Args:
            parts: its parts; the last ones are left out if there is no room.
        """
        self._status = parts
        self.refresh()

    def render(self) -> Content:
        """Return the name, the screens and the status at the right, as far as there is room."""
        name = safe_content(_NAME, "bold $primary")
        for left in (Content.assemble(name, *self._screens()), name):
            for count in range(len(self._status), min(1, len(self._status)) - 1, -1):
                status = _SEPARATOR.join(self._status[:count])
                gap = self.size.width - left.cell_length - status.cell_length
                if gap >= 1:
                    return Content.assemble(left, " " * gap, status)
        return _SEPARATOR.join(self._status).truncate(self.size.width, ellipsis=True)

    def _screens(self) -> list[Content]:
        shown: list[Content] = []
        for key, screen in SCREENS.items() if self._current else ():
            text = safe_content(f"{key} {screen}", "bold" if screen == self._current else "")
            shown += [Content("   " if not shown else "  "), goes_to(text, screen)]
        return shown

    def on_click(self, event: events.Click) -> None:
        screen = event.style.meta.get("screen")
        if isinstance(screen, str) and screen != self._current:
            self.post_message(self.Chosen(screen))


def goes_to(text: Content, screen: str) -> Content:
    """Return a text for the status bar that leads to a screen when it is clicked."""
    return text.stylize(Style.from_meta({"screen": screen}))
