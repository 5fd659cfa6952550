"""Asks for a commitment: its plan and its look-back day, an obstacle and a forecast if wanted."""

from datetime import datetime
from typing import TYPE_CHECKING

from reflect.cli.plain.commands import LeaveQuestion
from reflect.cli.plain.keyboard import InputRequest, InputResult
from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.model.commitment import Commitment
from reflect.model.guide import FORECAST as FORECAST_ANSWER
from reflect.model.guide import Prompt
from reflect.practice.commitment_form import (
    ACTION,
    CUE,
    DUE,
    FORECAST,
    LABELS,
    OBSTACLE,
    PERCENT,
    build_commitment,
    check_part,
    default_due,
    join_parts,
    parse_due,
    parse_percent,
    parts_asked,
    parts_of,
    split_parts,
)

if TYPE_CHECKING:
    from reflect.cli.plain.guide import PlainGuide

FOLDED = {"o": OBSTACLE, "f": FORECAST}
"""The key that asks for a part that is folded away."""
_ABOUT = {
    OBSTACLE: "What in you will get in the way, and what will you do then?",
    FORECAST: "What do you expect it to bring?",
}
_NAMES = {OBSTACLE: "what will get in the way", FORECAST: "a forecast"}


def ask_commitment(guide: "PlainGuide", prompt: Prompt) -> None:
    """Ask for a commitment part by part; `:back` returns to the previous part."""
    _CommitmentQuestions(guide, prompt).ask()


class _CommitmentQuestions:
    """The questions for one commitment and the answers so far."""

    def __init__(self, guide: "PlainGuide", prompt: Prompt) -> None:
        self._guide = guide
        self._page = guide.page
        self._prompt = prompt
        self._is_forecast = prompt.answer == FORECAST_ANSWER
        value = guide.session.answer_to(prompt.id)
        self._current = value if isinstance(value, Commitment) else None
        draft = guide.draft_of(prompt)
        # The part that was being typed when the draft was saved, or -1.
        self._unfinished = draft.count("\n") if draft else -1
        self._parts = split_parts(draft) if draft else parts_of(self._current)
        if self._is_sealed:
            sealed = parts_of(self._current)
            self._parts[FORECAST], self._parts[PERCENT] = sealed[FORECAST], sealed[PERCENT]
        self._initial = list(self._parts) if self._current is not None else []
        self._has_asked_obstacle = False
        # The parts that stay folded unless the user asks for them.
        wanted = self._is_forecast or prompt.offers == FORECAST_ANSWER
        self._folded = {
            part
            for part in (OBSTACLE, FORECAST)
            if not self._parts[part] and not (part == FORECAST and wanted)
        }

    def ask(self) -> None:
        """Ask until the commitment is complete or has been left empty."""
        order = parts_asked(self._prompt)
        position = 0
        while position < len(order):
            try:
                position = self._ask_part(order, position)
            except UsageError as error:
                self._page.complain(error)
            except LeaveQuestion as leave:
                if leave.command != "back" or position == 0:
                    raise
                position -= 1
                while position and order[position] in self._hidden:
                    position -= 1
        self._answer()
        self._guide.session.skip()

    def _ask_part(self, order: tuple[int, ...], position: int) -> int:
        """Ask for one part; return the position of the next one."""
        number = order[position]
        if number in self._hidden:
            return position + 1
        if number == DUE and not self._parts[FORECAST if self._is_forecast else ACTION]:
            if self._is_forecast:
                return len(order)
            if self._parts[CUE]:
                self._page.note("What will you do then? Finish the sentence.")
                return order.index(ACTION)
            return len(order)
        if number == DUE and not self._parts[DUE]:
            default, words = default_due(self._prompt, self._now.date())
            self._page.note(f"Enter: {words}, {format_day(default)}.")
        if self._is_sealed and number == (DUE if self._is_forecast else OBSTACLE):
            self._page.note("The forecast is sealed until the look-back.")
        if number == OBSTACLE and not self._asks_obstacle:
            return position + 1
        if number in self._folded:
            return self._unfold(order, position)
        if number in _ABOUT and not self._parts[number] and not self._is_forecast:
            self._page.note(_ABOUT[number])
        self._take(number, self._read(number))
        return position + 1

    @property
    def _asks_obstacle(self) -> bool:
        """Whether the obstacle has a turn of its own: it was not asked along with the forecast."""
        if OBSTACLE not in self._folded:
            return not self._has_asked_obstacle
        return self._is_sealed or self._prompt.offers == FORECAST_ANSWER

    @property
    def _hidden(self) -> set[int]:
        """The parts that are not asked now: what is sealed, and how sure one is of nothing."""
        if self._is_sealed:
            return {FORECAST, PERCENT}
        return set() if self._parts[FORECAST] else {PERCENT}

    def _unfold(self, order: tuple[int, ...], position: int) -> int:
        """Ask which of the folded parts the user wants; return the position to go on with."""
        offered = [key for key, part in FOLDED.items() if part in self._folded - self._hidden]
        names = ", ".join(f"{key}: {_NAMES[FOLDED[key]]}" for key in offered)
        self._page.note(f"More, if you like ({names}); enter goes on.")
        typed = self._guide.read(
            self._prompt,
            InputRequest(
                autosave=lambda text: self._save(FORECAST, "" if text.strip() in FOLDED else text),
                prefix=self._page.prefix,
            ),
        )
        words = typed.text.strip()
        if not words:
            return len(order)
        part = FOLDED.get(words.lower(), FORECAST)
        if part not in self._folded - self._hidden:
            raise UsageError(f"that is not one of them: {' or '.join(offered)}, or enter goes on")
        self._folded.discard(part)
        if words.lower() not in FOLDED:
            # What was typed is the forecast itself.
            self._take(FORECAST, typed)
            return order.index(PERCENT)
        if part == OBSTACLE and FORECAST in self._folded:
            self._page.note(_ABOUT[OBSTACLE])
            self._take(OBSTACLE, self._read(OBSTACLE))
            self._has_asked_obstacle = True
            return position
        return order.index(part)

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

    def _take(self, number: int, typed: InputResult) -> None:
        """Store the answer for one part.

        Raises:
            UsageError: the answer is invalid.
        """
        text = typed.text.strip()
        parts = [*self._parts[:number], text, *self._parts[number + 1 :]]
        if number == FORECAST and not text:
            # The question of how sure one is goes with it.
            parts[PERCENT] = self._parts[PERCENT] = ""
        check_part(number, parts, self._prompt, self._current, self._now.date())
        if number == DUE:
            today = self._now.date()
            old = self._current.due if self._current else None
            due = parse_due(text, today, default_due(self._prompt, today)[0], old)
            self._page.echo(format_day(due))
            text = due.isoformat()
        if number == PERCENT and text:
            text = str(parse_percent(text))
        self._parts[number] = text
        self._save(number, text)

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
        if not self._parts[FORECAST if self._is_forecast else ACTION]:
            session.typing = ("", "")
            session.clear(self._prompt.id)
            return
        made = build_commitment(self._parts, self._current, self._now, self._prompt)
        if made is not None:
            session.answer(made, self._now)

    @property
    def _now(self) -> datetime:
        return self._guide.services.now()

    @property
    def _is_sealed(self) -> bool:
        return self._current is not None and self._current.is_sealed(self._now)
