"""Look-backs: the questions about a commitment on its due day, and what the answers change.

Every answer changes the commitment immediately. A look-back that is interrupted therefore continues
where it stopped: the commitment has an outcome, but is still open.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from reflect.dates import format_day, parse_day
from reflect.errors import UsageError
from reflect.model.commitment import CAME_TRUE, GOOD_CALL, OUTCOMES, Commitment, Renewal
from reflect.model.entry import Entry
from reflect.practice.commitment_form import parse_due, parse_percent
from reflect.text.clean import normalise

DECISION = "decision"
DROPPED = OUTCOMES[-1]
DONE = "done"


@dataclass(frozen=True, slots=True)
class LookBackQuestion:
    """A question of the look-back.

    Args:
        name: the name of the question, which is also its option on the command line.
        ask: the question as the user reads it.
        help: a line below it.
        choices: the answers to choose from, each with its explanation; empty for free text.
    """

    name: str
    ask: str
    help: str = ""
    choices: tuple[tuple[str, str], ...] = ()


OUTCOME = LookBackQuestion(
    "outcome",
    "Did I do it?",
    choices=tuple(zip(OUTCOMES, ("I did it", "in part", "I did not"), strict=True)),
)
NOTE = LookBackQuestion("note", "What happened?")
NEXT_DAY = LookBackQuestion(
    "renew", "Is it done, or does it get a new day?", "Enter: done. Or a day, such as in 2 weeks."
)
REMEMBERED = LookBackQuestion(
    "remembered",
    "How sure was I that it would come true? In percent, from memory.",
    "The forecast is shown afterwards.",
)
CALL = LookBackQuestion(
    "good-call",
    "Was it a good call, with what I knew then?",
    choices=tuple((value, "") for value in GOOD_CALL),
)
SEAL = LookBackQuestion("seal", "What I expected")
TRUE = LookBackQuestion(
    "came-true", "Did it come true?", choices=tuple((value, "") for value in CAME_TRUE)
)


@dataclass(frozen=True, slots=True)
class LookBack:
    """A look-back in progress. Each answer returns a new one.

    Save `commitment` whenever it changes. `SEAL` is a step without an answer: the front end shows
    the forecast beside what the user remembered, and calls `skip` to go on.

    Args:
        commitment: the commitment with the answers so far.
        is_decision: whether the entry's guide is about a decision.
        question: the current question; None at the end.
        has_seen_forecast: whether a closed look-back was reopened, so that the user knows the
            forecast and is not asked for it from memory.
        is_renewed: whether it ended with a new day.
    """

    commitment: Commitment
    is_decision: bool = False
    question: LookBackQuestion | None = OUTCOME
    has_seen_forecast: bool = False
    is_renewed: bool = False

    @classmethod
    def begin(cls, commitment: Commitment, *, is_decision: bool, again: bool = False) -> Self:
        """Begin a look-back, or continue one that was interrupted.

        Args:
            commitment: the commitment; if it is closed, only a missing `came_true` is asked.
            is_decision: whether the entry's guide is about a decision.
            again: whether to reopen a closed commitment.
        """
        is_reopened = again and not commitment.is_open
        if is_reopened:
            commitment = reopened(commitment)
        begun = cls(commitment, is_decision, has_seen_forecast=is_reopened)
        answered = [
            number for number, step in enumerate(begun.steps) if answer_to(commitment, step)
        ]
        if not commitment.is_open:
            return replace(begun, question=TRUE if may_come_true(commitment) else None)
        after = begun.steps[answered[-1] + 1 :] if answered else begun.steps
        return replace(begun, question=after[0] if after else None)

    @property
    def steps(self) -> tuple[LookBackQuestion, ...]:
        """The questions to ask, given the answers so far."""
        steps = [OUTCOME, NOTE, NEXT_DAY]
        made = self.commitment
        if not has_forecast(made):
            return tuple(steps)
        if made.outcome == DROPPED:
            return (*steps, SEAL)
        if made.percent is not None and not self.has_seen_forecast:
            steps.append(REMEMBERED)
        if self.is_decision and not self.has_seen_forecast:
            steps.append(CALL)
        return (*steps, SEAL, TRUE)

    @property
    def answer_so_far(self) -> str:
        """The answer to the current question as text; "" if there is none."""
        return answer_to(self.commitment, self.question) if self.question else ""

    @property
    def can_go_back(self) -> bool:
        """Whether there is an earlier question whose answer may change."""
        return self.commitment.is_open and self.question not in (OUTCOME, None)

    def answer(self, text: str, now: datetime) -> "LookBack":
        """Answer the current question and go to the next one; empty text skips it.

        Args:
            text: the answer; for a choice, its number, its name or the beginning of its name.
            now: the current time with its UTC offset.

        Raises:
            UsageError: the answer is not valid, or the first question is left open.
        """
        text = normalise(text)
        question, made = self._current(), self.commitment
        if not text or question is SEAL:
            return self.skip(now)
        if question is NEXT_DAY:
            if DONE.startswith(text.lower()):
                return self._next(made, now)
            renewed = renew(made, parse_day(text, now.date()), now)
            return replace(self, commitment=renewed, question=None, is_renewed=True)
        return self._next(with_answer(made, question, text), now)

    def skip(self, now: datetime) -> "LookBack":
        """Go to the next question without an answer, keeping one that was given before.

        Raises:
            UsageError: the first question has no answer yet.
        """
        if self._current() is OUTCOME and not self.commitment.outcome:
            raise UsageError("this question needs an answer", hint=choice_hint(OUTCOME))
        return self._next(self.commitment, now)

    def back(self) -> "LookBack":
        """Go to the question before.

        Raises:
            UsageError: this is the first question, or the forecast has been shown.
        """
        if not self.can_go_back:
            raise UsageError("there is no question before this one")
        return replace(self, question=self.steps[self.steps.index(self._current()) - 1])

    def _current(self) -> LookBackQuestion:
        if self.question is None:
            raise UsageError("every question was asked")
        return self.question

    def _next(self, made: Commitment, now: datetime) -> "LookBack":
        """Go to the next question; close the commitment when only the forecast is left."""
        moved = replace(self, commitment=made)
        after = moved.steps[moved.steps.index(self._current()) + 1 :]
        question = after[0] if after else None
        if question in (SEAL, None):
            moved = replace(moved, commitment=closed(made, now))
        return replace(moved, question=question)


@dataclass(frozen=True, slots=True)
class DueLookBack:
    """A commitment of an entry.

    Args:
        entry: the entry.
        n: the number of the commitment in its entry, from 1.
        commitment: the commitment.
    """

    entry: Entry
    n: int
    commitment: Commitment

    @property
    def name(self) -> str:
        """The commitment's name on the command line, such as "k3f9xw2a7b/1"."""
        return f"{self.entry.id}/{self.n}"

    @property
    def is_decision(self) -> bool:
        """Whether the entry's guide is about a decision."""
        return self.entry.guide == DECISION

    def begin(self, *, again: bool = False) -> LookBack:
        """Begin or continue the look-back on it."""
        return LookBack.begin(self.commitment, is_decision=self.is_decision, again=again)


def commitments_of(entries: Iterable[Entry]) -> list[DueLookBack]:
    """Return the commitments of all entries but drafts, by due day."""
    found = [
        DueLookBack(entry, n, commitment)
        for entry in entries
        if entry.state != "draft"
        for n, commitment in enumerate(entry.commitments, 1)
    ]
    return sorted(found, key=lambda each: (each.commitment.due, each.name))


def due_look_backs(entries: Iterable[Entry], today: date) -> list[DueLookBack]:
    """Return the commitments whose look-back is due, longest overdue first."""
    return [each for each in commitments_of(entries) if each.commitment.is_due(today)]


def has_forecast(commitment: Commitment) -> bool:
    """Return whether the user made a forecast."""
    return bool(commitment.forecast) or commitment.percent is not None


def may_come_true(commitment: Commitment) -> bool:
    """Return whether a closed commitment still lacks the answer whether its forecast held."""
    return (
        not commitment.is_open
        and has_forecast(commitment)
        and commitment.outcome != DROPPED
        and not commitment.came_true
    )


def answer_to(commitment: Commitment, question: LookBackQuestion) -> str:
    """Return the stored answer to a question as text; "" if there is none."""
    remembered = commitment.remembered_percent
    return {
        OUTCOME: commitment.outcome,
        NOTE: commitment.note,
        REMEMBERED: "" if remembered is None else str(remembered),
        CALL: commitment.good_call,
        TRUE: commitment.came_true,
    }.get(question, "")


def with_answer(commitment: Commitment, question: LookBackQuestion, text: str) -> Commitment:
    """Return the commitment with the answer to a question other than `NEXT_DAY` and `SEAL`.

    Raises:
        UsageError: the answer is not valid.
    """
    if question is NOTE:
        return replace(commitment, note=text)
    if question is REMEMBERED:
        return replace(commitment, remembered_percent=parse_percent(text))
    value = parse_choice(question, text)
    if question is CALL:
        return replace(commitment, good_call=value)
    if question is TRUE:
        return replace(commitment, came_true=value)
    if value == DROPPED:
        # A dropped commitment is not scored, so what was remembered has no use.
        commitment = replace(commitment, remembered_percent=None, good_call="", came_true="")
    return replace(commitment, outcome=value)


def parse_choice(question: LookBackQuestion, text: str) -> str:
    """Return the choice with this number, name or beginning of a name.

    Raises:
        UsageError: there is no such choice, or there are several.
    """
    values = [value for value, _ in question.choices]
    typed = text.strip().casefold()
    numbers = [str(number) for number in range(1, len(values) + 1)]
    if typed in numbers:
        return values[numbers.index(typed)]
    found = [value for value in values if value.startswith(typed)] if typed else []
    if typed in values or len(found) == 1:
        return typed if typed in values else found[0]
    raise UsageError(f"that is not one of the answers: {text[:20]!r}", hint=choice_hint(question))


def choice_hint(question: LookBackQuestion) -> str:
    """Return a hint that lists the choices of a question."""
    return f"One of: {', '.join(value for value, _ in question.choices)}."


def renew(commitment: Commitment, day: date, now: datetime) -> Commitment:
    """Return the commitment with a new day; its answers become part of its history.

    The forecast stays as it is, and stays sealed.

    Raises:
        UsageError: the day does not lie ahead.
    """
    if day <= now.date():
        raise UsageError(
            f"{format_day(day)} does not lie ahead", hint="Give a day after today, as in 2 weeks."
        )
    past = Renewal(commitment.due, now, commitment.outcome, commitment.note)
    return replace(
        commitment,
        due=day,
        outcome="",
        note="",
        remembered_percent=None,
        good_call="",
        came_true="",
        looked_back_at=None,
        renewals=(*commitment.renewals, past),
    )


def moved(commitment: Commitment, text: str, today: date) -> Commitment:
    """Return the commitment with another day, without looking back on it.

    Args:
        commitment: an open commitment.
        text: the day as typed.
        today: the current day.

    Raises:
        UsageError: the day is not valid or is in the past, or the commitment is closed.
    """
    if not commitment.is_open:
        raise UsageError("this commitment was looked back on already")
    if not text.strip():
        raise UsageError("there is no date", hint="Give a day, such as in 2 weeks.")
    return replace(commitment, due=parse_due(text, today))


def closed(commitment: Commitment, now: datetime) -> Commitment:
    """Return the commitment as closed, at the time of its first closing."""
    return commitment if not commitment.is_open else replace(commitment, looked_back_at=now)


def reopened(commitment: Commitment) -> Commitment:
    """Return a closed commitment without the answers of its look-back.

    What the user remembered, and whether it was a good call, was answered before the forecast was
    shown and can't be asked again, so it stays.
    """
    return replace(commitment, outcome="", came_true="", note="", looked_back_at=None)
