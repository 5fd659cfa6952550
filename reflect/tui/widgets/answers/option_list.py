"""Rows to pick one of, and rows within the one that is picked."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widgets import Static

from reflect.tui.safe_text import plain

PICKED, OPEN, HERE = "◉", "○", "›"


@dataclass(frozen=True, slots=True)
class Option:
    """One that can be picked.

    Args:
        value: what it stands for; no two options of a group have the same.
        text: what is shown.
        key: the key that picks it.
        more: a quieter explanation after the text.
        group: "" at the top; else the value of the option it lies within.
    """

    value: str
    text: str
    key: str
    more: str = ""
    group: str = ""


class OptionRow(HorizontalGroup):
    """One option as it is shown: mark, key, text."""

    DEFAULT_CSS = """
    OptionRow {
        & > .row--mark { width: 6; }
        & > .row--text { width: 1fr; padding-right: 1; }
        &.-within { padding-left: 4; }
        &:hover { background: $panel; }
        &.-here { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """

    class Clicked(Message):
        """The mouse picked it.

        Args:
            row: which it is.
        """

        def __init__(self, row: "OptionRow") -> None:
            super().__init__()
            self.row = row

    def __init__(self, option: Option) -> None:
        super().__init__(classes="-within" if option.group else "")
        self.option = option
        self._mark = Static(classes="row--mark")
        self._text = Static(classes="row--text")

    def compose(self) -> ComposeResult:
        """Lay out the mark beside the text, so that a long text hangs."""
        yield self._mark
        yield self._text

    def on_click(self, event: events.Click) -> None:
        """Tell that it was clicked."""
        event.stop()
        self.post_message(self.Clicked(self))

    def show(self, *, is_picked: bool, is_here: bool) -> None:
        """Show whether it is picked, and whether one stands at it."""
        option = self.option
        here, mark = HERE if is_here else " ", PICKED if is_picked else OPEN
        self._mark.update(plain(f"{here} {mark} {option.key}"))
        text = plain(option.text, "bold" if is_picked else "")
        self._text.update(text + plain(f": {option.more}") if option.more else text)
        self.set_class(is_here, "-here")


class OptionRows(VerticalGroup, can_focus=True):
    """Options one below the other; at first none is picked.

    Args:
        options: in order; those within another follow it.
        picked: by group, what is picked.
        note: said above the options within another, once they are there.
    """

    DEFAULT_CSS = """
    OptionRows {
        height: auto;
        padding: 0 1;
        & > .options--note { padding-left: 6; color: $quiet; height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", id="options.down", show=False),
        Binding("up,k", "move(-1)", "Up", id="options.up", show=False),
        Binding("home", "move(-99)", "First", id="options.first", show=False),
        Binding("end", "move(99)", "Last", id="options.last", show=False),
        Binding(
            "space", "pick", "Pick", id="options.pick", show=False, tooltip="Pick, or take it back"
        ),
        Binding("enter", "enter", "Pick and go on", id="options.enter", show=False),
        Binding("backspace,delete", "clear", "Pick none", id="options.clear", show=False),
    ]

    class Picked(Message):
        """Something else is picked, or nothing."""

    class Entered(Message):
        """The options are done with."""

    def __init__(
        self, options: Sequence[Option], picked: dict[str, str], *, note: str = ""
    ) -> None:
        super().__init__()
        self._rows = [OptionRow(option) for option in options]
        self.picked = picked
        groups = dict.fromkeys(option.group for option in options if option.group)
        self._notes = {
            group: Static(plain(note), classes="options--note") for group in groups if note
        }
        self._here = 0

    def compose(self) -> ComposeResult:
        """Lay out all rows; those within another are hidden until it is picked."""
        notes = dict(self._notes)
        for row in self._rows:
            if row.option.group in notes:
                yield notes.pop(row.option.group)
            yield row

    def on_mount(self) -> None:
        """Stand at what is picked."""
        picked = [n for n, row in enumerate(self._rows) if self._is_picked(row.option)]
        self._here = picked[-1] if picked else 0
        self._show()

    def on_focus(self) -> None:
        """Show where one stands."""
        self._show()

    def on_blur(self) -> None:
        """Hide where one stands."""
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Pick the option whose key it is."""
        for number, row in enumerate(self._rows):
            if row.display and row.option.key and row.option.key == event.character:
                event.stop()
                self._here = number
                self._pick(row.option)

    @on(OptionRow.Clicked)
    def _clicked(self, event: OptionRow.Clicked) -> None:
        event.stop()
        self._here = self._rows.index(event.row)
        self._toggle(event.row.option)

    def action_move(self, step: int) -> None:
        """Go some rows up or down, among those that are there."""
        there = [n for n, row in enumerate(self._rows) if row.display]
        place = there.index(self._here) + step
        self._here = there[min(max(place, 0), len(there) - 1)]
        self._show()

    def action_pick(self) -> None:
        """Pick where one stands, or take that back."""
        self._toggle(self._rows[self._here].option)

    def action_clear(self) -> None:
        """Pick nothing."""
        self.picked.clear()
        while self._rows[self._here].option.group:
            self._here -= 1
        self._show()
        self.post_message(self.Picked())

    def action_enter(self) -> None:
        """Pick where one stands, and go on; what unfolds is offered first."""
        option = self._rows[self._here].option
        was_picked = self._is_picked(option)
        if not was_picked:
            self._pick(option)
        if was_picked or not any(row.option.group == option.value for row in self._within()):
            self.post_message(self.Entered())

    def _within(self) -> list[OptionRow]:
        return [row for row in self._rows if row.option.group]

    def _is_picked(self, option: Option) -> bool:
        is_there = not option.group or self.picked.get("") == option.group
        return is_there and self.picked.get(option.group) == option.value

    def _toggle(self, option: Option) -> None:
        if not self._is_picked(option):
            self._pick(option)
            return
        self.picked.pop(option.group)
        self._show()
        self.post_message(self.Picked())

    def _pick(self, option: Option) -> None:
        self.picked[option.group] = option.value
        self._show()
        self.post_message(self.Picked())

    def _show(self) -> None:
        for group, note in self._notes.items():
            note.display = self.picked.get("") == group
        for number, row in enumerate(self._rows):
            group = row.option.group
            row.display = not group or self.picked.get("") == group
            is_here = number == self._here and self.has_focus
            row.show(is_picked=self._is_picked(row.option), is_here=is_here)
        if self.is_mounted:
            self.call_after_refresh(self._rows[self._here].scroll_visible, animate=False)
