"""The widgets on a page of the Guide."""

from collections.abc import Sequence
from datetime import date, datetime

from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalGroup, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from reflect.dates import format_day, relative_day
from reflect.errors import UsageError
from reflect.journal.lessons import Lesson
from reflect.model.guide import LOWEST, Prompt
from reflect.practice.entry_builder import ratings_of
from reflect.practice.score import lowest_line
from reflect.practice.session import Session
from reflect.tui.notify import format_error
from reflect.tui.safe_text import Content, safe_content, safe_line
from reflect.tui.screens.guide.card import Card
from reflect.tui.screens.guide.suggestions import SuggestionLoader
from reflect.tui.widgets.answers import AnswerField
from reflect.tui.widgets.progress_dots import Dot, ProgressDots

# These show their example as a placeholder in the empty field.
_HAVE_PLACEHOLDER = ("text", "line", "list", "choice")


class LessonList(VerticalGroup):
    """Earlier lessons, shown with a question.

    Args:
        lessons: the lessons, newest first.
        today: the current date, for relative dates.
        since: the first day of the period the guide reviews, or None.
        count: the number of entries in that period.
    """

    def __init__(
        self, lessons: Sequence[Lesson], today: date, *, since: date | None = None, count: int = 0
    ) -> None:
        super().__init__()
        heading = "From your journal:"
        if since is not None:
            entries = "entry" if count == 1 else "entries"
            period = f"Since {format_day(since)}: {count} {entries}."
            heading = f"{period} {heading}" if lessons else period
        rows = [Static(safe_content(heading), classes="lessons--heading")]
        rows += [Static(_lesson_row(lesson, today), classes="lessons--row") for lesson in lessons]
        self.compose_add_child(VerticalScroll(*rows, can_focus=False))


def lesson_list(suggestions: SuggestionLoader, prompt: Prompt, today: date) -> LessonList | None:
    """Return the lessons to show with a question, or None if there are none yet."""
    if suggestions.lessons is None:
        return None
    if suggestions.opens_period(prompt):
        count = suggestions.entry_count
        return LessonList(suggestions.lessons, today, since=suggestions.since, count=count)
    if prompt.offers == "lessons" and suggestions.lessons:
        return LessonList(suggestions.lessons, today)
    return None


def lowest_note(session: Session, prompt: Prompt) -> str:
    """Return the line that shows the statement rated lowest with a question; "" if none does."""
    return lowest_line(ratings_of(session)) if prompt.offers == LOWEST else ""


class GuideHeader(VerticalGroup):
    """The header, which shows the guide's title, the draft's state and the progress."""

    def compose(self) -> ComposeResult:
        with Horizontal(id="title-row"):
            yield Static(id="guide-title")
            yield Static(id="draft-state")
        with Horizontal(id="progress-row"):
            yield ProgressDots()
            yield Static(id="stage")

    def show_title(self, session: Session) -> None:
        """Show the guide's title and the date."""
        title = f"{session.guide.title} · {format_day(session.occurred_on)}"
        self.query_one("#guide-title", Static).update(safe_line(title))

    def show_draft(self, *, is_saved: bool) -> None:
        """Show whether the draft is saved."""
        state = safe_content("draft kept") if is_saved else safe_content("draft not kept", "$error")
        self.query_one("#draft-state", Static).update(state)

    def show_progress(self, session: Session) -> None:
        """Show a dot for each step, and the stage of the current one."""
        dots = []
        for step in session.steps:
            state = "skipped" if step.id in session.skipped else "open"
            if step.id in session.answers:
                state = "answered"
            dots.append(Dot(step.id, state, step is session.prompt, step.stage, step.ask))
        self.query_one(ProgressDots).set_dots(dots)
        stage = session.prompt.stage if session.prompt is not None else "the card"
        self.query_one("#stage", Static).update(safe_content(stage))


class GuidePage(VerticalScroll, can_focus=False):
    """A question with its answer field, or the card; empty while a page is being prepared."""

    field: AnswerField | None = None
    card: Card | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the page has neither a question nor the card."""
        return self.field is None and self.card is None

    @property
    def target(self) -> Widget | None:
        """The widget to focus, or None on an empty page."""
        if self.field is not None:
            return self.field.target
        return self.card.target if self.card is not None else None

    def reset(self) -> None:
        """Mark the page as empty, leaving its widgets in place until the next page is shown."""
        self.field = self.card = None

    async def show_question(
        self,
        prompt: Prompt,
        kind: str,
        lessons: LessonList | None,
        field: AnswerField,
        note: str = "",
    ) -> None:
        """Show a question.

        Args:
            prompt: the question.
            kind: the kind of failure, if known, which selects the help text.
            lessons: earlier lessons to show above the field, or None.
            field: the answer field.
            note: a line from the earlier answers, or "".
        """
        self.field, self.card = field, None
        parts: list[Widget] = [
            Static(safe_content(prompt.ask), classes="page--ask"),
            Static(safe_content(prompt.help_for(kind)), classes="page--help"),
        ]
        if prompt.example and prompt.answer not in _HAVE_PLACEHOLDER:
            parts.append(
                Static(safe_content(f"For example: {prompt.example}"), classes="page--example")
            )
        if note:
            parts.append(Static(safe_line(note), classes="page--example"))
        if lessons is not None:
            parts.append(lessons)
        await self._replace(*parts, field)

    async def show_card(self, card: Card) -> None:
        """Show the card."""
        self.field, self.card = None, card
        await self._replace(card)

    async def clear(self) -> None:
        """Remove all widgets from the page."""
        self.reset()
        await self._replace()

    async def add_lessons(self, lessons: LessonList | None) -> None:
        """Add lessons that were found after the question was shown."""
        field = self.field
        is_shown = field is not None and field in self.children
        if lessons is not None and is_shown and not self.query(LessonList):
            await self.mount(lessons, before=field)

    def show_problem(self, text: str) -> None:
        """Show an error message below the field and scroll to it."""
        if self.field is not None:
            self.field.show_problem(text)
            problem = self.field.query_one(".answer--problem")
            self.call_after_refresh(problem.scroll_visible, animate=False)

    def stash_input(self, session: Session) -> None:
        """Store text that is not a complete answer yet in a session."""
        self.commit_tags(session)
        if self.field is None:
            return
        prompt_id, text = self.field.question.prompt.id, self.field.unfinished_text()
        if text:
            session.typing = (prompt_id, text)
        elif session.typing[0] == prompt_id:
            session.typing = ("", "")

    def commit_tags(self, session: Session) -> bool:
        """Store the card's tags in a session; return False if they are invalid."""
        if self.card is not None:
            try:
                session.tags = self.card.tags.read()
            except UsageError:
                return False
        return True

    def commit_answer(
        self, session: Session, now: datetime, *, with_suggestion: bool = False
    ) -> bool:
        """Store the answer in a session.

        If the answer is invalid, the text is only stashed and the page shows an error message.

        Args:
            session: the session.
            now: the current time.
            with_suggestion: whether to accept a suggested answer that the user has not changed.

        Returns:
            Whether the answer is valid.
        """
        field = self.field
        if field is None:
            return self.commit_tags(session)
        prompt = field.question.prompt
        self.stash_input(session)
        is_new = field.question.current is None and not field.unfinished_text()
        if is_new and not with_suggestion:
            return True
        try:
            value = field.value()
            if value is None:
                session.clear(prompt.id)
            elif value != session.answer_to(prompt.id):
                session.answer(value, now)
        except UsageError as error:
            self.show_problem(" ".join(format_error(error, self.app).split("\n")))
            return False
        if session.typing[0] == prompt.id:
            session.typing = ("", "")
        return True

    async def _replace(self, *widgets: Widget) -> None:
        with self.app.batch_update():
            await self.remove_children()
            if widgets:
                await self.mount_all(widgets)
        self.scroll_home(animate=False)


def _lesson_row(lesson: Lesson, today: date) -> Content:
    source = f"({lesson.title}, {relative_day(lesson.occurred_on, today)})"
    return Content.assemble(
        safe_content("· "),
        safe_line(lesson.text, "$lesson"),
        safe_content(" "),
        safe_line(source, "$quiet"),
    )
