"""A session: a guide being answered, prompt by prompt."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from reflect.errors import UsageError
from reflect.model.commitment import Commitment
from reflect.model.entry import Answer, Entry
from reflect.model.guide import COMMITMENT_ANSWERS, Condition, Guide, Prompt
from reflect.practice.answers import Value, accept
from reflect.text import clean


@dataclass
class Session:
    """A reflection in progress.

    Args:
        guide: the guide whose prompts are asked.
        answers: the answers by prompt id; "" for a kind of failure answered with "not sure yet".
        questions: the questions by prompt id, worded as they were when answered.
        skipped: the ids of prompts that the user deliberately left open.
        at: the id of the current prompt; "" after the last one.
        has_paused: whether the pause before the reflection is over.
        id: the id of the resulting entry.
        begun_at: when the session began, with its UTC offset.
        occurred_on: the day of the event, unless a prompt asks for it.
        title: the title given on the command line; "" to ask for it or derive it from an answer.
        tags: the tags given on the command line.
        extras: answers to prompts that are not in the guide.
        typing: the prompt id and text of an unfinished answer; two empty strings if there is none.
        repeats: the ids of the earlier entries it repeats, as confirmed by the user.
        origin: the capture or unfinished entry being resumed, otherwise None.
        draft_version: the version of the draft that was last read or written; "" if there is none.
    """

    guide: Guide
    answers: dict[str, Value] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    at: str = ""
    has_paused: bool = False
    id: str = ""
    begun_at: datetime = datetime.min
    occurred_on: date = date.min
    title: str = ""
    tags: tuple[str, ...] = ()
    extras: tuple[Answer, ...] = ()
    typing: tuple[str, str] = ("", "")
    repeats: tuple[str, ...] = ()
    origin: Entry | None = field(default=None, repr=False)
    draft_version: str = field(default="", repr=False)

    @classmethod
    def begin(
        cls,
        guide: Guide,
        *,
        id: str,
        now: datetime,
        occurred_on: date,
        title: str = "",
        tags: tuple[str, ...] = (),
    ) -> Self:
        """Return a new session, positioned at the guide's first prompt."""
        session = cls(
            guide,
            id=id,
            begun_at=now,
            occurred_on=occurred_on,
            title=clean.normalise_line(title),
            tags=tags,
        )
        session.go_to_open()
        return session

    @property
    def steps(self) -> tuple[Prompt, ...]:
        """The prompts to ask, given the answers so far."""
        asked: dict[str, Prompt] = {}
        for prompt in self.guide.prompts:
            if prompt.when is None or (
                prompt.when.prompt in asked and is_met(prompt.when, self.answers)
            ):
                asked[prompt.id] = prompt
        return tuple(asked.values())

    @property
    def prompt(self) -> Prompt | None:
        """The current prompt; None after the last one."""
        if not self.at:
            return None
        reached = False
        asked = {prompt.id for prompt in self.steps}
        for prompt in self.guide.prompts:
            reached = reached or prompt.id == self.at
            if reached and prompt.id in asked:
                return prompt
        return None

    @property
    def position(self) -> int:
        """The index of the current step, or the number of steps if there is no current one."""
        prompt = self.prompt
        return self.steps.index(prompt) if prompt else len(self.steps)

    @property
    def missing(self) -> tuple[Prompt, ...]:
        """The required prompts that have not been answered yet."""
        return tuple(
            prompt for prompt in self.steps if not prompt.optional and prompt.id not in self.answers
        )

    @property
    def is_complete(self) -> bool:
        """Whether every step has been answered or skipped."""
        return all(p.id in self.answers or p.id in self.skipped for p in self.steps)

    @property
    def is_empty(self) -> bool:
        """Whether the user has written nothing at all."""
        return not (self.has_answers or self.title or self.typing[1].strip())

    @property
    def replaced_entry(self) -> Entry | None:
        """The entry that this session replaces when it is saved; None if it becomes a new one.

        A session whose draft was continued elsewhere gets a new id and leaves its origin unchanged.
        """
        return self.origin if self.origin is not None and self.origin.id == self.id else None

    @property
    def has_answers(self) -> bool:
        """Whether there are any answers, including extras."""
        return bool(self.answers or self.extras)

    @property
    def pause_due(self) -> bool:
        """Whether to pause now: after the facts, before the first reflection prompt."""
        prompt = self.prompt
        if self.has_paused or prompt is None or prompt.stage != "reflection":
            return False
        before = [step.stage for step in self.steps[: self.position]]
        return "action" in before and "reflection" not in before

    @property
    def first_words(self) -> str:
        """The first answer, on one line; "" if it is not text."""
        first = self.answers.get(self.guide.prompts[0].id)
        return clean.one_line(first) if isinstance(first, str) else ""

    @property
    def suggested_title(self) -> str:
        """The first line of the first prose answer, or the guide's title if there is none."""
        for prompt in self.guide.prompts:
            value = self.answers.get(prompt.id)
            is_prose = prompt.answer in ("line", "text", "list") and prompt.feeds in ("", "lesson")
            if is_prose and isinstance(value, str):
                return clean.first_line(value)
        return clean.first_line(self.extras[0].text) if self.extras else self.guide.title

    @property
    def kind(self) -> str:
        """The kind of failure chosen so far, without its reason; "" if not sure."""
        return str(self.value_for("kind") or "").split("/")[0]

    @property
    def commitment_prompts(self) -> list[Prompt]:
        """The prompts that ask for a commitment, in the order of the entry's commitments."""
        return [prompt for prompt in self.guide.prompts if prompt.answer in COMMITMENT_ANSWERS]

    def answer_to(self, prompt_id: str) -> Value | None:
        """Return the answer to a prompt; None if there is none."""
        return self.answers.get(prompt_id)

    def value_for(self, feeds: str) -> Value | None:
        """Return the answer that fills an entry field; None if there is none."""
        asked = (prompt.id for prompt in self.guide.prompts if prompt.feeds == feeds)
        return next((self.answers[id_] for id_ in asked if id_ in self.answers), None)

    def suggestion(self, prompt: Prompt) -> str:
        """Return the text suggested for an unanswered prompt; "" if there is none."""
        if prompt.feeds == "title":
            return self.title or self.suggested_title
        if prompt.feeds == "occurred_on":
            return self.occurred_on.isoformat()
        return ""

    def answer(self, value: Value, now: datetime | None = None) -> None:
        """Answer the current prompt or change its answer; empty text removes the answer.

        Args:
            value: the answer.
            now: the time for relative dates and seals; by default, the time the session began.

        Raises:
            UsageError: the prompt does not accept this answer, or there is no current prompt.
        """
        now = now or self.begun_at
        prompt = self._current()
        if isinstance(value, Commitment):
            self._check_seal(prompt, value, now)
        today = now.date()
        if isinstance(value, Commitment) and value.due == self._due(prompt):
            # A day that was given earlier may be past by now.
            today = min(today, value.due)
        accepted = accept(prompt, value, today)
        if accepted is None:
            self.clear(prompt.id)
        else:
            self.answers[prompt.id] = accepted
            self.questions[prompt.id] = prompt.ask
            self.skipped.discard(prompt.id)
        if self.typing[0] == prompt.id:
            self.typing = ("", "")

    def _due(self, prompt: Prompt) -> date | None:
        before = self.answers.get(prompt.id)
        return before.due if isinstance(before, Commitment) else None

    def clear(self, prompt_id: str) -> None:
        """Remove the answer to a prompt."""
        self.answers.pop(prompt_id, None)
        self.questions.pop(prompt_id, None)

    def commit_typing(self) -> None:
        """Turn the unfinished answer into a regular one, so that saving loses nothing."""
        prompt_id, typed = self.typing
        prompt = self.guide.prompt(prompt_id)
        self.typing = ("", "")
        if prompt is None or not typed.strip():
            return
        if prompt.answer in ("text", "list", "line"):
            try:
                value = accept(prompt, typed, self.begun_at.date())
            except UsageError:
                value = None
            if value is not None:
                self.answers[prompt_id] = value
                self.questions[prompt_id] = prompt.ask
                self.skipped.discard(prompt_id)
                return
        if prompt.answer not in ("choice", "scale", "date"):
            self.extras += (Answer(prompt_id, prompt.ask, clean.normalise(typed)),)

    def mark_paused(self) -> None:
        """Record that the pause is over."""
        self.has_paused = True

    def confirm_recurrence(self, entry_id: str) -> None:
        """Record that this entry repeats an earlier one."""
        if entry_id not in (self.id, *self.repeats):
            self.repeats += (entry_id,)

    def take_back_recurrence(self, entry_id: str) -> None:
        """Record that this entry does not repeat an earlier one after all."""
        self.repeats = tuple(known for known in self.repeats if known != entry_id)

    def next(self) -> None:
        """Go to the next prompt, or past the last one.

        Raises:
            UsageError: the current prompt is required and has no answer.
        """
        prompt = self.prompt
        if prompt is None:
            return
        if prompt in self.missing:
            raise UsageError("this question needs an answer")
        after = self.steps[self.position + 1 :]
        self.at = after[0].id if after else ""

    def skip(self) -> None:
        """Go to the next prompt, and mark the current one as skipped if it has no answer.

        Raises:
            UsageError: the current prompt is required and has no answer, or there is no current
                prompt.
        """
        prompt = self._current()
        self.next()
        if prompt.id not in self.answers:
            self.skipped.add(prompt.id)

    def back(self) -> None:
        """Go to the previous prompt.

        Raises:
            UsageError: the current prompt is the first one.
        """
        if self.position == 0:
            raise UsageError("this is the first question")
        self.at = self.steps[self.position - 1].id

    def jump(self, prompt_id: str) -> None:
        """Go to a prompt.

        Raises:
            UsageError: the prompt is not one of the steps.
        """
        if all(prompt.id != prompt_id for prompt in self.steps):
            raise UsageError(f"no such question here: {prompt_id!r}")
        self.at = prompt_id

    def go_to_open(self) -> None:
        """Go to the first prompt that was neither answered nor skipped, or past the last one."""
        open_ = (p.id for p in self.steps if p.id not in self.answers and p.id not in self.skipped)
        self.at = next(open_, "")

    def _current(self) -> Prompt:
        prompt = self.prompt
        if prompt is None:
            raise UsageError("every question was asked")
        return prompt

    def _check_seal(self, prompt: Prompt, new: Commitment, now: datetime) -> None:
        """Check that the user may change the commitment of a resumed entry.

        Raises:
            UsageError: it has been looked back on, or its forecast is sealed.
        """
        ids = [known.id for known in self.commitment_prompts]
        before = self.origin.commitments if self.origin else ()
        if prompt.id not in ids or ids.index(prompt.id) >= len(before):
            return
        old = before[ids.index(prompt.id)]
        if not old.is_open and new != old:
            raise UsageError("this commitment was looked back on already, and stays as it is")
        if old.is_sealed(now) and (new.forecast, new.percent) != (old.forecast, old.percent):
            raise UsageError(
                "the forecast is sealed until the look-back",
                hint="The rest of the commitment may change.",
            )


def is_met(condition: Condition, answers: dict[str, Value]) -> bool:
    """Return whether the answers so far meet a condition."""
    value = answers.get(condition.prompt)
    if isinstance(value, Commitment):
        return not condition.values
    return condition.is_met("" if value is None else str(value))
