"""The card, the Guide's last page, which previews the entry before it is saved."""

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
from reflect.practice.score import score_lines
from reflect.tui.safe_text import Content, safe_content, safe_line
from reflect.tui.widgets.tag_input import TagInput

if TYPE_CHECKING:
    from reflect.practice.wording.check import Hint


class Card(VerticalGroup):
    """A preview of the entry, with an input for its tags.

    Args:
        entry: the entry.
        tags: the tags that can be edited here.
        hints: optional suggestions about the wording.
        score: what the guide calls a score, from the lowest to the highest.
    """

    class Save(Message):
        """Posted when the user asks to save the entry."""

    def __init__(
        self,
        entry: Entry,
        tags: "Sequence[str]",
        hints: "Sequence[Hint]",
        score: "Sequence[str]" = (),
    ) -> None:
        super().__init__()
        self.entry = entry
        self.tags = TagInput(tags)
        self._editable_tags = tags
        self._hints = hints
        self._score = score

    def compose(self) -> ComposeResult:
        with VerticalGroup(classes="card--card"):
            yield from _card(self.entry, self._editable_tags, self._score)
            yield self.tags
        if self._hints:
            yield from _hints(self._hints)
        with HorizontalGroup(classes="card--end"):
            yield Button("Save", id="save", variant="primary", compact=True)
            yield Static(safe_content("or go back: all of it can still be changed"))

    @property
    def target(self) -> Widget:
        """The widget to focus."""
        return self.query_one("#save")

    @on(TagInput.Submitted)
    def _tags_submitted(self, event: TagInput.Submitted) -> None:
        event.stop()
        self.target.focus()

    @on(Button.Pressed)
    def _save_pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Save())


def _card(entry: Entry, editable_tags: "Sequence[str]", score: "Sequence[str]") -> Iterator[Static]:
    yield Static(safe_line(entry.title, "bold"), classes="card--title")
    tags = "".join(f" · #{tag}" for tag in entry.tags if tag not in editable_tags)
    yield Static(safe_line(f"{format_day(entry.occurred_on)}{tags}", "$quiet"))
    if entry.lesson:
        yield Static(safe_line(f"❝ {entry.lesson} ❞", "bold $lesson"), classes="card--part")
    if sentence := kind_sentence(entry.kind, entry.reason):
        yield Static(safe_line(f"{kind_mark(entry.kind)} {sentence}"), classes="card--part")
    for commitment in entry.commitments:
        if not commitment.is_open:
            continue
        due = f"Look back on {format_day(commitment.due)}"
        sealed = "; the forecast stays sealed until then" if commitment.forecast else ""
        plan = Content("\n").join(
            [
                safe_line(f"{commitment.sentence().rstrip('.')}."),
                safe_line(f"{due}{sealed}.", "$success"),
            ]
        )
        yield Static(plan, classes="card--part")
    if lines := score_lines(entry, score):
        yield Static(Content("\n").join(map(safe_line, lines)), classes="card--part")


def _hints(hints: "Sequence[Hint]") -> Iterator[Static]:
    rows = [safe_content("One look at the words, if you like:", "$quiet")]
    for hint in hints:
        rows.append(
            Content.assemble(
                safe_line(f"“{hint.words}”"), safe_content(f" {hint.question}", "$quiet")
            )
        )
    yield Static(Content("\n").join(rows), classes="card--hints")
