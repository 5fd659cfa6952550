"""Similar earlier entries (“You have been here before”), folded by default."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from reflect.dates import relative_day
from reflect.practice.similarity import SimilarEntry
from reflect.tui.bindings import key_of
from reflect.tui.safe_text import Content, safe_content, safe_line

CURSOR = "›"
SAME, OTHER = "[x]", "[ ]"
LOCKED = "↻ Have you been here before? locked: {} to unlock and see"
HELP = "{} or a click: this is the same again"
TOGGLE_ID = "guide.before"


class SimilarEntryTitle(Static):
    """A title with the number of similar entries; a click folds or unfolds them."""

    class Clicked(Message):
        """Posted when the title is clicked."""

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.post_message(self.Clicked())


class SimilarEntryRow(VerticalGroup, can_focus=True):
    """An earlier entry with its lesson, and a checkbox for "the same again".

    Args:
        similar: the similar entry.
        today: the current day, for relative dates.
        is_same: whether the checkbox is checked.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "space,enter",
            "same",
            "the same",
            id="before.same",
            show=False,
            tooltip="This is the same again, or it is not",
        ),
        Binding("down,j", "step(1)", "Next", id="before.next", show=False),
        Binding("up,k", "step(-1)", "Before", id="before.before", show=False),
    ]

    class Toggled(Message):
        """Posted when the user checks or unchecks the checkbox.

        Args:
            entry_id: the id of the earlier entry.
            is_same: whether the checkbox is now checked.
        """

        def __init__(self, entry_id: str, is_same: bool) -> None:
            super().__init__()
            self.entry_id = entry_id
            self.is_same = is_same

    class Stepped(Message):
        """Posted to move the focus to another row.

        Args:
            step: the number of rows to move down, negative to move up.
        """

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, similar: SimilarEntry, today: date, *, is_same: bool) -> None:
        super().__init__()
        self.similar = similar
        self.is_same = is_same
        self._today = today

    def compose(self) -> ComposeResult:
        similar = self.similar
        yield Static(self._title(), classes="similar--title")
        if similar.entry.lesson:
            lesson = safe_line(f"❝ {similar.entry.lesson} ❞", "$lesson")
            yield Static(lesson, classes="similar--detail")
        details = [f"commitment: {similar.outcome}"] if similar.outcome else []
        if similar.shared:
            details.append(f"in common: {', '.join(similar.shared)}")
        if details:
            yield Static(safe_line(" · ".join(details), "$quiet"), classes="similar--detail")

    def on_focus(self) -> None:
        self._update()

    def on_blur(self) -> None:
        self._update()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.action_same()

    def action_same(self) -> None:
        self.is_same = not self.is_same
        self._update()
        self.post_message(self.Toggled(self.similar.entry.id, self.is_same))

    def action_step(self, step: int) -> None:
        self.post_message(self.Stepped(step))

    def _update(self) -> None:
        self.query_one(".similar--title", Static).update(self._title())

    def _title(self) -> Content:
        entry = self.similar.entry
        # The cursor is a character because not everyone can see a change of colour.
        cursor, box = CURSOR if self.has_focus else " ", SAME if self.is_same else OTHER
        return Content.assemble(
            safe_content(f"{cursor} {box} ", "bold"),
            safe_line(entry.title, "bold"),
            safe_content(f" · {relative_day(entry.occurred_on, self._today)}"),
            safe_content(" · the same again" if self.is_same else "", "bold"),
        )


class SimilarEntries(VerticalScroll, can_focus=False):
    """A foldable list of similar earlier entries, hidden if there are none."""

    DEFAULT_CSS = """
    SimilarEntries {
        height: auto;
        max-height: 50%;
        display: none;
        padding: 0 2;
        & > SimilarEntryTitle { color: $quiet; }
        & > SimilarEntryTitle:hover { text-style: underline; }
        & > .similar--help { color: $quiet; display: none; }
        & > SimilarEntryRow { height: auto; margin-top: 1; display: none; }
        & .similar--detail { padding-left: 6; }
        & > SimilarEntryRow:focus { background: $panel; }
        &.-available { display: block; }
        &.-unfolded { border-top: solid $border; }
        &.-unfolded > SimilarEntryRow, &.-unfolded > .similar--help { display: block; }
    }
    """

    class Confirmed(Message):
        """Posted when the user marks or unmarks an earlier entry as the same again.

        Args:
            entry_id: the id of the earlier entry.
            is_same: whether the entry is now marked.
        """

        def __init__(self, entry_id: str, is_same: bool) -> None:
            super().__init__()
            self.entry_id = entry_id
            self.is_same = is_same

    class Folded(Message):
        """Posted when the user collapses the similar entries; no widget has the focus then."""

    class UnlockRequested(Message):
        """Posted when the title is clicked while the journal is locked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.is_locked = False
        self._ids: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        yield SimilarEntryTitle()
        yield Static(classes="similar--help")

    @property
    def is_available(self) -> bool:
        """Whether there are entries to unfold or a journal to unlock."""
        return self.has_class("-available")

    @property
    def is_unfolded(self) -> bool:
        return self.is_available and self.has_class("-unfolded")

    async def show(
        self,
        entries: Sequence[SimilarEntry],
        confirmed: Collection[str],
        today: date,
        *,
        is_locked: bool = False,
    ) -> None:
        """Replace the entries.

        Args:
            entries: the entries, most similar first.
            confirmed: the ids of the entries marked as the same again.
            today: the current day, for relative dates.
            is_locked: whether the journal must be unlocked to find similar entries.
        """
        self.is_locked = is_locked
        if is_locked:
            self.remove_class("-unfolded")
        ids = tuple(similar.entry.id for similar in entries)
        if ids != self._ids:
            self._ids = ids
            await self.query(SimilarEntryRow).remove()
            rows = [
                SimilarEntryRow(similar, today, is_same=similar.entry.id in confirmed)
                for similar in entries
            ]
            await self.mount_all(rows)
            if rows:
                text = HELP.format(key_of(rows[0], "before.same"))
                self.query_one(".similar--help", Static).update(safe_content(text))
        self.set_class(bool(entries) or is_locked, "-available")
        self._update_title()

    def unfold(self, *, with_focus: bool) -> None:
        """Show the entries.

        Args:
            with_focus: whether to focus the first entry.
        """
        if self.is_locked:
            return
        self.add_class("-unfolded")
        self._update_title()
        if with_focus and (rows := list(self.query(SimilarEntryRow))):
            rows[0].focus()

    def fold(self) -> None:
        """Hide everything but the title."""
        self.remove_class("-unfolded")
        self.scroll_home(animate=False)
        self._update_title()

    def toggle(self) -> None:
        """Fold or unfold the entries at the user's request; folding posts `Folded`."""
        if self.is_unfolded:
            self.fold()
            self.post_message(self.Folded())
        else:
            self.unfold(with_focus=True)

    def _update_title(self) -> None:
        count = sum(row.is_same for row in self.query(SimilarEntryRow))
        same = f", {count} of them the same again" if count else ""
        key = key_of(self.screen, TOGGLE_ID)
        title = f"↻ You have been here before ({len(self._ids)}{same})"
        if not self.is_unfolded:
            title += f": {key}"
        if self.is_locked:
            title = LOCKED.format(key)
        self.query_one(SimilarEntryTitle).update(safe_content(title))

    @on(SimilarEntryTitle.Clicked)
    def _title_clicked(self, event: SimilarEntryTitle.Clicked) -> None:
        event.stop()
        if self.is_locked:
            self.post_message(self.UnlockRequested())
        else:
            self.toggle()

    @on(SimilarEntryRow.Toggled)
    def _row_toggled(self, event: SimilarEntryRow.Toggled) -> None:
        event.stop()
        self._update_title()
        self.post_message(self.Confirmed(event.entry_id, event.is_same))

    @on(SimilarEntryRow.Stepped)
    def _row_stepped(self, event: SimilarEntryRow.Stepped) -> None:
        event.stop()
        rows = list(self.query(SimilarEntryRow))
        focused = next((n for n, row in enumerate(rows) if row.has_focus), 0)
        rows[min(max(focused + event.step, 0), len(rows) - 1)].focus()
