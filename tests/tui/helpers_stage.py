"""An app for testing a single screen."""

from collections.abc import Callable
from typing import Any

from textual import events
from textual.app import App
from textual.screen import Screen

from reflect.tui.context import AppContext
from reflect.tui.theme import DARK, OURS, defaults
from reflect.tui.widgets.inputs import clean_paste

NOTHING = object()


class Stage(App[object]):
    """Opens a screen in our theme and stores its result.

    Args:
        make: a function that returns the screen.
        context: the app's context.
    """

    def __init__(self, make: Callable[[], Screen[Any]], context: AppContext | None = None) -> None:
        super().__init__()
        self.context = context
        self.result: object = NOTHING
        self._make = make
        for theme in OURS:
            self.register_theme(theme)
        self.theme = DARK.name
        self.animation_level = "none"

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return defaults(self.current_theme)

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Paste) and not event.is_forwarded:
            clean_paste(self, event)
        await super().on_event(event)

    def on_mount(self) -> None:
        self.push_screen(self._make(), self._keep)

    def _keep(self, result: object) -> None:
        self.result = result
