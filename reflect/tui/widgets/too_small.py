"""What is shown where the window is too small for any screen, and an app that sees to it."""

from typing import TypeVar

from textual import events
from textual.app import App
from textual.geometry import Size
from textual.widgets import Static

from reflect.tui.needed import NEEDED

LEAST = Size(*NEEDED)
LEAVE = "ctrl+q"
Result = TypeVar("Result")


def is_too_small(size: Size) -> bool:
    """Whether a window has no room for our screens."""
    return size.width < LEAST.width or size.height < LEAST.height


class TooSmall(Static):
    """Covers a screen, whose widgets stay as they are: focus, text and cursor too."""

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
        """Say how large the window is, and how large it must be."""
        self.update(
            f"This window is too small ({size.width}×{size.height}).\n"
            f"reflect needs {LEAST.width}×{LEAST.height}.\n"
            f"{LEAVE} leaves; what you typed is kept."
        )


class RoomyApp(App[Result]):
    """An app that covers its screens while the window is too small.

    Meanwhile no key, paste or click reaches them, so that nothing is done unseen; only ctrl+q
    ends the app, through `stop`. The overlay is mounted on whichever screen is the top one; it
    lies in a layer that Textual puts above all of a screen's own.
    """

    def stop(self) -> None:
        """End; a subclass keeps every unsaved word first."""
        self.exit()

    def on_mount(self) -> None:
        """Cover screens that are opened later, too."""
        self.screen_change_signal.subscribe(self, lambda screen: self._cover(self.size))

    def on_resize(self, event: events.Resize) -> None:
        """Cover or uncover the screens."""
        self._cover(event.size)

    async def on_event(self, event: events.Event) -> None:
        """Keep what is typed and clicked from screens that can't be seen."""
        is_input = isinstance(event, (events.InputEvent, events.Paste)) and not event.is_forwarded
        if not is_input or not is_too_small(self.size):
            await super().on_event(event)
        elif isinstance(event, events.Key) and event.key == LEAVE:
            self.stop()

    def _cover(self, size: Size) -> None:
        if not is_too_small(size):
            for screen in self.screen_stack:
                screen.query(TooSmall).remove()
            return
        covers = self.screen.query(TooSmall)
        cover = covers.first() if covers else TooSmall()
        cover.show(size)
        if not covers:
            self.screen.mount(cover)
