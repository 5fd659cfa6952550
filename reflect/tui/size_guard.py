"""Covers the screens while the window is too small for them."""

from typing import Any

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.widgets import Static

from reflect.tui import MIN_SIZE

LEAVE_KEY = "ctrl+q"


class TooSmall(Static):
    """A message that covers a screen, whose widgets keep their focus, text and cursor."""

    DEFAULT_CSS = """
    TooSmall {
        layer: _loading;
        position: absolute;
        width: 100%;
        height: 100%;
        background: $background;
        color: $foreground;
        content-align: center middle;
        text-align: center;
    }
    """

    def show(self, size: Size) -> None:
        """Show the current and required window sizes."""
        width, height = MIN_SIZE
        self.update(
            f"This window is too small ({size.width}×{size.height}).\n"
            f"reflect needs {width}×{height}.\n"
            f"{LEAVE_KEY} leaves; what you typed is kept."
        )


class SizeGuard:
    """Covers the top screen of an app while the window is too small.

    Key presses, pastes and clicks are blocked while the screen is covered, so that the user can't
    do anything unseen.

    Args:
        app: the app whose screens are covered.
    """

    def __init__(self, app: App[Any]) -> None:
        self._app = app

    def start(self) -> None:
        """Start watching for newly opened screens."""
        self._app.screen_change_signal.subscribe(self._app, lambda _: self.update(self._app.size))

    def blocks(self, event: events.Event) -> bool:
        """Return whether an event is input that must not reach a covered screen."""
        is_input = isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded
        return is_input and is_too_small(self._app.size)

    def update(self, size: Size) -> None:
        """Cover or uncover the screens.

        Args:
            size: the window size.
        """
        if not is_too_small(size):
            for screen in self._app.screen_stack:
                screen.query(TooSmall).remove()
            return
        covers = self._app.screen.query(TooSmall)
        cover = covers.first() if covers else TooSmall()
        cover.show(size)
        if not covers:
            self._app.screen.mount(cover)


def is_too_small(size: Size) -> bool:
    """Return whether a window is too small for the app's screens."""
    width, height = MIN_SIZE
    return size.width < width or size.height < height
