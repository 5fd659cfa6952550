"""A commitment in its parts: when, I will, the day to look back, and the forecast if one likes."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

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


def ask_commitment(asker: "PlainGuide", prompt: Prompt) -> None:
    """Ask for a commitment part by part; `:back` goes to the part before."""
    _Parts(asker, prompt).ask()


@dataclass
class _Parts:
    """The parts as they are typed; a draft keeps them one a line."""

    asker: "PlainGuide"
    prompt: Prompt

    def __post_init__(self) -> None:
        self.is_asked = self.prompt.offers == OFFERED
        value = self.asker.session.answer_to(self.prompt.id)
        self.standing = value if isinstance(value, Commitment) else None
        begun = self.asker.begun(self.prompt)
        self.begun_at = begun.count("\n") if begun else -1
        self.parts = split_parts(begun) if begun else parts_of(self.standing)
        if self._is_sealed(self.asker.tools.now()):
            self.parts[FORECAST:] = parts_of(self.standing)[FORECAST:]
        self.initial = list(self.parts) if self.standing is not None else []

    def ask(self) -> None:
        """Ask until the commitment is complete, or nothing was wanted."""
        from reflect.cli.plain.guide import LeaveQuestion

        number = CUE
        while number <= PERCENT:
            try:
                number = self._ask_part(number)
            except UsageError as error:
                self.asker.page.complain(error)
            except LeaveQuestion as leave:
                if leave.where != "back" or number == CUE:
                    raise
                number = max(CUE, number - 1)
        self._answer()
        self.asker.session.skip()

    def _ask_part(self, number: int) -> int:
        """Ask for one part; return which comes next."""
        now = self.asker.tools.now()
        if number == DUE and not self.parts[ACTION]:
            if self.parts[CUE]:
                self.asker.page.note("What will you do then? Finish the sentence.")
                return ACTION
            return PERCENT + 1
        if number == DUE and not self.parts[DUE]:
            self.asker.page.note(f"Enter: in two weeks, {format_day(now.date() + DUE_AFTER)}.")
        if number == FORECAST:
            if self._is_sealed(now):
                self.asker.page.note("The forecast is sealed until the look-back.")
                return PERCENT + 1
            if not self.parts[FORECAST]:
                self.asker.page.note(
                    EXPECT
                    if self.is_asked
                    else f"A forecast, if you like: {FOLDED} and enter asks for it, enter goes on."
                )
        if number == PERCENT and not self.parts[FORECAST]:
            return PERCENT + 1
        return self._take(number, self._read(number), now)

    def _read(self, number: int) -> InputResult:
        part = self.parts[number]
        is_begun = number == self.begun_at and bool(part)
        if is_begun:
            self.begun_at = -1
        if part and not is_begun:
            self.asker.page.offered(part)
        elif part and not self.asker.page.out.is_styled:
            self.asker.page.begun(part)
        field = InputRequest(
            typed=lambda text: self._keep(number, text),
            standing="" if is_begun else part,
            begun=part if is_begun else "",
            prefix=self.asker.page.label(LABELS[number]),
        )
        return self.asker.read(self.prompt, field)

    def _take(self, number: int, typed: InputResult, now: datetime) -> int:
        """Take what was typed to a part; return which comes next."""
        text = typed.text.strip()
        if number == DUE:
            due = parse_due(text, now.date())
            self.asker.page.echo(format_day(due))
            text = due.isoformat()
        if number == FORECAST and text.lower() == FOLDED and not self.is_asked:
            self.asker.page.note(EXPECT)
            text = self._read(FORECAST).text.strip()
        if number == PERCENT and text:
            text = str(parse_percent(text))
        self.parts[number] = text
        self._keep(number, text)
        return number + 1

    def _keep(self, number: int, text: str) -> None:
        """Keep the parts up to this one in the draft, as long as they are not an answer yet."""
        parts = [*self.parts[:number], text or self.parts[number], *self.parts[number + 1 :]]
        if parts == self.initial:
            parts = []
        self.asker.typed(join_parts(parts))

    def _answer(self) -> None:
        session = self.asker.session
        if not self.parts[FORECAST]:
            self.parts[PERCENT] = ""
        if not self.parts[ACTION]:
            session.typing = ("", "")
            session.clear(self.prompt.id)
            return
        now = self.asker.tools.now()
        made = build_commitment(self.parts, self.standing, now)
        if made is not None:
            session.answer(made, now)

    def _is_sealed(self, now: datetime) -> bool:
        return self.standing is not None and self.standing.is_sealed(now)
