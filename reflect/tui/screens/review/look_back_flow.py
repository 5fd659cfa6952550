"""The look-back on one commitment, question by question."""

from collections.abc import Callable
from functools import partial

from reflect.errors import ConflictError, ReflectError
from reflect.journal.review import find_commitment, save_commitment
from reflect.model.commitment import Commitment
from reflect.practice.look_back import (
    NEXT_DAY,
    NOTE,
    SEAL,
    DueLookBack,
    LookBack,
    with_answer,
)
from reflect.text.clean import one_line
from reflect.tui.context import AppContext
from reflect.tui.safe_text import Content
from reflect.tui.screens.review.actions import ReviewActions
from reflect.tui.screens.review.content import commitment_title, forecast_lines, plan_lines
from reflect.tui.screens.review.page_view import PageView
from reflect.tui.undo import Undo

SKIPS = "enter skips"


class LookBackFlow:
    """Asks the questions of a look-back, and saves each answer on top of the one before.

    Args:
        found: the commitment.
        context: the context that provides the journal.
        actions: saves the answers.
        failed: called if an answer could not be saved; the flow then continues with what was
            saved, or is done if another front end changed the commitment.
    """

    def __init__(
        self,
        found: DueLookBack,
        context: AppContext,
        actions: ReviewActions,
        failed: Callable[[], object],
    ) -> None:
        self.look_back = found.begin()
        self.answered = 0
        self._begun = self._saved = found
        self._queued = found.commitment
        self._ours: list[Commitment] = []  # all that was queued
        self._context = context
        self._actions = actions
        self._failed = failed
        self._typed = ""  # an answer that could not be saved
        self._is_lost = False
        self._can_undo = False

    @property
    def is_done(self) -> bool:
        """Whether every question was asked."""
        return self._is_lost or self.look_back.question is None

    def view(self) -> PageView:
        """Return the current question."""
        question = self.look_back.question
        assert question is not None
        lines = list(plan_lines(self._begun, self._context.now))
        title = commitment_title(self._begun)
        if question is SEAL or self._is_unsealed:
            lines += [Content(""), *forecast_lines(self.look_back.commitment)]
        body = Content("\n").join(lines)
        if question is SEAL:
            return PageView("look back", title, body, help="The seal is open. enter goes on.")
        is_choice, so_far = bool(question.choices), self.look_back.answer_so_far
        choices = tuple(f"{name}: {about}" if about else name for name, about in question.choices)
        back = "backspace goes back" if self.look_back.can_go_back else ""
        helps = [question.help, self._skips(), back]
        return PageView(
            "look back",
            title,
            body,
            question.ask,
            " · ".join(filter(None, helps)),
            choices,
            None if is_choice else one_line(self._typed or so_far),
            goes_back=self.look_back.can_go_back,
        )

    @property
    def _is_unsealed(self) -> bool:
        """Whether the forecast was shown as the step before the current one."""
        steps, question = self.look_back.steps, self.look_back.question
        return question in steps and SEAL in steps[: steps.index(question)]

    def _skips(self) -> str:
        so_far = self.look_back.answer_so_far
        if self.look_back.question is NEXT_DAY:
            return ""
        if so_far:
            return f"so far: {one_line(so_far)} (enter keeps it)"
        return "" if self.look_back.question is self.look_back.steps[0] else SKIPS

    def answer(self, text: str) -> None:
        """Answer the current question and go to the next; an empty text skips it."""
        before, now = self.look_back, self._context.now
        is_same = bool(text) and text == one_line(before.answer_so_far)
        self.look_back = before.skip(now) if is_same else before.answer(text, now)
        self._typed = ""
        self._save(self.look_back.commitment, before, text)

    def choose(self, number: int) -> None:
        """Answer the current question with a choice."""
        self.answer(str(number))

    def back(self) -> bool:
        """Go to the question before."""
        if not self.look_back.can_go_back:
            return False
        self.look_back = self.look_back.back()
        return True

    def keep(self, text: str) -> None:
        """Save a note that is being typed."""
        self._save(self._with_note(text), self.look_back, text)

    def keep_now(self, text: str) -> None:
        """Save all answers and a note synchronously."""
        changed = self._with_note(text)
        if changed == self._saved.commitment or self._is_lost:
            return
        journal = self._context.journal
        try:
            save_commitment(journal, self._saved, changed)
        except ConflictError:
            # A write that was under way may have saved an earlier answer, or this one.
            current = find_commitment(journal, self._saved.name)
            if current.commitment not in self._ours:
                raise
            save_commitment(journal, current, changed)

    def _with_note(self, text: str) -> Commitment:
        made = self.look_back.commitment
        is_note = self.look_back.question is NOTE and text != one_line(made.note)
        return with_answer(made, NOTE, text) if text and is_note else made

    def _save(self, changed: Commitment, before: LookBack, text: str) -> None:
        if changed == self._queued:
            return
        self._queued = changed
        self._ours.append(changed)
        self.answered += 1
        failed = partial(self._was_not_saved, before, text)
        self._actions.save(partial(self._write, changed), self._was_saved, failed)

    def _write(self, changed: Commitment) -> DueLookBack:
        # After a conflict, the answers that were given meanwhile are dropped.
        if self._is_lost:
            return self._saved
        return save_commitment(self._context.journal, self._saved, changed)

    def _was_saved(self, saved: DueLookBack) -> None:
        self._saved = saved
        if not self._can_undo and not self._is_lost:
            self._can_undo = True
            ids = (saved.entry.id,)
            self._actions.undos.push(Undo("Took the look-back back.", self._undo, ids))

    def _undo(self) -> DueLookBack:
        return save_commitment(self._context.journal, self._saved, self._begun.commitment)

    def _was_not_saved(self, before: LookBack, text: str, error: ReflectError) -> None:
        self.answered -= 1
        if isinstance(error, ConflictError):
            self._is_lost = True
        else:
            # The question is asked again, with what was typed.
            self._queued = self._saved.commitment
            self.look_back, self._typed = before, text
        self._failed()
