"""An app with a single widget."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from reflect.text.display import safe_display
from reflect.tui.theme import OURS, defaults
from reflect.tui.widgets.inputs import clean_paste
from tests.tui.helpers_pilot import screen_text

HOSTILE = (
    "\x1b]52;c;aGk=\x07 \x1b[31mred\x1b[0m \x00\x08\x7f\x85\x9b2J \u202eevil\u2069 \ud800 "
    "\x0b\x0c\x1c\u2028\u061c end"
)
BIDI = "\u202eevil\u2069 \u061c\u200e\u2066end"
SCREEN_KEYS = (
    "tab",
    "shift+tab",
    "escape",
    "f1",
    "ctrl+d",
    "ctrl+o",
    "ctrl+p",
    "ctrl+r",
    "ctrl+s",
)
"""Keys handled by the screen no matter which field has the focus."""
FOREIGN = (
    "[bold] [/] [@click=app.quit]x[/] [/home/me]",
    "日本語のテキスト、全角。",
    "👩‍👩‍👧 👍🏽 🇩🇪 ❤️",
    "e\u0301 a\u0308\u0323 \u0301",
    "שלום עולם مرحبا",
    "tab\there\t\tand\tthere",
)


class Page(Screen[None]):
    """Records the keys that reach it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"note('{key}')") for key in (*SCREEN_KEYS, "ctrl+c")
    ]

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []

    def action_note(self, key: str) -> None:
        self.keys.append(key)


class Holder(App[None]):
    """Shows a widget and records its messages.

    Args:
        make: a function that returns the widget.
    """

    CSS = "Screen { overflow: hidden; }"
    ENABLE_COMMAND_PALETTE = False
    # Textual's own binding takes priority over screen bindings.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", show=False)]

    def __init__(self, make: Callable[[], Widget]) -> None:
        super().__init__()
        for theme in OURS:
            self.register_theme(theme)
        self.theme = OURS[0].name
        self.animation_level = "none"
        self.heard: list[Message] = []
        self.context: Any = None
        self._make = make

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return defaults(self.current_theme)

    def get_default_screen(self) -> Page:
        return Page()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Paste) and not event.is_forwarded:
            clean_paste(self, event)
        await super().on_event(event)

    @property
    def keys(self) -> list[str]:
        """The keys that reached the screen."""
        assert isinstance(self.screen, Page)
        return self.screen.keys

    def compose(self) -> ComposeResult:
        with Vertical():
            yield self._make()

    def on_answer_field_changed(self, message: Message) -> None:
        self.heard.append(message)

    on_answer_field_submitted = on_progress_dots_selected = on_input_submitted = (
        on_answer_field_changed
    )

    def names(self) -> list[str]:
        """Return the message names in order."""
        return [type(message).__name__ for message in self.heard]


@asynccontextmanager
async def held(
    make: Callable[[], Widget], size: tuple[int, int] = (80, 24), **focus: bool
) -> AsyncIterator[tuple[Pilot[None], Any]]:
    """Run an app with a focused widget; yield the pilot and the widget."""
    made: list[Widget] = []
    app = Holder(lambda: made.append(make()) or made[0])  # type: ignore[func-returns-value]
    async with app.run_test(size=size) as pilot:
        made[0].focus()
        await pilot.pause()
        await pilot.pause()
        yield pilot, made[0]


def rows(pilot: Pilot[None]) -> list[str]:
    """Return the rows of the screen."""
    return screen_text(pilot).split("\n")


def drawn(pilot: Pilot[None]) -> str:
    """Return all characters that are sent to the terminal."""
    strips = pilot.app.screen._compositor.render_strips()
    return "".join(segment.text for strip in strips for segment in strip)


def assert_harmless(pilot: Pilot[None]) -> None:
    """Assert that no control characters are drawn."""
    text = drawn(pilot)
    assert safe_display(text, keep="") == text


def app_of(pilot: Pilot[None]) -> Holder:
    """Return the app that a pilot controls."""
    assert isinstance(pilot.app, Holder)
    return pilot.app
