"""The Review screen: what is due, what was promised and what is done."""

from functools import partial
from typing import ClassVar

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen

from reflect.dates import format_day
from reflect.journal.review import DueLesson, ReviewQueue
from reflect.practice.look_back import DueLookBack
from reflect.text.display import plural
from reflect.tui.context import AppContext
from reflect.tui.notify import notify, notify_error
from reflect.tui.safe_text import Content, safe_content, safe_line
from reflect.tui.screens.dialogs.occasion import OccasionFlow
from reflect.tui.screens.review.actions import ReviewActions
from reflect.tui.screens.review.content import (
    commitment_body,
    commitment_title,
    lesson_body,
    title_of,
)
from reflect.tui.screens.review.feed import ReviewFeed
from reflect.tui.screens.review.review_list import DONE, ReviewItem, ReviewList, item_id
from reflect.tui.widgets.entry_detail import EntryDetail
from reflect.tui.widgets.footer import KeyFooter
from reflect.tui.widgets.status_bar import StatusBar
from reflect.tui.write_queue import WriteQueue

POLL_SECONDS = 1.0
"""The interval between checks for changes to the journal."""
WIDTHS = [(0, "-narrow"), (80, "-middle"), (140, "-wide")]
HEIGHTS = [(0, "-short"), (20, "-tall")]
_NEED_AN_ITEM = frozenset(["came_up", "edit"])


class ReviewScreen(Screen[None]):
    """Lists what is due, and asks about it.

    Args:
        context: the journal and the settings.
    """

    CSS_PATH = "review.tcss"
    AUTO_FOCUS = "ReviewList"
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS
    # No groups: the footer would show the group's name instead of each key's label.
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d", "move_day", "move the day", id="review.move",
            tooltip="Give it another day, without looking back",
        ),
        Binding(
            "o", "came_up", "it came up", id="review.occasion",
            tooltip="Note that the lesson came up: used, or slipped",
        ),
        Binding("e", "edit", "edit", id="review.edit", tooltip="Change the entry as a text"),
        Binding(
            "u", "undo", "undo", id="review.undo", show=False,
            tooltip="Take back the last answer, moved day or occasion",
        ),
        Binding(
            "question_mark", "app.help", "help", key_display="?", id="review.help",
            tooltip="All keys of this screen",
        ),
        Binding(
            "1,escape,q", "leave", "browse", id="review.browse", show=False,
            tooltip="Back to Browse",
        ),
        Binding(
            "ctrl+q", "leave", "browse", id="review.leave", show=False, priority=True,
            tooltip="Back to Browse",
        ),
    ]  # fmt: skip

    status_bar = getters.query_one(StatusBar)
    items = getters.query_one(ReviewList)
    pane = getters.query_one(EntryDetail)

    def __init__(self, context: AppContext) -> None:
        super().__init__()
        self.context = context
        self.feed = ReviewFeed(self, context)
        self.actions = ReviewActions(self, context)
        self._answered: int | None = None  # set when a review has ended
        self._is_leaving = False
        self._is_closed = False

    @property
    def queue(self) -> ReviewQueue | None:
        """What is due, as last read."""
        return self.feed.queue

    def compose(self) -> ComposeResult:
        yield StatusBar("review")
        with Horizontal(id="panes"):
            yield ReviewList()
            yield EntryDetail()
        yield KeyFooter()

    def on_mount(self) -> None:
        self._show_status()
        self.call_after_refresh(self.feed.reload)
        self.set_interval(POLL_SECONDS, self.poll)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in _NEED_AN_ITEM and self.items.current is None:
            return None
        if action == "move_day":
            item = self.items.current
            is_open = isinstance(item, DueLookBack) and item.commitment.is_open
            return True if is_open else None
        return True

    # The journal

    def poll(self) -> None:
        """Check whether the journal has changed, unless our own writes are pending."""
        if self.is_active and not self.actions.writes.count:
            self.feed.poll()

    def on_screen_resume(self) -> None:
        # The screen that was just closed may have changed the journal.
        if self.queue is not None:
            self.poll()

    def on_review_feed_loaded(self) -> None:
        if self.queue is None:
            return
        feed = self.feed
        self.items.show(self.queue, self.context.today, feed.done_count, feed.done)
        self._show_status()
        self.show_item()
        self.refresh_bindings()
        if self._answered is not None and not self.actions.writes.count:
            self._report_end(self.queue, self._answered)
            self._answered = None
        while self.context.warnings:
            notify(self.app, self.context.warnings.pop(0), "warning")

    def on_review_feed_failed(self, event: ReviewFeed.Failed) -> None:
        notify_error(self.app, event.error)
        if self.queue is None and self.is_active:
            # Browse shows what can be done about a journal that can't be read.
            self._close()

    @on(ReviewActions.Done)
    @on(OccasionFlow.Done)
    def on_saved(self) -> None:
        """Reload the journal after one of our own changes."""
        if self.is_active:
            self.feed.reload()

    def on_write_queue_changed(self) -> None:
        self._show_status()
        if self._is_leaving and not self.actions.writes.count:
            self._close()

    def on_write_queue_failed(self, event: WriteQueue.Failed) -> None:
        self._is_leaving = False
        notify_error(self.app, event.error)
        self.feed.reload()

    def _show_status(self) -> None:
        queue = self.queue
        if self.actions.writes.count:
            text = "saving…"
        elif queue is None:
            text = "reading…"
        elif queue.look_backs:
            text = f"{plural(len(queue.look_backs), 'look-back')} due"
        elif queue.next_day is not None and not queue.lessons:
            text = f"next {format_day(queue.next_day)}"
        else:
            text = ""
        self.status_bar.show_status(safe_line(text))

    def _report_end(self, queue: ReviewQueue, answered: int) -> None:
        """Report what was done, and when the next review is due."""
        if not answered:
            return
        done = f"Done: {plural(answered, 'answer')} kept."
        if queue.look_backs or queue.lessons:
            notify(self.app, f"{done} More is due.")
        elif queue.next_day is not None:
            notify(self.app, f"{done} The next review is due on {format_day(queue.next_day)}.")
        else:
            notify(self.app, done)

    # The list

    def show_item(self) -> None:
        """Show the item at the cursor in the detail pane."""
        item, now = self.items.current, self.context.now
        if isinstance(item, DueLesson):
            self.pane.show(safe_line(title_of(item.entry)), lesson_body(item, now))
        elif item is not None:
            self.pane.show(commitment_title(item), commitment_body(item, now))
        else:
            self.pane.show(Content(""), self._nothing())

    def _nothing(self) -> Content:
        if self.queue is None or self.items.highlighted is not None:
            return Content("")
        return safe_content(
            "A commitment comes here on its day, a lesson a week after it was written."
        )

    def on_option_list_option_highlighted(self) -> None:
        self.show_item()
        self.refresh_bindings()

    def on_option_list_option_selected(self, event: ReviewList.OptionSelected) -> None:
        if event.option_id == DONE:
            self.feed.with_done = not self.feed.with_done
            self.feed.reload()
        else:
            self.begin()

    def on_entry_detail_resized(self) -> None:
        self.show_item()

    # Actions

    def begin(self) -> None:
        """Ask about the item at the cursor, then about the others that are due."""
        item = self.items.current
        if item is None or self.queue is None or not self.is_active:
            return
        if isinstance(item, DueLookBack) and item.begin().question is None:
            notify(self.app, "You have looked back on this one.")
            return
        from reflect.tui.screens.review.page import ReviewPage

        due: list[ReviewItem] = [*self.queue.look_backs, *self.queue.lessons]
        names = list(map(item_id, due))
        if item_id(item) in names:
            place = names.index(item_id(item))
            due = [*due[place:], *due[:place]]
        else:
            due = [item]
        self.app.push_screen(ReviewPage(self.context, self.actions, due), self._ended)

    def _ended(self, answered: int | None) -> None:
        self._answered = answered
        self.feed.reload()

    def action_move_day(self) -> None:
        item = self.items.current
        if isinstance(item, DueLookBack):
            self.actions.move(item)

    def action_came_up(self) -> None:
        if item := self.items.current:
            self.actions.came_up(item)

    def action_edit(self) -> None:
        from reflect.tui.screens.edit.screen import EditScreen

        if item := self.items.current:
            load = partial(self.context.journal.entries.get, item.entry.id)
            edit = EditScreen(self.context, load, run=self.actions.writes.run)
            self.app.push_screen(edit, lambda is_saved: self.feed.reload())

    def action_undo(self) -> None:
        self.actions.undo()

    @on(StatusBar.Chosen)
    def action_leave(self) -> None:
        """Go back to Browse as soon as everything is saved."""
        self._is_leaving = True
        if not self.actions.writes.count:
            self._close()

    def _close(self) -> None:
        # Dismissing a second time would close Browse.
        if not self._is_closed:
            self._is_closed = True
            self.dismiss(None)
