"""HiddenInput: a line that is typed and never shown, copied or remembered."""

from typing import ClassVar

from textual.binding import BindingType
from textual.widgets import Input

from reflect.tui.widgets.marks import FREE_KEYS, without

COPYING = frozenset(["ctrl+c", "super+c", "ctrl+x", "super+x"])


class HiddenInput(Input, inherit_bindings=False):
    """One line, a dot for each character; enter posts `Submitted`."""

    BINDINGS: ClassVar[list[BindingType]] = without(Input.BINDINGS, FREE_KEYS | COPYING)
    DEFAULT_CSS = """
    HiddenInput {
        background: $surface;
        border: tall $border-blurred;
        padding: 0 1;
        &:focus { border: tall $border; background-tint: $foreground 0%; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(password=True, select_on_focus=False, id=id)

    def on_mount(self) -> None:
        """Let the cursor stand still where nothing may move."""
        self.cursor_blink = self.app.animation_level != "none"

    def take(self) -> str:
        """Give what was typed, and forget it."""
        typed = self.value
        self.clear()
        return typed
