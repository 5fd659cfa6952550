"""The Guide screen: one question per page, a pause before reflection, and the card."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date
from functools import partial
from time import monotonic
from typing import ClassVar

from textual import getters, on, work
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen

from reflect.errors import ReflectError, UsageError
from reflect.journal.session_saver import AutosaveResult
from reflect.model.guide import Prompt
from reflect.practice.session import Session
from reflect.text.clean import one_line
from reflect.tui.bindings import key_of
from reflect.tui.context import AppContext
from reflect.tui.external_editor import edit_externally
from reflect.tui.notify import format_error, notify, notify_error
from reflect.tui.results import GuideResult
from reflect.tui.screens.guide.autosave import DraftAutosave
from reflect.tui.screens.guide.bindings import BINDINGS
from reflect.tui.screens.guide.card import Card
from reflect.tui.screens.guide.page import GuideHeader, GuidePage, lesson_list, lowest_note
from reflect.tui.screens.guide.pause import BACK, ENOUGH, LEAVE
from reflect.tui.screens.guide.suggestions import SuggestionLoader
from reflect.tui.widgets.answers import AnswerField, make_field
from reflect.tui.widgets.footer import KeyFooter
from reflect.tui.widgets.inputs import LineInput, keys_handled
from reflect.tui.widgets.progress_dots import ProgressDots
from reflect.tui.widgets.similar_entries import SimilarEntries
from reflect.tui.widgets.tag_input import TagInput

WIDTHS = [(0, "-narrow"), (60, "-wide")]
HEIGHTS = [(0, "-low"), (20, "-middling"), (34, "-high")]
SIMILAR_ON_CARD_HEIGHT = 46
"""The minimum screen height, in rows, for unfolding similar entries below the card."""
AUTOSAVE_SECONDS = 3.0
NOTHING_SIMILAR = "Nothing like it is in your journal."
UNLOCK_TO_SEE = "Its passphrase shows earlier entries. What you write here needs none."
# For these types, an incomplete answer can't be saved.
_PICKED = ("choice", "scale", "date")
_NEED_PAGE = ("next", "done", "back", "save", "keep", "enough", "before", "editor", "tags")


class GuideScreen(Screen[GuideResult]):
    """A guided reflection with one question per page.

    Pages are turned in the app's message queue, so that each key reaches the page that was open
    when it was pressed.

    Args:
        context: the journal and the settings.
        begin: a function that returns the session to write.
        run: a coroutine function that runs `begin` outside the app's thread.
        pause: the length of the pause in seconds; None to use the configured one.
        since: the first day of the period the guide reviews, or None.
        clock: a function that returns the time in seconds, used for the pause.
    """

    CSS_PATH = "guide.tcss"
    AUTO_FOCUS = ""
    BINDING_GROUP_TITLE = "Guide"
    BINDINGS: ClassVar[list[BindingType]] = BINDINGS
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    header = getters.query_one(GuideHeader)
    page = getters.query_one(GuidePage)
    similar = getters.query_one(SimilarEntries)

    session: Session  # set once `begin` has returned

    def __init__(
        self,
        context: AppContext,
        begin: Callable[[], Session],
        *,
        run: Callable[[Callable[[], Session]], Awaitable[Session]] = asyncio.to_thread,
        pause: int | None = None,
        since: date | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__()
        self.context = context
        self.autosave = DraftAutosave(self, context)
        self.suggestions = SuggestionLoader(self, context)
        self._begin = partial(run, begin)
        self._pause_seconds = context.config.pause if pause is None else pause
        self._since = since
        self._clock = clock
        self._is_loaded = False
        self._has_failed_to_leave = False
        self._unfolds_similar = False

    def compose(self) -> ComposeResult:
        with Vertical(id="column"):
            yield GuideHeader()
            yield GuidePage(id="page")
            yield SimilarEntries(id="similar")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._load()

    @work
    async def _load(self) -> None:
        """Begin the session, or close the screen on an error."""
        try:
            self.session = await self._begin()
        except ReflectError as error:
            notify_error(self.app, error)
            self.dismiss(None)
            return
        self._is_loaded = True
        self.autosave.start(self.session)
        self.suggestions.start(self.session, self._since)
        self.header.show_title(self.session)
        self._show_warnings()
        self.set_interval(AUTOSAVE_SECONDS, self.autosave.autosave)
        self.app.call_later(self.turn)

    # The page

    async def turn(self) -> None:
        """Show the session's current page: a question, the pause or the card."""
        session = self.session
        if session.prompt is None and session.missing:
            session.jump(session.missing[0].id)
            notify(self.app, "This question needs an answer before all can be saved.", "warning")
        prompt = session.prompt
        self.set_focus(None)
        self.page.reset()
        if prompt is None:
            await self._show_card()
        elif session.pause_due and self._pause_seconds > 0:
            await self.page.clear()
            self._show_pause()
        else:
            if session.pause_due:
                session.mark_paused()
            await self._show_question(prompt)
        self.header.show_progress(session)
        self.refresh_bindings()
        self.suggestions.update()
        await self._show_similar(is_new_page=True)
        self.autosave.autosave()

    async def _show_question(self, prompt: Prompt) -> None:
        session = self.session
        field = make_field(
            prompt,
            current=session.answer_to(prompt.id),
            suggestion=session.suggestion(prompt),
            unfinished=session.typing[1] if session.typing[0] == prompt.id else "",
            now=self.context.now,
        )
        lessons = lesson_list(self.suggestions, prompt, self.context.today)
        note = lowest_note(session, prompt)
        await self.page.show_question(prompt, session.kind, lessons, field, note)
        # Lessons may have been found while the page was being mounted.
        await self._lessons_found()
        self.focus_page()

    async def _show_card(self) -> None:
        from reflect.practice.entry_builder import build_entry
        from reflect.practice.wording.check import check_wording

        entry = build_entry(self.session, self.context.now, "entry")
        off = self.context.config.hints_off()
        hints = [] if off is None else check_wording(entry, off)
        await self.page.show_card(Card(entry, self.session.tags, hints, self.session.guide.score))
        self.focus_page()

    def _show_pause(self) -> None:
        from reflect.tui.screens.guide.pause import PauseScreen

        still = self.context.reduce_motion
        screen = PauseScreen(self._pause_seconds, still=still, clock=self._clock)
        self.app.push_screen(screen, self._pause_ended)

    def _pause_ended(self, result: str | None) -> None:
        if result == LEAVE:
            self.app.call_later(self.action_leave)
        elif result == ENOUGH:
            self.app.call_later(self.action_enough)
        else:
            if result == BACK:
                self.session.back()
            else:
                self.session.mark_paused()
            self.app.call_later(self.turn)

    def focus_page(self) -> None:
        """Focus the answer field, or the Save button on the card."""
        if self.page.target is not None:
            # The card should stay scrolled to its top.
            self.set_focus(self.page.target, scroll_visible=self.page.card is None)

    def _show_warnings(self) -> None:
        while self.context.warnings:
            notify(self.app, self.context.warnings.pop(0), "warning")

    def stash_input(self) -> None:
        """Store text that is not a complete answer yet in the session."""
        self.page.stash_input(self.session)

    def _commit_answer(self, *, with_suggestion: bool = False) -> bool:
        now = self.context.now
        return self.page.commit_answer(self.session, now, with_suggestion=with_suggestion)

    @on(AnswerField.Changed)
    @on(TagInput.Changed)
    def _input_changed(self) -> None:
        self.stash_input()

    async def input_settled(self) -> bool:
        """Wait until the focused field has handled all earlier keys.

        Returns:
            Whether there is a page that can still be used: it is loaded and not about to close.
        """
        if not self._is_loaded or self.autosave.is_closing:
            return False
        await keys_handled(self)
        return True

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if not self._is_loaded:
            return action not in _NEED_PAGE
        page, is_line = self.page, isinstance(self.focused, LineInput)
        match action:
            case "next" | "keep":
                return page.card is None
            case "save":
                return page.card is not None
            case "tags":
                return page.card is not None and not is_line
            case "editor":
                return page.field is not None and page.field.is_text
            case "done":
                return page.field is not None and is_line
            case "before":
                return self.similar.is_available
        return True

    async def action_next(self) -> None:
        if await self.input_settled() and not self._move_within_answer(1):
            await self._go_on()

    action_done = action_next

    async def action_back(self) -> None:
        if not await self.input_settled() or self._move_within_answer(-1):
            return
        if self.page.is_empty or not self._commit_answer():
            return
        try:
            self.session.back()
        except UsageError:
            notify(self.app, "This is the first question.")
        else:
            await self.turn()

    def _move_within_answer(self, step: int) -> bool:
        """Move to the next or previous part of the answer; return False if there is none."""
        field = self.page.field
        return field is not None and field.has_focus_within and field.move(step)

    async def _go_on(self) -> None:
        if self.page.is_empty or not self._commit_answer(with_suggestion=True):
            return
        try:
            self.session.skip()
        except UsageError as error:
            self.page.show_problem(f"{format_error(error, self.app)}.")
        else:
            await self.turn()

    async def _go_to(self, prompt_id: str) -> None:
        if await self.input_settled() and not self.page.is_empty and self._commit_answer():
            self.session.jump(prompt_id)
            await self.turn()
        else:
            self.focus_page()

    @on(AnswerField.Submitted)
    def _answer_submitted(self) -> None:
        field = self.page.field

        async def go_on() -> None:
            # The user may have pressed enter again before the page was turned.
            if not self.autosave.is_closing and self.page.field is field:
                await self._go_on()

        self.app.call_later(go_on)

    @on(ProgressDots.Selected)
    def _dot_selected(self, event: ProgressDots.Selected) -> None:
        self.app.call_later(self._go_to, event.prompt_id)

    def action_tags(self) -> None:
        if self.page.card is not None:
            self.set_focus(self.page.card.tags.input)

    async def action_editor(self) -> None:
        if await self.input_settled() and self.page.field is not None:
            self._edit_externally(self.page.field)

    def _edit_externally(self, field: AnswerField) -> None:
        prompt, old = field.question.prompt, field.text().strip("\n")

        def clean(text: str) -> str:
            return one_line(text) if prompt.answer == "line" else text.strip("\n")

        def keep(text: str) -> None:
            if clean(text).strip() and clean(text) != old:
                self.session.typing = (prompt.id, clean(text))
                self.autosave.save_draft_here()

        given = f"{old}\n" if old else ""
        result = edit_externally(self.app, self.context, given, f"{prompt.id}.md", keep)
        if clean(result.text) != old:
            field.set_text(clean(result.text))
            self.stash_input()
        if result.error is not None:
            notify_error(self.app, result.error)

    # Similar entries and lessons

    @on(SuggestionLoader.LessonsFound)
    async def _lessons_found(self) -> None:
        if self.page.field is not None:
            prompt = self.page.field.question.prompt
            await self.page.add_lessons(lesson_list(self.suggestions, prompt, self.context.today))

    async def _show_similar(self, *, is_new_page: bool = False) -> None:
        """Show the similar entries for the current page, initially folded."""
        prompt = self.session.prompt
        await self.similar.show(
            self.suggestions.similar_for(prompt),
            self.session.repeats,
            self.context.today,
            is_locked=self.suggestions.is_locked_for(prompt),
        )
        if is_new_page:
            self.similar.fold()
        if self.page.card is not None and self.size.height >= SIMILAR_ON_CARD_HEIGHT:
            self.similar.unfold(with_focus=False)
        self.refresh_bindings()

    @on(SuggestionLoader.SimilarFound)
    async def _similar_found(self) -> None:
        await self._show_similar()
        unfolds, self._unfolds_similar = self._unfolds_similar, False
        if unfolds and self.suggestions.similar:
            self.similar.unfold(with_focus=True)
        elif unfolds:
            notify(self.app, NOTHING_SIMILAR)

    @on(SuggestionLoader.Locked)
    async def _suggestions_locked(self) -> None:
        await self._show_similar()

    def action_before(self) -> None:
        if self.similar.is_locked:
            self._unlock()
        else:
            self.similar.toggle()

    @on(SimilarEntries.UnlockRequested)
    def _unlock(self) -> None:
        from reflect.tui.screens.dialogs.passphrase import ask_passphrase

        ask_passphrase(self.app, self.context, UNLOCK_TO_SEE, self._unlocked)

    async def _unlocked(self) -> None:
        self._unfolds_similar = self.suggestions.has_compared
        self.suggestions.reload()
        await self._show_similar()

    @on(SimilarEntries.Folded)
    def _similar_folded(self) -> None:
        self.focus_page()

    @on(SimilarEntries.Confirmed)
    def _recurrence_confirmed(self, event: SimilarEntries.Confirmed) -> None:
        if event.is_same:
            self.session.confirm_recurrence(event.entry_id)
        else:
            self.session.take_back_recurrence(event.entry_id)
        self.autosave.autosave()

    # Saving and leaving

    def save_now(self) -> str:
        """Save the draft immediately because the process is about to exit."""
        if not self._is_loaded:
            return ""
        try:
            self.stash_input()
        finally:
            # Even if the field fails, save what was stashed before.
            message = self.autosave.save_now()
        return message

    async def action_keep(self) -> None:
        if await self.input_settled():
            self.stash_input()
            self.autosave.save_draft()

    @on(DraftAutosave.Saved)
    def _draft_saved(self, event: DraftAutosave.Saved) -> None:
        if self.autosave.is_closing:
            return
        if event.error is not None:
            notify_error(self.app, event.error)
        if event.text:
            notify(self.app, event.text, "warning" if event.error is not None else "information")
        if event.result is not AutosaveResult.UNCHANGED:
            self.header.show_draft(is_saved=event.error is None)
        self._show_warnings()

    async def action_enough(self) -> None:
        if not await self.input_settled():
            return
        field, session = self.page.field, self.session
        if not self._commit_answer() and (field is None or field.question.prompt.answer in _PICKED):
            return
        if not session.has_answers and not session.typing[1].strip():
            notify(self.app, f"Nothing is written yet. {key_of(self, 'guide.leave')} leaves.")
            return
        self.set_focus(None)
        self.autosave.save_entry(unfinished=True)

    @on(Card.Save)
    async def action_save(self) -> None:
        if await self.input_settled() and self.page.commit_tags(self.session):
            self.set_focus(None)
            self.autosave.save_entry(unfinished=False)

    async def action_leave(self) -> None:
        if not self._is_loaded:
            self.dismiss(None)
        elif await self.input_settled():
            self._commit_answer()
            self.set_focus(None)
            self.autosave.close()

    async def action_fold_or_leave(self) -> None:
        if self.similar.is_unfolded:
            self.similar.toggle()
        else:
            await self.action_leave()

    async def action_copy_or_leave(self) -> None:
        try:
            self.action_copy_text()
        except SkipAction:
            await self.action_leave()

    @on(DraftAutosave.Closed)
    def _session_closed(self, event: DraftAutosave.Closed) -> None:
        if event.text:
            notify(self.app, event.text)
        self.dismiss(event.result)

    @on(DraftAutosave.Failed)
    def _save_failed(self, event: DraftAutosave.Failed) -> None:
        """Stay on the page and say where the text is, but let a second attempt to leave succeed."""
        error = event.error
        if event.is_leaving and self._has_failed_to_leave:
            self.autosave.keep_for_shell(error)
            self.context.farewell.append(format_error(error, self.app))
            self.dismiss(GuideResult(is_reported=True))
            return
        notify_error(self.app, error)
        if event.unlock_reason:
            from reflect.tui.screens.dialogs.passphrase import ask_passphrase

            unlocked = partial(notify, self.app, "The journal is open: save once more.")
            ask_passphrase(self.app, self.context, event.unlock_reason, unlocked)
        self._has_failed_to_leave = event.is_leaving
        self.autosave.reopen(event)
        self.app.call_later(self.turn)
