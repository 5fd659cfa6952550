"""“You have been here before”: earlier entries that are alike, folded away until asked for."""

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
from reflect.tui.safe_text import Content, line, plain

HERE = "›"
SAME, OTHER = "[x]", "[ ]"
LOCKED = "↻ Have you been here before? locked: {} to unlock and see"
HOW = "{} or a click: this is the same again"
UNFOLD = "guide.before"


class SimilarEntryTitle(Static):
    """Says how many there are; a click folds and unfolds them."""

    class Clicked(Message):
        """It was clicked."""

    def on_click(self, event: events.Click) -> None:
        """Fold, or unfold."""
        event.stop()
        self.post_message(self.Clicked())


class SimilarEntryRow(VerticalGroup, can_focus=True):
    """One earlier entry, with its lesson, and whether the new one is the same again.

    Args:
        echo: the entry.
        today: the day that "ago" counts from.
        is_same: whether the user said so.
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
        """The user said whether it is the same again.

        Args:
            entry_id: of the earlier entry.
            is_same: what was said.
        """

        def __init__(self, entry_id: str, is_same: bool) -> None:
            super().__init__()
            self.entry_id = entry_id
            self.is_same = is_same

    class Stepped(Message):
        """Another one is wanted, by so many steps."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, echo: SimilarEntry, today: date, *, is_same: bool) -> None:
        super().__init__()
        self.echo = echo
        self._today = today
        self.is_same = is_same

    def compose(self) -> ComposeResult:
        """Lay out title and age, the lesson, and what became of the commitment."""
        yield Static(self._head(), classes="earlier--head")
        if self.echo.entry.lesson:
            yield Static(line(f"❝ {self.echo.entry.lesson} ❞", "$lesson"), classes="earlier--more")
        told = [f"commitment: {self.echo.outcome}"] if self.echo.outcome else []
        if self.echo.shared:
            told.append(f"in common: {', '.join(self.echo.shared)}")
        if told:
            yield Static(line(" · ".join(told), "$quiet"), classes="earlier--more")

    def _show(self) -> None:
        self.query_one(".earlier--head", Static).update(self._head())

    def _head(self) -> Content:
        entry = self.echo.entry
        return Content.assemble(
            plain(f"{HERE if self.has_focus else ' '} {SAME if self.is_same else OTHER} ", "bold"),
            line(entry.title, "bold"),
            plain(f" · {relative_day(entry.occurred_on, self._today)}"),
            plain(" · the same again" if self.is_same else "", "bold"),
        )

    def on_focus(self) -> None:
        """Show that one stands here; a colour alone would not do."""
        self._show()

    def on_blur(self) -> None:
        """Show that one stands elsewhere."""
        self._show()

    def on_click(self, event: events.Click) -> None:
        """Say that it is the same again, or that it is not."""
        event.stop()
        self.action_same()

    def action_same(self) -> None:
        """Say that it is the same again, or that it is not."""
        self.is_same = not self.is_same
        self._show()
        self.post_message(self.Toggled(self.echo.entry.id, self.is_same))

    def action_step(self, step: int) -> None:
        """Go to another one."""
        self.post_message(self.Stepped(step))


class SimilarEntries(VerticalScroll, can_focus=False):
    """Earlier entries that are alike; nothing is there while there are none."""

    DEFAULT_CSS = """
    SimilarEntries {
        height: auto;
        max-height: 50%;
        display: none;
        padding: 0 2;
        & > SimilarEntryTitle { color: $quiet; }
        & > SimilarEntryTitle:hover { text-style: underline; }
        & > .before--how { color: $quiet; display: none; }
        & > SimilarEntryRow { height: auto; margin-top: 1; display: none; }
        & .earlier--more { padding-left: 6; }
        & > SimilarEntryRow:focus { background: $panel; }
        &.-there { display: block; }
        &.-unfolded { border-top: solid $border; }
        &.-unfolded > SimilarEntryRow, &.-unfolded > .before--how { display: block; }
    }
    """

    class Confirmed(Message):
        """The user said whether an earlier entry is the same again.

        Args:
            entry_id: of the earlier entry.
            is_same: what was said.
        """

        def __init__(self, entry_id: str, is_same: bool) -> None:
            super().__init__()
            self.entry_id = entry_id
            self.is_same = is_same

    class Folded(Message):
        """It was folded away, and the focus is free."""

    class Wanted(Message):
        """It was clicked while it is locked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.is_locked = False
        self._shown: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the line that is always there."""
        yield SimilarEntryTitle()
        yield Static(classes="before--how")

    @property
    def is_there(self) -> bool:
        """Whether there is anything to unfold, or to unlock."""
        return self.has_class("-there")

    @property
    def is_unfolded(self) -> bool:
        """Whether the entries are shown."""
        return self.is_there and self.has_class("-unfolded")

    async def show(
        self,
        echoes: Sequence[SimilarEntry],
        same: Collection[str],
        today: date,
        *,
        is_locked: bool = False,
    ) -> None:
        """Offer these entries, and no others.

        Args:
            echoes: the most alike first.
            same: ids of those that were confirmed.
            today: the day that "ago" counts from.
            is_locked: whether it needs the passphrase to see if there are any.
        """
        self.is_locked = is_locked
        if is_locked:
            self.remove_class("-unfolded")
        ids = tuple(echo.entry.id for echo in echoes)
        if ids != self._shown:
            self._shown = ids
            await self.query(SimilarEntryRow).remove()
            rows = [SimilarEntryRow(echo, today, is_same=echo.entry.id in same) for echo in echoes]
            await self.mount_all(rows)
            for row in rows[:1]:
                how = HOW.format(key_of(row, "before.same"))
                self.query_one(".before--how", Static).update(plain(how))
        self.set_class(bool(echoes) or is_locked, "-there")
        self._tell()

    def unfold(self, *, with_focus: bool) -> None:
        """Show the entries.

        Args:
            with_focus: whether the keys go there.
        """
        if self.is_locked:
            return
        self.add_class("-unfolded")
        self._tell()
        if with_focus and (rows := list(self.query(SimilarEntryRow))):
            rows[0].focus()

    def fold(self) -> None:
        """Show one line alone."""
        self.remove_class("-unfolded")
        self.scroll_home(animate=False)
        self._tell()
        self.post_message(self.Folded())

    def _tell(self) -> None:
        same = sum(row.is_same for row in self.query(SimilarEntryRow))
        told = f", {same} of them the same again" if same else ""
        key = "" if self.is_unfolded else f": {key_of(self.screen, UNFOLD)}"
        words = f"↻ You have been here before ({len(self._shown)}{told}){key}"
        locked = LOCKED.format(key_of(self.screen, UNFOLD))
        self.query_one(SimilarEntryTitle).update(plain(locked if self.is_locked else words))

    @on(SimilarEntryTitle.Clicked)
    def _clicked(self, event: SimilarEntryTitle.Clicked) -> None:
        event.stop()
        if self.is_locked:
            self.post_message(self.Wanted())
        elif self.is_unfolded:
            self.fold()
        else:
            self.unfold(with_focus=True)

    @on(SimilarEntryRow.Toggled)
    def _toggled(self, event: SimilarEntryRow.Toggled) -> None:
        event.stop()
        self._tell()
        self.post_message(self.Confirmed(event.entry_id, event.is_same))

    @on(SimilarEntryRow.Stepped)
    def _stepped(self, event: SimilarEntryRow.Stepped) -> None:
        event.stop()
        rows = list(self.query(SimilarEntryRow))
        here = next((n for n, row in enumerate(rows) if row.has_focus), 0)
        rows[min(max(here + event.step, 0), len(rows) - 1)].focus()
