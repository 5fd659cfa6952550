"""Asks for a commitment: its cue, action, look-back date and optional forecast."""

from datetime import datetime
from typing import TYPE_CHECKING

from reflect.cli.plain.commands import LeaveQuestion
from reflect.cli.plain.keyboard import InputRequest, InputResult
from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.model.commitment import DUE_AFTER, Commitment
from reflect.model.guide import FORECAST as OFFERED
from reflect.model.guide import Prompt
from reflect.practice.commitment_form import (
    ACTION,
    CUE,
    DUE,
    FORECAST,
    LABELS,
    PERCENT,
    build_commitment,
    join_parts,
    parse_due,
    parse_percent,
    parts_of,
    split_parts,
)

if TYPE_CHECKING:
    from reflect.cli.plain.guide import PlainGuide

FOLDED = "f"
EXPECT = "What do you expect it to bring?"


def ask_commitment(guide: "PlainGuide", prompt: Prompt) -> None:
    """Ask for a commitment part by part; `:back` returns to the previous part."""
    _CommitmentQuestions(guide, prompt).ask()


class _CommitmentQuestions:
    """The questions for one commitment and the answers so far."""

    def __init__(self, guide: "PlainGuide", prompt: Prompt) -> None:
        self._guide = guide
        self._page = guide.page
        self._prompt = prompt
        self._wants_forecast = prompt.offers == OFFERED
        value = guide.session.answer_to(prompt.id)
        self._current = value if isinstance(value, Commitment) else None
        draft = guide.draft_of(prompt)
        # The part that was being typed when the draft was saved, or -1.
        self._unfinished = draft.count("\n") if draft else -1
        self._parts = split_parts(draft) if draft else parts_of(self._current)
        if self._is_sealed:
            self._parts[FORECAST:] = parts_of(self._current)[FORECAST:]
        self._initial = list(self._parts) if self._current is not None else []

    def ask(self) -> None:
        """Ask until the commitment is complete or has been left empty."""
        number = CUE
        while number <= PERCENT:
            try:
                number = self._ask_part(number)
            except UsageError as error:
                self._page.complain(error)
            except LeaveQuestion as leave:
                if leave.command != "back" or number == CUE:
                    raise
                number = max(CUE, number - 1)
        self._answer()
        self._guide.session.skip()

    def _ask_part(self, number: int) -> int:
        """Ask for one part; return the number of the next part."""
        if number == DUE and not self._parts[ACTION]:
            if self._parts[CUE]:
                self._page.note("What will you do then? Finish the sentence.")
                return ACTION
            return PERCENT + 1
        if number == DUE and not self._parts[DUE]:
            default = self._now.date() + DUE_AFTER
            self._page.note(f"Enter: in two weeks, {format_day(default)}.")
        if number == FORECAST:
            if self._is_sealed:
                self._page.note("The forecast is sealed until the look-back.")
                return PERCENT + 1
            if not self._parts[FORECAST]:
                self._page.note(
                    EXPECT
                    if self._wants_forecast
                    else f"A forecast, if you like: {FOLDED} and enter asks for it, enter goes on."
                )
        if number == PERCENT and not self._parts[FORECAST]:
            return PERCENT + 1
        return self._take(number, self._read(number))

    def _read(self, number: int) -> InputResult:
        part = self._parts[number]
        is_draft = number == self._unfinished and bool(part)
        if is_draft:
            self._unfinished = -1
        if part and not is_draft:
            self._page.offered(part)
        elif part and not self._page.can_edit:
            self._page.draft(part)
        request = InputRequest(
            autosave=lambda text: self._save(number, text),
            current="" if is_draft else part,
            draft=part if is_draft else "",
            prefix=self._page.label(LABELS[number]),
        )
        return self._guide.read(self._prompt, request)

    def _take(self, number: int, typed: InputResult) -> int:
        """Store the answer for one part; return the number of the next one."""
        text = typed.text.strip()
        if number == DUE:
            due = parse_due(text, self._now.date())
            self._page.echo(format_day(due))
            text = due.isoformat()
        if number == FORECAST and text.lower() == FOLDED and not self._wants_forecast:
            self._page.note(EXPECT)
            text = self._read(FORECAST).text.strip()
        if number == PERCENT and text:
            text = str(parse_percent(text))
        self._parts[number] = text
        self._save(number, text)
        return number + 1

    def _save(self, number: int, text: str) -> None:
        """Autosave the parts as an unfinished answer."""
        parts = [*self._parts[:number], text or self._parts[number], *self._parts[number + 1 :]]
        if parts == self._initial:
            parts = []
        self._guide.keep_typing(join_parts(parts))

    def _answer(self) -> None:
        session = self._guide.session
        if not self._parts[FORECAST]:
            self._parts[PERCENT] = ""
        if not self._parts[ACTION]:
            session.typing = ("", "")
            session.clear(self._prompt.id)
            return
        made = build_commitment(self._parts, self._current, self._now)
        if made is not None:
            session.answer(made, self._now)

    @property
    def _now(self) -> datetime:
        return self._guide.services.now()

    @property
    def _is_sealed(self) -> bool:
        return self._current is not None and self._current.is_sealed(self._now)
