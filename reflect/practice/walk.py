"""Where one stands in a guide, and which of its questions are asked at all."""

from dataclasses import dataclass, field
from datetime import date

from reflect.errors import UsageError
from reflect.model.commitment import Commitment
from reflect.model.guide import Condition, Guide, Prompt
from reflect.practice.answers import Value, accept


@dataclass
class Walk:
    """A guide, the answers so far, and the question one stands at.

    Args:
        guide: whose prompts are asked.
        answers: by prompt id; "" for a kind of failure answered with "not sure yet".
        questions: by prompt id: the question as it was asked when it was answered.
        skipped: ids of prompts left open on purpose.
        at: id of the prompt one stands at; "" after the last.
        quiet: whether the pause before the reflection was had.
    """

    guide: Guide
    answers: dict[str, Value] = field(default_factory=dict)
    questions: dict[str, str] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)
    at: str = ""
    quiet: bool = False

    @property
    def steps(self) -> tuple[Prompt, ...]:
        """The prompts that are asked, as the answers are now."""
        asked: dict[str, Prompt] = {}
        for prompt in self.guide.prompts:
            if prompt.when is None or (
                prompt.when.prompt in asked and holds(prompt.when, self.answers)
            ):
                asked[prompt.id] = prompt
        return tuple(asked.values())

    @property
    def prompt(self) -> Prompt | None:
        """The question one stands at; None after the last."""
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
        """How many of the steps lie before the current one; all of them after the last."""
        prompt = self.prompt
        return self.steps.index(prompt) if prompt else len(self.steps)

    @property
    def missing(self) -> tuple[Prompt, ...]:
        """The required prompts that have no answer yet."""
        return tuple(
            prompt for prompt in self.steps if not prompt.optional and prompt.id not in self.answers
        )

    @property
    def is_whole(self) -> bool:
        """Whether every step was answered or left open on purpose."""
        return all(p.id in self.answers or p.id in self.skipped for p in self.steps)

    @property
    def quiet_due(self) -> bool:
        """Whether this is the first reflection prompt after the facts, with no pause had yet."""
        prompt = self.prompt
        if self.quiet or prompt is None or prompt.stage != "reflection":
            return False
        before = [step.stage for step in self.steps[: self.position]]
        return "action" in before and "reflection" not in before

    def quiet_had(self) -> None:
        """Remember that the pause was had."""
        self.quiet = True

    def answer_to(self, prompt_id: str) -> Value | None:
        """Give what stands as the answer to a prompt; None while there is nothing."""
        return self.answers.get(prompt_id)

    def put(self, value: Value, today: date) -> None:
        """Answer the current prompt; an empty text takes the answer away.

        Raises:
            UsageError: it is no answer to this prompt, or there is none to answer.
        """
        prompt = self._here()
        kept = accept(prompt, value, today)
        if kept is None:
            self.clear(prompt.id)
            return
        self.answers[prompt.id] = kept
        self.questions[prompt.id] = prompt.ask
        self.skipped.discard(prompt.id)

    def clear(self, prompt_id: str) -> None:
        """Take the answer to a prompt away."""
        self.answers.pop(prompt_id, None)
        self.questions.pop(prompt_id, None)

    def next(self) -> None:
        """Go to the next prompt, or past the last.

        Raises:
            UsageError: the current one is required and has no answer.
        """
        prompt = self.prompt
        if prompt is None:
            return
        if prompt in self.missing:
            raise UsageError("this question needs an answer")
        after = self.steps[self.position + 1 :]
        self.at = after[0].id if after else ""

    def skip(self) -> None:
        """Leave the current prompt as it is, on purpose, and go on; an answer it has stands.

        Raises:
            UsageError: it is required and has no answer.
        """
        prompt = self._here()
        self.next()
        if prompt.id not in self.answers:
            self.skipped.add(prompt.id)

    def back(self) -> None:
        """Go to the prompt before.

        Raises:
            UsageError: this is the first.
        """
        if self.position == 0:
            raise UsageError("this is the first question")
        self.at = self.steps[self.position - 1].id

    def jump(self, prompt_id: str) -> None:
        """Go to a prompt that is asked.

        Raises:
            UsageError: it is not among the steps.
        """
        if all(prompt.id != prompt_id for prompt in self.steps):
            raise UsageError(f"no such question here: {prompt_id!r}")
        self.at = prompt_id

    def go_to_open(self) -> None:
        """Go to the first prompt that was neither answered nor skipped, or past the last."""
        open_ = (p.id for p in self.steps if p.id not in self.answers and p.id not in self.skipped)
        self.at = next(open_, "")

    def _here(self) -> Prompt:
        prompt = self.prompt
        if prompt is None:
            raise UsageError("every question was asked")
        return prompt


def holds(condition: Condition, answers: dict[str, Value]) -> bool:
    """Say whether an earlier answer meets a condition; a kind also meets it without its reason."""
    value = answers.get(condition.prompt)
    if value is None or value == "":
        return False
    if not condition.values:
        return True
    if isinstance(value, Commitment):
        return False
    return str(value) in condition.values or str(value).split("/")[0] in condition.values
