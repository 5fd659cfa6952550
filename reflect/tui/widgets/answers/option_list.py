"""A list of options, with suboptions below the selected one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widgets import Static

from reflect.tui.safe_text import safe_content

PICKED, OPEN, CURSOR = "◉", "○", "›"


@dataclass(frozen=True, slots=True)
class Option:
    """An option in an option list.

    Args:
        value: the value, unique within the group.
        text: the label.
        key: the key that selects it.
        explanation: additional text after the label.
        group: the value of the parent option, or "" at the top level.
    """

    value: str
    text: str
    key: str
    explanation: str = ""
    group: str = ""


class OptionRow(HorizontalGroup):
    """A row with an option's mark, key and text."""

    DEFAULT_CSS = """
    OptionRow {
        & > .row--mark { width: 6; }
        & > .row--text { width: 1fr; padding-right: 1; }
        &.-within { padding-left: 4; }
        &:hover { background: $panel; }
        &.-cursor { background: $block-cursor-background; color: $block-cursor-foreground; }
    }
    """

    class Clicked(Message):
        """Posted when the row is clicked.

        Args:
            row: the row that was clicked.
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
        # Two widgets, so that wrapped lines align with the text and not with the mark.
        yield self._mark
        yield self._text

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Clicked(self))

    def show(self, *, is_picked: bool, has_cursor: bool) -> None:
        """Update the row to show whether it is selected and whether it has the cursor."""
        option = self.option
        cursor, mark = CURSOR if has_cursor else " ", PICKED if is_picked else OPEN
        self._mark.update(safe_content(f"{cursor} {mark} {option.key}"))
        text = safe_content(option.text, "bold" if is_picked else "")
        self._text.update(
            text + safe_content(f": {option.explanation}") if option.explanation else text
        )
        self.set_class(has_cursor, "-cursor")


class OptionRows(VerticalGroup, can_focus=True):
    """A vertical list of options, with at most one selected in each group.

    Args:
        options: the options in order; suboptions directly follow their parent option.
        picked: the selected value in each group.
        note: the text above each group of suboptions.
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
        """Posted when the selection changes or is cleared."""

    class Submitted(Message):
        """Posted when the user submits the selection."""

    def __init__(
        self, options: Sequence[Option], picked: dict[str, str], *, note: str = ""
    ) -> None:
        super().__init__()
        self._rows = [OptionRow(option) for option in options]
        self.picked = picked
        groups = dict.fromkeys(option.group for option in options if option.group)
        self._notes = {
            group: Static(safe_content(note), classes="options--note") for group in groups if note
        }
        self._cursor = 0

    def compose(self) -> ComposeResult:
        notes = dict(self._notes)
        for row in self._rows:
            if row.option.group in notes:
                yield notes.pop(row.option.group)
            yield row

    def on_mount(self) -> None:
        picked = [n for n, row in enumerate(self._rows) if self._is_picked(row.option)]
        self._cursor = picked[-1] if picked else 0
        self._show()

    def on_focus(self) -> None:
        self._show()

    def on_blur(self) -> None:
        self._show()

    def on_key(self, event: events.Key) -> None:
        for number, row in enumerate(self._rows):
            if row.display and row.option.key and row.option.key == event.character:
                event.stop()
                self._cursor = number
                self._pick(row.option)

    @on(OptionRow.Clicked)
    def _clicked(self, event: OptionRow.Clicked) -> None:
        event.stop()
        self._cursor = self._rows.index(event.row)
        self._toggle(event.row.option)

    def action_move(self, step: int) -> None:
        visible = [n for n, row in enumerate(self._rows) if row.display]
        index = visible.index(self._cursor) + step
        self._cursor = visible[min(max(index, 0), len(visible) - 1)]
        self._show()

    def action_pick(self) -> None:
        self._toggle(self._rows[self._cursor].option)

    def action_clear(self) -> None:
        self.picked.clear()
        while self._rows[self._cursor].option.group:
            self._cursor -= 1
        self._show()
        self.post_message(self.Picked())

    def action_enter(self) -> None:
        """Select the option at the cursor, and submit unless this unfolds suboptions."""
        option = self._rows[self._cursor].option
        was_picked = self._is_picked(option)
        if not was_picked:
            self._pick(option)
        if was_picked or not any(row.option.group == option.value for row in self._grouped()):
            self.post_message(self.Submitted())

    def _grouped(self) -> list[OptionRow]:
        return [row for row in self._rows if row.option.group]

    def _is_picked(self, option: Option) -> bool:
        is_visible = not option.group or self.picked.get("") == option.group
        return is_visible and self.picked.get(option.group) == option.value

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
            has_cursor = number == self._cursor and self.has_focus
            row.show(is_picked=self._is_picked(row.option), has_cursor=has_cursor)
        if self.is_mounted:
            self.call_after_refresh(self._rows[self._cursor].scroll_visible, animate=False)
