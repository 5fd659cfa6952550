"""How the pages of the guide turn: what is asked, what stands beside it, and what is taken."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Static

from reflect.dates import spell
from reflect.errors import UsageError
from reflect.model.guide import Prompt
from reflect.practice.session import Session
from reflect.tui.content import line, plain
from reflect.tui.desk import Desk
from reflect.tui.saying import in_words, say
from reflect.tui.screens.guide_page import Lessons, Page
from reflect.tui.screens.guide_sitting import Sitting
from reflect.tui.widgets.answers import AnswerField, make_field
from reflect.tui.widgets.dots import Dot, Dots
from reflect.tui.widgets.here_before import HereBefore

if TYPE_CHECKING:
    from reflect.journal.lessons import Lesson
    from reflect.practice.recurrence import Echo
    from reflect.tui.screens.card import Card

KEEP_EVERY = 3.0
"""Seconds between two looks for words that are not in the draft yet."""
ROOMY = 46
"""Rows from which on the card leaves room for the earlier entries."""
SETTLED = 1.0
"""Seconds after which keys on their way to a field are given up."""


class Turning(Sitting):
    """A sitting, and the page it shows.

    Pages are turned in the app's own order of events, so that each key goes to the page that was
    open when it was pressed.

    Args:
        desk: the journal and all that belongs to it.
        session: what is written, from where it stands.
        pause: seconds of quiet; None for what the config says.
        since: the first day of the period that the guide looks over.
        clock: gives seconds, for the quiet.
    """

    def __init__(
        self,
        desk: Desk,
        session: Session,
        *,
        pause: int | None = None,
        since: date | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(desk, session, since)
        self.field: AnswerField | None = None
        self.card: Card | None = None
        self._seconds = desk.config.pause if pause is None else pause
        self._clock = clock
        self._echoes: list[Echo] = []
        self._compared: object = None
        self._lessons: list[Lesson] = []
        self._count = 0

    def compose(self) -> ComposeResult:
        """Lay out what stays while the pages turn."""
        session = self.session
        with Vertical(id="column"):
            with Horizontal(id="top"):
                name = f"{session.guide.title} · {spell(session.occurred_on)}"
                yield Static(line(name), id="guide-name")
                yield Static("", id="guide-kept")
            with Horizontal(id="way"):
                yield Dots(id="dots")
                yield Static("", id="stage")
            yield Page(id="page")
            yield HereBefore(id="before")
        yield Footer(compact=True, show_command_palette=False)

    def on_mount(self) -> None:
        """Show the page one stands at."""
        self.tell_warnings()
        self.look_for_lessons()
        self.set_interval(KEEP_EVERY, self.keep_soon)
        self.app.call_later(self.turn)

    @property
    def page(self) -> Page:
        """Where the question stands."""
        return self.query_one("#page", Page)

    @property
    def before(self) -> HereBefore:
        """The earlier entries that are alike."""
        return self.query_one("#before", HereBefore)

    async def turn(self) -> None:
        """Show what the session stands at: a question, the quiet, or the card."""
        session = self.session
        if session.prompt is None and session.missing:
            session.jump(session.missing[0].id)
            say(self.app, "This question needs an answer before all can be saved.", "warning")
        prompt = session.prompt
        self.set_focus(None)
        self.field = self.card = None
        if prompt is None:
            await self._show_card()
        elif session.quiet_due and self._seconds > 0:
            await self.page.turn()
            self._be_quiet()
        else:
            if session.quiet_due:
                session.quiet_had()
            await self._ask(prompt)
        self._show_way(prompt)
        self._look_beside(prompt)
        await self._show_beside(is_new=True)
        self.keep_soon()

    async def settled(self) -> None:
        """Wait until the field has taken the keys that were pressed before this one."""
        taken = asyncio.Event()
        if self.focused is not None and self.focused.call_later(taken.set):
            with suppress(TimeoutError):
                await asyncio.wait_for(taken.wait(), SETTLED)

    def focus_here(self) -> None:
        """Give the focus to the field, or to what saves."""
        if self.field is not None:
            self.set_focus(self.field.target)
        elif self.card is not None:
            # One reads it from its beginning.
            self.set_focus(self.card.target, scroll_visible=False)

    def hold(self) -> None:
        """Put what is typed and not an answer yet into the session."""
        if self.field is None:
            return
        prompt_id, typed = self.field.given.prompt.id, self.field.typed()
        if typed:
            self.session.typing = (prompt_id, typed)
        elif self.session.typing[0] == prompt_id:
            self.session.typing = ("", "")

    def take(self, *, is_next: bool = False) -> bool:
        """Take the answer as it stands; False where it can't be read, and is only held.

        Args:
            is_next: whether what is offered shall be taken, too.
        """
        field, session = self.field, self.session
        if field is None:
            return True
        prompt = field.given.prompt
        self.hold()
        if field.given.standing is None and not field.typed() and not is_next:
            return True
        try:
            value = field.value()
            if value is None:
                session.clear(prompt.id)
            elif value != session.answer_to(prompt.id):
                session.answer(value, self.desk.now)
        except UsageError as error:
            field.show_problem(" ".join(in_words(error).split("\n")))
            return False
        if session.typing[0] == prompt.id:
            session.typing = ("", "")
        return True

    async def _ask(self, prompt: Prompt) -> None:
        session = self.session
        typed = session.typing[1] if session.typing[0] == prompt.id else ""
        field = make_field(
            prompt,
            standing=session.answer_to(prompt.id),
            offer=session.offer(prompt),
            typed=typed,
            now=self.desk.now,
        )
        self.field = field
        await self.page.ask(prompt, session.kind, self._lessons_for(prompt), field)
        self.focus_here()

    def _lessons_for(self, prompt: Prompt) -> Lessons | None:
        is_first = self.since is not None and prompt == self.session.steps[0]
        if not (self._lessons and prompt.offers == "lessons") and not is_first:
            return None
        since = self.since if is_first else None
        return Lessons(self._lessons, self.desk.today, since=since, count=self._count)

    async def _show_card(self) -> None:
        from reflect.practice.language import look
        from reflect.tui.screens.card import Card

        entry = self.session.entry(self.desk.now, "entry")
        off = self.desk.config.hints_off()
        self.card = Card(entry, [] if off is None else look(entry, off))
        await self.page.turn(self.card)
        self.focus_here()

    def _be_quiet(self) -> None:
        from reflect.tui.screens.quiet import QuietScreen

        quiet = QuietScreen(self._seconds, still=self.desk.still, clock=self._clock)
        self.app.push_screen(quiet, self.after_quiet)

    def after_quiet(self, ending: str | None) -> None:
        """Go on as the quiet was ended."""
        raise NotImplementedError

    def _show_way(self, here: Prompt | None) -> None:
        session = self.session
        self.query_one(Dots).set(
            [
                Dot(
                    step.id,
                    "answered"
                    if step.id in session.answers
                    else "skipped"
                    if step.id in session.skipped
                    else "open",
                    step is here,
                    step.stage,
                    step.ask,
                )
                for step in session.steps
            ]
        )
        self.query_one("#stage", Static).update(plain(here.stage if here else "the card"))
        self.refresh_bindings()

    def _look_beside(self, here: Prompt | None) -> None:
        """Look for earlier entries, once the facts are in, and again when more is known."""
        session = self.session
        facts = [step.id for step in session.steps if step.stage == "action"]
        are_in = all(id_ in session.answers or id_ in session.skipped for id_ in facts)
        if not session.has_answers or not are_in or not self._is_beside(here):
            return
        known = [session.answers.get(id_) for id_ in facts]
        compared = (known, session.kind, session.fed("lesson"), session.fed("tags"))
        if compared != self._compared:
            self._compared = compared
            self.look_for_alike()

    def _is_beside(self, here: Prompt | None) -> bool:
        return here is None or here.stage == "reflection"

    async def _show_beside(self, *, is_new: bool) -> None:
        """Show the earlier entries beside reflection and card, folded away at first.

        Args:
            is_new: whether the page was just turned.
        """
        echoes = self._echoes if self._is_beside(self.session.prompt) else []
        await self.before.show(echoes, self.session.repeats, self.desk.today)
        if is_new:
            # On the card they are shown once more, where that leaves room for it.
            self.before.remove_class("-unfolded")
        if self.card is not None and self.size.height >= ROOMY:
            self.before.unfold(with_focus=False)
        self.refresh_bindings()

    @on(Sitting.FoundAlike)
    async def _found_alike(self, event: Sitting.FoundAlike) -> None:
        found = [echo.entry.id for echo in event.echoes]
        # What was confirmed stays, or it could not be taken back.
        same = [
            echo
            for echo in self._echoes
            if echo.entry.id in self.session.repeats and echo.entry.id not in found
        ]
        self._echoes = [*same, *event.echoes]
        await self._show_beside(is_new=False)

    @on(Sitting.FoundLessons)
    def _found_lessons(self, event: Sitting.FoundLessons) -> None:
        self._lessons, self._count = event.lessons, event.count
        prompt = self.session.prompt
        lessons = self._lessons_for(prompt) if prompt and self.field else None
        if lessons is not None and not self.query(Lessons):
            self.page.mount(lessons, before=self.field)

    @on(HereBefore.Confirmed)
    def _confirmed(self, event: HereBefore.Confirmed) -> None:
        if event.is_same:
            self.session.confirm_recurrence(event.entry_id)
        else:
            self.session.take_back_recurrence(event.entry_id)
        self.keep_soon()

    @on(AnswerField.Changed)
    def _typed(self) -> None:
        self.hold()
