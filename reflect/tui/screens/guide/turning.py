"""How the pages of the guide turn: what is asked, what stands beside it, and what is taken."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from time import monotonic

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.model.guide import Prompt
from reflect.practice.session import Session
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify
from reflect.tui.safe_text import line, plain
from reflect.tui.screens.guide.bindings import FOOTER_DROP_ORDER
from reflect.tui.screens.guide.page import GuidePage
from reflect.tui.screens.guide.suggestions import Beside
from reflect.tui.widgets.answers import AnswerField, make_field
from reflect.tui.widgets.keys import Keys
from reflect.tui.widgets.progress_dots import Dot, ProgressDots
from reflect.tui.widgets.similar_entries import SimilarEntries
from reflect.tui.widgets.tag_input import TagInput

KEEP_EVERY = 3.0
"""Seconds between two looks for words that are not in the draft yet."""
SETTLED = 1.0
"""Seconds after which keys on their way to a field are given up."""


class Turning(Beside):
    """A sitting, and the page it shows.

    Pages are turned in the app's own order of events, so that each key goes to the page that was
    open when it was pressed.

    Args:
        context: the journal and all that belongs to it.
        begin: returns the session to write in; run in a worker.
        pause: seconds of quiet; None for what the config says.
        since: the first day of the period that the guide looks over.
        clock: gives seconds, for the quiet.
    """

    def __init__(
        self,
        context: AppContext,
        begin: Callable[[], Session],
        *,
        pause: int | None = None,
        since: date | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(context, begin, since)
        self._seconds = context.config.pause if pause is None else pause
        self._clock = clock

    def compose(self) -> ComposeResult:
        """Lay out what stays while the pages turn."""
        with Vertical(id="column"):
            with Horizontal(id="top"):
                yield Static("", id="guide-name")
                yield Static("", id="guide-kept")
            with Horizontal(id="way"):
                yield ProgressDots(id="dots")
                yield Static("", id="stage")
            yield GuidePage(id="page")
            yield SimilarEntries(id="before")
        yield Keys(FOOTER_DROP_ORDER)

    def on_mount(self) -> None:
        """Open the session."""
        self.set_interval(KEEP_EVERY, self.keep_soon)
        self.load()

    def begun(self) -> None:
        """Show the page that the session stands at."""
        session = self.session
        name = f"{session.guide.title} · {format_day(session.occurred_on)}"
        self.query_one("#guide-name", Static).update(line(name))
        self.tell_warnings()
        self.look_for_lessons()
        self.app.call_later(self.turn)

    async def turn(self) -> None:
        """Show what the session stands at: a question, the quiet, or the card."""
        session = self.session
        if session.prompt is None and session.missing:
            session.jump(session.missing[0].id)
            notify(self.app, "This question needs an answer before all can be saved.", "warning")
        prompt = session.prompt
        self.set_focus(None)
        self.field = self.card = None
        if prompt is None:
            await self._show_card()
        elif session.pause_due and self._seconds > 0:
            await self.page.turn()
            self._be_quiet()
        else:
            if session.pause_due:
                session.mark_paused()
            await self._ask(prompt)
        self._show_way(prompt)
        self.look_beside(prompt)
        await self.show_beside(is_new=True)
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
        if self.card is not None:
            self.take_tags()
        if self.field is None:
            return
        prompt_id, typed = self.field.question.prompt.id, self.field.unfinished_text()
        if typed:
            self.session.typing = (prompt_id, typed)
        elif self.session.typing[0] == prompt_id:
            self.session.typing = ("", "")

    def take_tags(self) -> bool:
        """Take the tags as they stand on the card; False where they can't be read."""
        if self.card is not None:
            try:
                self.session.tags = self.card.tags.read()
            except UsageError:
                return False
        return True

    def take(self, *, is_next: bool = False) -> bool:
        """Take the answer as it stands; False where it can't be read, and is only held.

        Args:
            is_next: whether what is offered shall be taken, too.
        """
        field, session = self.field, self.session
        if field is None:
            return self.take_tags()
        prompt = field.question.prompt
        self.hold()
        if field.question.current is None and not field.unfinished_text() and not is_next:
            return True
        try:
            value = field.value()
            if value is None:
                session.clear(prompt.id)
            elif value != session.answer_to(prompt.id):
                session.answer(value, self.context.now)
        except UsageError as error:
            self.tell_problem(" ".join(format_error(error, self.app).split("\n")))
            return False
        if session.typing[0] == prompt.id:
            session.typing = ("", "")
        return True

    def tell_problem(self, words: str) -> None:
        """Say below the field what is wrong with it, where it can be seen."""
        if self.field is not None:
            self.field.show_problem(words)
            problem = self.field.query_one(".answer--problem")
            self.call_after_refresh(problem.scroll_visible, animate=False)

    async def _ask(self, prompt: Prompt) -> None:
        session = self.session
        typed = session.typing[1] if session.typing[0] == prompt.id else ""
        field = make_field(
            prompt,
            current=session.answer_to(prompt.id),
            suggestion=session.suggestion(prompt),
            unfinished=typed,
            now=self.context.now,
        )
        self.field = field
        await self.page.ask(prompt, session.kind, self.lessons_for(prompt), field)
        self.show_lessons()
        self.focus_here()

    async def _show_card(self) -> None:
        from reflect.practice.entry_builder import build_entry
        from reflect.practice.wording.check import check_wording
        from reflect.tui.screens.guide.card import Card

        entry = build_entry(self.session, self.context.now, "entry")
        off = self.context.config.hints_off()
        self.card = Card(entry, self.session.tags, [] if off is None else check_wording(entry, off))
        await self.page.turn(self.card)
        self.focus_here()

    def _be_quiet(self) -> None:
        from reflect.tui.screens.guide.pause import PauseScreen

        quiet = PauseScreen(self._seconds, still=self.context.reduce_motion, clock=self._clock)
        self.app.push_screen(quiet, self.after_quiet)

    def after_quiet(self, ending: str | None) -> None:
        """Go on as the quiet was ended."""
        raise NotImplementedError

    def _show_way(self, here: Prompt | None) -> None:
        session = self.session
        self.query_one(ProgressDots).set(
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

    @on(AnswerField.Changed)
    @on(TagInput.Changed)
    def _typed(self) -> None:
        self.hold()
