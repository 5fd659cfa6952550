"""LineInput: one line being typed, that lets no control code through."""

from itertools import takewhile
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.widgets import Input
from textual.widgets.input import Selection

from reflect.text.clean import encodable, one_line
from reflect.tui.safe_text import line
from reflect.tui.widgets.marks import shown, without
from reflect.tui.widgets.own_keys import OwnKeys

MOST_UNDONE = 100


class LineInput(OwnKeys, Input, inherit_bindings=False):
    """One line; enter posts `Submitted`.

    Args:
        value: to begin with; the cursor stands at its end.
        example: shown while there is no value.
        compact: whether it has no border and one row.
    """

    # A line scrolls within itself: nothing around it is laid out anew when it grows.
    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    BINDINGS: ClassVar[list[BindingType]] = [
        *without(Input.BINDINGS),
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
        super().__init__(
            placeholder=line(example).plain,
            select_on_focus=False,
            compact=compact,
            id=id,
        )
        self._past: list[str] = []
        self._undone: list[str] = []
        self._is_typing = False
        if value:
            # Only its beginning: a reactive value that is set would ask for the running app.
            self.set_reactive(Input.value, value)
            self.set_reactive(Input.selection, Selection.cursor(len(value)))
        # Else a paste into an empty line would not be followed to its end.
        self._initial_value = False

    def on_mount(self) -> None:
        """Let the cursor stand still where nothing may move."""
        self.cursor_blink = self.app.animation_level != "none"
        self.virtual_size = Size(self.content_width, 1)

    def on_focus(self) -> None:
        """Bring the cursor into sight, wherever in the line it stands."""
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        place = Region(self._cursor_offset, 0, 1, 1)
        self.scroll_to_region(place, force=True, animate=False)

    @property
    def _value(self) -> Text:
        return Text(_row(self.value), no_wrap=True, overflow="ignore", end="")

    def _position_to_cell(self, position: int) -> int:
        return cell_len(_row(self.value[:position]))

    def _cell_offset_to_index(self, offset: int) -> int:
        offset += self.scroll_offset.x
        cells = 0
        for index, char in enumerate(_row(self.value)):
            cells += cell_len(char)
            if offset < cells:
                return index
        return len(self.value)

    def _on_paste(self, event: events.Paste) -> None:
        """Take all lines of a paste, not the first alone, as one line."""
        event.stop()
        event.prevent_default()
        text = event.text
        self.replace(one_line(text) if "\n" in text or "\r" in text else text, *self.selection)

    def watch_value(self, old: str, new: str) -> None:
        """Remember what undo brings back: a word that is typed goes as one."""
        # What was cut off behind the cursor is scrolled past no longer.
        self.scroll_x = self.validate_scroll_x(self.scroll_x)
        typed = len(new) == len(old) + 1 and self.cursor_position < len(new)
        letter = new[self.cursor_position : self.cursor_position + 1] if typed else ""
        if not (self._is_typing and letter.strip()):
            self._past = [*self._past[1 - MOST_UNDONE :], old]
        self._is_typing = bool(letter.strip())
        self._undone = []

    def action_undo(self) -> None:
        """Take the last change back."""
        self._change(self._past, self._undone)

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self._change(self._undone, self._past)

    def _change(self, source: list[str], other: list[str]) -> None:
        if not source:
            return
        value, before = source.pop(), self.value
        other.append(before)
        past, undone = self._past, self._undone
        self.value = value
        # Behind what has changed.
        ends = zip(reversed(value), reversed(before), strict=False)
        self.cursor_position = len(value) - len(list(takewhile(lambda two: two[0] == two[1], ends)))
        self._past, self._undone, self._is_typing = past, undone, False

    def action_copy(self) -> None:
        """Copy what is selected; without a selection the key is the screen's."""
        if not self.selected_text:
            super().action_copy()
        self.app.copy_to_clipboard(encodable(self.selected_text))

    def action_cut(self) -> None:
        """Take out what is selected, and copy it."""
        if self.selected_text:
            self.app.copy_to_clipboard(encodable(self.selected_text))
            self.delete_selection()


def _row(text: str) -> str:
    """Show a line: a tab is one blank here, as Rich and Textual disagree about its width."""
    return shown(text).replace("\t", " ")
