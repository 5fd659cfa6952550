"""The list of Review: what is due, what was promised and what is done."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from reflect.dates import format_day
from reflect.journal.review import DueLesson, ReviewQueue
from reflect.practice.look_back import DueLookBack
from reflect.tui.safe_text import Content, safe_content, safe_line
from reflect.tui.screens.review.content import commitment_label, near_day, title_of

ReviewItem = DueLookBack | DueLesson
DONE = "done"
_MAX_LABEL = 200


def item_id(item: ReviewItem) -> str:
    """Return the id of an item in the list."""
    return item.name if isinstance(item, DueLookBack) else f"lesson {item.entry.id}"


class ReviewList(OptionList):
    """The list of what is due, ahead and done."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "select", "begin", id="review.begin", key_display="enter",
            tooltip="Begin with this one, and go on to the next",
        ),
        Binding("j", "cursor_down", "Next", show=False, id="review.next"),
        Binding("k", "cursor_up", "Previous", show=False, id="review.previous"),
    ]  # fmt: skip
    DEFAULT_CSS = """
    ReviewList {
        text-wrap: nowrap;
        text-overflow: ellipsis;
    }
    """

    def __init__(self) -> None:
        super().__init__(markup=False)
        self._items: dict[str, ReviewItem] = {}
        self._done_count = 0
        self._done: Sequence[DueLookBack] = ()
        self._today = date.min

    @property
    def current(self) -> ReviewItem | None:
        """The item at the cursor; None on a heading or in an empty list."""
        option = self.highlighted_option
        return self._items.get(option.id or "") if option is not None else None

    def show(
        self,
        queue: ReviewQueue,
        today: date,
        done_count: int = 0,
        done: Sequence[DueLookBack] = (),
    ) -> None:
        """Replace the list, keeping the cursor on its item or else at its place.

        Args:
            queue: what is due and ahead.
            today: the current day.
            done_count: the number of closed commitments.
            done: the closed ones to list, the newest first; empty if they are folded.
        """
        place, option = self.highlighted, self.highlighted_option
        before = option.id if option is not None else None
        self._today, self._done_count, self._done = today, done_count, done
        self._items = {}
        options = list(self._sections(queue))
        self.set_options(options)
        ids = [option.id for option in options]
        enabled = [number for number, option in enumerate(options) if not option.disabled]
        if before is not None and before in ids:
            self.highlighted = ids.index(before)
        elif enabled:
            self.highlighted = next((n for n in enabled if n >= (place or 0)), enabled[-1])

    def _sections(self, queue: ReviewQueue) -> Iterator[Option]:
        if not (queue.look_backs or queue.lessons):
            day = f" · next {format_day(queue.next_day)}" if queue.next_day else ""
            yield _heading(f"nothing is due{day}")
        yield from self._look_backs("look back", queue.look_backs)
        if queue.lessons:
            yield _heading("lessons")
        for lesson in queue.lessons:
            title = safe_line(title_of(lesson.entry)[:_MAX_LABEL])
            yield self._option(lesson, Content.assemble("  ", title))
        yield from self._look_backs("ahead", queue.ahead)
        if self._done_count:
            text = f"{DONE} · {self._done_count:,}"
            yield Option(safe_content(text, "bold $primary"), id=DONE)
        for found in self._done:
            at = found.commitment.looked_back_at
            day = near_day(at.date() if at else found.commitment.due, self._today)
            outcome = found.commitment.outcome
            yield self._option(found, _row(day, f"{outcome} · {commitment_label(found)}"))

    def _look_backs(self, heading: str, found: tuple[DueLookBack, ...]) -> Iterator[Option]:
        if found:
            yield _heading(heading)
        for each in found:
            day = near_day(each.commitment.due, self._today)
            yield self._option(each, _row(day, commitment_label(each)))

    def _option(self, item: ReviewItem, prompt: Content) -> Option:
        self._items[item_id(item)] = item
        return Option(prompt, id=item_id(item))


def _heading(text: str) -> Option:
    return Option(safe_content(text, "bold $primary"), disabled=True)


def _row(day: str, text: str) -> Content:
    return Content.assemble(safe_content(f"  {day:<10}  ", "$quiet"), safe_line(text[:_MAX_LABEL]))
