"""What stands beside the questions: earlier entries that are alike, and earlier lessons."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message
from textual.worker import get_current_worker

from reflect.errors import LockedError, ReflectError
from reflect.model.guide import Prompt
from reflect.practice.session import Session
from reflect.tui.context import AppContext
from reflect.tui.notify import notify
from reflect.tui.screens.guide.autosave import Sitting
from reflect.tui.screens.guide.page import GuidePage, LessonList
from reflect.tui.widgets.similar_entries import SimilarEntries

if TYPE_CHECKING:
    from reflect.journal.lessons import Lesson
    from reflect.practice.similarity import SimilarEntry
    from reflect.tui.screens.guide.card import Card
    from reflect.tui.widgets.answers import AnswerField

NOTHING_ALIKE = "Nothing like it is in your journal."
TO_SEE = "Its passphrase shows earlier entries. What you write here needs none."
ROOMY = 46
"""Rows from which on the card leaves room for the earlier entries."""


class Beside(Sitting):
    """A sitting that shows what belongs beside its questions; arguments as in `Sitting`."""

    class FoundAlike(Message):
        """Earlier entries that are alike were looked for."""

        def __init__(self, echoes: "list[SimilarEntry]") -> None:
            super().__init__()
            self.echoes = echoes

    class FoundLessons(Message):
        """Earlier lessons were looked for, and the entries of the period counted."""

        def __init__(self, lessons: "list[Lesson]", count: int) -> None:
            super().__init__()
            self.lessons = lessons
            self.count = count

    class FoundLocked(Message):
        """The journal can't be looked through without its passphrase."""

    def __init__(
        self, context: AppContext, begin: Callable[[], Session], since: date | None
    ) -> None:
        super().__init__(context, begin, since)
        self._is_locked = False
        self._unfolds = False  # what is found next, as it was asked for
        self.field: AnswerField | None = None
        self.card: Card | None = None
        self._echoes: list[SimilarEntry] = []
        self._compared: object = None
        self._lessons: list[Lesson] | None = None
        self._count = 0

    @property
    def page(self) -> GuidePage:
        """Where the question stands."""
        return self.query_one("#page", GuidePage)

    @property
    def has_page(self) -> bool:
        """Whether there is a page; while it is turned, and before the quiet is over, none is."""
        return self.field is not None or self.card is not None

    @property
    def before(self) -> SimilarEntries:
        """The earlier entries that are alike."""
        return self.query_one("#before", SimilarEntries)

    def lessons_for(self, prompt: Prompt) -> LessonList | None:
        """Give the earlier lessons that belong beside a question; None for none."""
        if self._lessons is None:
            return None
        if self.since is not None and prompt == self.session.steps[0]:
            return LessonList(
                self._lessons, self.context.today, since=self.since, count=self._count
            )
        if prompt.offers == "lessons" and self._lessons:
            return LessonList(self._lessons, self.context.today)
        return None

    def show_lessons(self) -> None:
        """Show them, where they were found only after the page was turned."""
        field = self.field
        lessons = self.lessons_for(field.question.prompt) if field is not None else None
        if lessons is not None and field in self.page.children and not self.query(LessonList):
            self.page.mount(lessons, before=field)

    def look_beside(self, here: Prompt | None) -> None:
        """Look for earlier entries, once the facts are in, and again when more is known."""
        session = self.session
        facts = [step.id for step in session.steps if step.stage == "action"]
        facts_done = all(id_ in session.answers or id_ in session.skipped for id_ in facts)
        if not session.has_answers or not facts_done or not self._is_beside(here):
            return
        known = [session.answers.get(id_) for id_ in facts]
        compared = (known, session.kind, session.value_for("lesson"), session.value_for("tags"))
        if compared != self._compared:
            self._compared = compared
            self._look_for_alike()

    def _is_beside(self, here: Prompt | None) -> bool:
        return here is None or here.stage == "reflection"

    async def show_beside(self, *, is_new: bool) -> None:
        """Show the earlier entries beside reflection and card, folded away at first.

        Args:
            is_new: whether the page was just turned.
        """
        here = self.session.prompt
        echoes = self._echoes if self._is_beside(here) else []
        is_locked = self._is_locked and (self._is_beside(here) or self._has_lessons(here))
        await self.before.show(
            echoes, self.session.repeats, self.context.today, is_locked=is_locked
        )
        if is_new:
            # On the card they are shown once more, where that leaves room for it.
            self.before.remove_class("-unfolded")
        if self.card is not None and self.size.height >= ROOMY:
            self.before.unfold(with_focus=False)
        self.refresh_bindings()

    @on(FoundAlike)
    async def _found_alike(self, event: FoundAlike) -> None:
        if self.is_ending:
            return
        found = [echo.entry.id for echo in event.echoes]
        # What was confirmed stays, or it could not be taken back.
        same = [
            echo
            for echo in self._echoes
            if echo.entry.id in self.session.repeats and echo.entry.id not in found
        ]
        self._echoes = [*same, *event.echoes]
        await self.show_beside(is_new=False)
        unfolds, self._unfolds = self._unfolds, False
        if unfolds and self._echoes:
            self.before.unfold(with_focus=True)
        elif unfolds:
            notify(self.app, NOTHING_ALIKE)

    @on(FoundLocked)
    async def _found_locked(self) -> None:
        if not self.is_ending:
            self._is_locked = True
            await self.show_beside(is_new=False)

    @on(SimilarEntries.Wanted)
    def unlock(self) -> None:
        """Ask for the passphrase over the guide; then show what is to be seen."""
        from reflect.tui.screens.dialogs.passphrase import ask_passphrase

        ask_passphrase(self.app, self.context, TO_SEE, self._unlocked)

    async def _unlocked(self) -> None:
        self._is_locked = False
        self.look_for_lessons()
        await self.show_beside(is_new=False)
        if self._compared is not None:
            self._unfolds = True
            self._look_for_alike()

    @on(FoundLessons)
    def _found_lessons(self, event: FoundLessons) -> None:
        if self.is_ending:
            return
        self._lessons, self._count = event.lessons, event.count
        self.show_lessons()

    @on(SimilarEntries.Confirmed)
    def _confirmed(self, event: SimilarEntries.Confirmed) -> None:
        if event.is_same:
            self.session.confirm_recurrence(event.entry_id)
        else:
            self.session.take_back_recurrence(event.entry_id)
        self.keep_soon()

    def look_for_lessons(self) -> None:
        """Have earlier lessons found, where the guide offers them."""
        if self.session.guide.offers_lessons or self.since is not None:
            self._find_lessons()

    def _has_lessons(self, here: Prompt | None) -> bool:
        """Say whether earlier lessons belong beside a question."""
        is_first = self.since is not None and here == self.session.steps[0]
        return here is not None and (is_first or here.offers == "lessons")

    @work(thread=True)
    def _find_lessons(self) -> None:
        from reflect.journal.lessons import entries_since, newest_lessons

        try:
            rows = self.context.journal.entries.rows()
            count = 0 if self.since is None else entries_since(rows, self.since)
            lessons = newest_lessons(rows, self.since)
        except LockedError:
            self.post_message(self.FoundLocked())
            return
        except ReflectError as error:
            self.context.warnings.append(f"Earlier lessons can't be shown: {error.message}")
            return
        self.post_message(self.FoundLessons(lessons, count))

    def _look_for_alike(self) -> None:
        """Have earlier entries found that are like what was written so far."""
        session = self.session
        # A worker must not see it change; and what was confirmed stays in the list.
        self._find_alike(
            replace(
                session,
                answers=dict(session.answers),
                questions=dict(session.questions),
                skipped=set(session.skipped),
                repeats=(),
            )
        )

    @work(thread=True, exclusive=True, group="alike")
    def _find_alike(self, session: Session) -> None:
        try:
            echoes = self.context.journal.entries.find_similar(session)
        except LockedError:
            self.post_message(self.FoundLocked())
            return
        except ReflectError as error:
            self.context.warnings.append(f"Earlier entries can't be shown: {error.message}")
            return
        if not get_current_worker().is_cancelled:
            self.post_message(self.FoundAlike(echoes))
