"""Input fields for a line of text or a passphrase."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING, Any, ClassVar, cast

from rich.cells import cell_len
from rich.highlighter import Highlighter
from rich.text import Text
from textual import events
from textual.app import App
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.widgets import Input

from reflect.text.clean import clean, one_line
from reflect.text.display import safe_display
from reflect.tui.bindings import bindings_of
from reflect.tui.notify import notify
from reflect.tui.safe_text import safe_line

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.widget import Widget

MAX_UNDO = 100
INPUT_TIMEOUT = 1.0
"""How long to wait, in seconds, until a field has handled pending keys."""
COPY_KEYS = frozenset(["ctrl+c", "super+c", "ctrl+x", "super+x"])
SCREEN_KEYS = frozenset(["ctrl+d"])
"""Keys used by our screens that Textual's fields would otherwise handle."""


def without(bindings: Iterable[BindingType], keys: frozenset[str]) -> list[BindingType]:
    """Return the bindings without those for the given keys."""
    return [binding for binding in Binding.make_bindings(bindings) if binding.key not in keys]


def mask(text: str) -> str:
    """Replace terminal control characters, except tabs and line breaks, with one-cell marks."""
    return safe_display(text, keep="\n\t", mark="\ufffd")


def clean_paste(app: App[Any], event: events.Paste) -> None:
    """Clean pasted text before a field receives it, and report what was removed or replaced.

    Lines are joined for single-line inputs, which would take only the first. Passphrases are left
    unchanged. In Textual's own fields, bidi controls are replaced as well.
    """
    if isinstance(app.focused, HiddenInput):
        return
    cleaned = clean(event.text)
    event.text = cleaned.text if isinstance(app.focused, OrderedKeys) else mask(cleaned.text)
    if isinstance(app.focused, Input) and len(event.text.splitlines()) > 1:
        event.text = one_line(event.text)
    if cleaned.notice:
        notify(app, cleaned.notice, "warning")


async def keys_handled(screen: "Screen[Any]") -> None:
    """Wait until the focused field has handled all earlier keys."""
    handled = asyncio.Event()
    if screen.focused is not None and screen.focused.call_later(handled.set):
        with suppress(TimeoutError):
            await asyncio.wait_for(handled.wait(), INPUT_TIMEOUT)


class OrderedKeys:
    """Makes keys take effect in the order in which they were typed.

    This is a mixin, not a widget, because Textual takes styles from the first widget base class.
    """

    async def _on_key(self, event: events.Key) -> None:
        # The field's own bindings run first: Textual passes a non-printable key through all
        # parents before the field handles it, and by then later letters are in the text.
        if event.is_printable or event.key in SCREEN_KEYS:
            return
        field = cast("Widget", self)
        for binding in bindings_of(field):
            if binding.key == event.key and await field.app.run_action(binding.action, field):
                event.stop()
                event.prevent_default()
                return


class Mask(Highlighter):
    """Masks terminal control characters and bidi controls."""

    def highlight(self, text: Text) -> None:
        text.plain = mask(text.plain).replace("\t", " ")


class LineInput(OrderedKeys, Input, inherit_bindings=False):
    """A single-line input with undo; enter posts `Submitted`.

    Args:
        value: the initial text; the cursor starts at its end.
        example: the text shown while the input is empty.
        compact: whether to use a single row without a border.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *without(Input.BINDINGS, SCREEN_KEYS),
        Binding("ctrl+z,super+z", "undo", "Undo", id="line.undo", show=False),
        Binding("ctrl+y,super+y", "redo", "Redo", id="line.redo", show=False),
    ]
    DEFAULT_CSS = """
    LineInput {
        background: $surface;
        border: tall $border-blurred;
        padding: 0 1;
        &:focus { border: tall $border; background-tint: $foreground 0%; }
        &>.input--placeholder { color: $quiet; text-style: italic; }
    }
    """

    def __init__(
        self, value: str = "", *, example: str = "", compact: bool = False, id: str | None = None
    ) -> None:
        self._past: list[str] = []
        self._undone: list[str] = []
        self._is_typing = False
        super().__init__(
            value,
            placeholder=safe_line(example).plain,
            highlighter=Mask(),
            select_on_focus=False,
            compact=compact,
            id=id,
        )

    def on_mount(self) -> None:
        self.cursor_blink = self.app.animation_level != "none"

    def on_focus(self) -> None:
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        """Scroll to the cursor; Textual does so only when the cursor moves."""
        place = Region(cell_len(self.value[: self.cursor_position]), 0, 1, 1)
        self.scroll_to_region(place, force=True, animate=False)

    def watch_value(self, old: str, new: str) -> None:
        """Record the change for undo, counting the letters of a word as one change."""
        if not self.is_mounted:
            return
        place = _common(old, new)
        letter = new[place : place + 1] if len(new) == len(old) + 1 else ""
        if not (self._is_typing and letter.strip()):
            self._past = [*self._past[1 - MAX_UNDO :], old]
        self._is_typing = bool(letter.strip())
        self._undone = []

    def action_undo(self) -> None:
        self._change(self._past, self._undone)

    def action_redo(self) -> None:
        self._change(self._undone, self._past)

    def _change(self, source: list[str], other: list[str]) -> None:
        if not source:
            return
        value, before = source.pop(), self.value
        other.append(before)
        past, undone = self._past, self._undone
        self.value = value
        # Place the cursor after the changed part.
        self.cursor_position = len(value) - _common(value[::-1], before[::-1])
        self._past, self._undone, self._is_typing = past, undone, False

    def action_cut(self) -> None:
        """Cut the selection; without one, leave the clipboard unchanged."""
        if self.selected_text:
            super().action_cut()


def _common(first: str, second: str) -> int:
    """Return the length of the common prefix of two strings."""
    pairs = zip(first, second, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


class HiddenInput(Input, inherit_bindings=False):
    """A single-line input whose text is hidden and can't be copied; enter posts `Submitted`."""

    BINDINGS: ClassVar[list[BindingType]] = without(Input.BINDINGS, SCREEN_KEYS | COPY_KEYS)
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
        self.cursor_blink = self.app.animation_level != "none"

    def take(self) -> str:
        """Return the text and clear the input."""
        typed = self.value
        self.clear()
        return typed
