"""One page of the guide: a question with what belongs beside it, and the field below."""

from collections.abc import Sequence
from datetime import date

from textual.containers import VerticalGroup, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from reflect.dates import format_day, relative_day
from reflect.journal.lessons import Lesson
from reflect.model.guide import Prompt
from reflect.tui.safe_text import Content, line, plain
from reflect.tui.widgets.answers import AnswerField

# These show their example in the empty field.
_OWN_EXAMPLE = ("text", "line", "list", "choice")


class GuidePage(VerticalScroll, can_focus=False):
    """What is asked now, or the card."""

    async def turn(self, *widgets: Widget) -> None:
        """Show these in place of what was there."""
        with self.app.batch_update():
            await self.remove_children()
            if widgets:
                await self.mount_all(widgets)
        self.scroll_home(animate=False)

    async def ask(
        self, prompt: Prompt, kind: str, lessons: "LessonList | None", field: AnswerField
    ) -> None:
        """Ask a question.

        Args:
            prompt: the question.
            kind: the kind of failure as far as it is known, for the help.
            lessons: earlier lessons beside it; None for none.
            field: where it is answered.
        """
        parts: list[Widget] = [
            Static(plain(prompt.ask), classes="page--ask"),
            Static(plain(prompt.help_for(kind)), classes="page--help"),
        ]
        if prompt.example and prompt.answer not in _OWN_EXAMPLE:
            parts.append(Static(plain(f"For example: {prompt.example}"), classes="page--example"))
        if lessons is not None:
            parts.append(lessons)
        await self.turn(*parts, field)


class LessonList(VerticalGroup):
    """Earlier lessons beside a question.

    Args:
        lessons: the newest first.
        today: the day that "ago" counts from.
        since: the first day of the period the guide looks over; None for none.
        count: how many entries lie in it.
    """

    def __init__(
        self, lessons: Sequence[Lesson], today: date, *, since: date | None = None, count: int = 0
    ) -> None:
        super().__init__()
        told = "From your journal:"
        if since is not None:
            entries = "entry" if count == 1 else "entries"
            told = f"Since {format_day(since)}: {count} {entries}." + (
                f" {told}" if lessons else ""
            )
        rows = [Static(plain(told), classes="lessons--told")]
        rows += [Static(_row(lesson, today), classes="lessons--one") for lesson in lessons]
        self.compose_add_child(VerticalScroll(*rows, can_focus=False))


def _row(lesson: Lesson, today: date) -> Content:
    where = f"({lesson.title}, {relative_day(lesson.occurred_on, today)})"
    return Content.assemble(
        plain("· "), line(lesson.text, "$lesson"), plain(" "), line(where, "$quiet")
    )
