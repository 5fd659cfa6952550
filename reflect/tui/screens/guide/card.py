"""The last page: what one takes along, one look at the language, and save."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, VerticalGroup
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Static

from reflect.dates import format_day
from reflect.model.entry import Entry
from reflect.model.failure import kind_mark, kind_sentence
from reflect.tui.safe_text import Content, safe_content, safe_line
from reflect.tui.widgets.tag_input import TagInput

if TYPE_CHECKING:
    from reflect.practice.wording.check import Hint


class Card(VerticalGroup):
    """An entry as it would be saved, with a line for tags; all else is changed by going back.

    Args:
        entry: as it would be.
        tags: those of its tags that can be changed here.
        hints: what one might look at again; nothing depends on it.
    """

    class Save(Message):
        """The entry shall be saved."""

    def __init__(self, entry: Entry, tags: "Sequence[str]", hints: "Sequence[Hint]") -> None:
        super().__init__()
        self.entry = entry
        self.tags = TagInput(tags)
        self._in_line = tags
        self._hints = hints

    def compose(self) -> ComposeResult:
        """Lay out the card, the hints, and the button."""
        with VerticalGroup(classes="card--card"):
            yield from _card(self.entry, self._in_line)
            yield self.tags
        if self._hints:
            yield from _hints(self._hints)
        with HorizontalGroup(classes="card--end"):
            yield Button("Save", id="save", variant="primary", compact=True)
            yield Static(safe_content("or go back: all of it can still be changed"))

    @property
    def target(self) -> Widget:
        """What takes the focus."""
        return self.query_one("#save")

    @on(TagInput.Submitted)
    def _tagged(self, event: TagInput.Submitted) -> None:
        event.stop()
        self.target.focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Save())


def _card(entry: Entry, in_line: "Sequence[str]") -> Iterator[Static]:
    yield Static(safe_line(entry.title, "bold"), classes="card--title")
    tags = "".join(f" · #{tag}" for tag in entry.tags if tag not in in_line)
    yield Static(safe_line(f"{format_day(entry.occurred_on)}{tags}", "$quiet"))
    if entry.lesson:
        yield Static(safe_line(f"❝ {entry.lesson} ❞", "bold $lesson"), classes="card--part")
    if told := kind_sentence(entry.kind, entry.reason):
        yield Static(safe_line(f"{kind_mark(entry.kind)} {told}"), classes="card--part")
    for commitment in entry.commitments:
        if not commitment.is_open:
            continue
        due = f"Look back on {format_day(commitment.due)}"
        sealed = "; the forecast stays sealed until then" if commitment.forecast else ""
        words = Content("\n").join(
            [
                safe_line(f"{commitment.sentence().rstrip('.')}."),
                safe_line(f"{due}{sealed}.", "$success"),
            ]
        )
        yield Static(words, classes="card--part")
    ratings = entry.ratings
    if entry.score is not None and ratings:
        most = max(rating.high for rating in ratings)
        yield Static(safe_content(f"Score {entry.score:.1f} of {most}"), classes="card--part")


def _hints(hints: "Sequence[Hint]") -> Iterator[Static]:
    rows = [safe_content("One look at the words, if you like:", "$quiet")]
    for hint in hints:
        rows.append(
            Content.assemble(
                safe_line(f"“{hint.words}”"), safe_content(f" {hint.question}", "$quiet")
            )
        )
    yield Static(Content("\n").join(rows), classes="card--hints")
