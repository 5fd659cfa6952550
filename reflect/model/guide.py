"""Guides: ordered sets of prompts. See docs/guides.md for the file format."""

from collections.abc import Mapping
from dataclasses import dataclass, field

STAGES = ("action", "reflection", "next action")
ANSWERS = ("line", "text", "choice", "scale", "date", "list", "commitment", "forecast")
COMMITMENT_ANSWERS = ("commitment", "forecast")
"""The types of answer that are stored as a commitment; a forecast has no cue and no action."""
FEEDS = ("title", "occurred_on", "kind", "lesson", "commitment", "tags")
FORECAST = "forecast"
"""The value of `offers` that makes a commitment prompt ask for its forecast immediately."""
LOWEST = "lowest"
"""The value of `offers` that shows the statement rated lowest with a prompt."""
NEEDS = (
    "something went wrong",
    "it nearly went wrong",
    "it happened again",
    "a decision",
    "something went well",
    "the week, the quarter, the year",
    "more",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """An option to choose from: the stored value and a sentence that explains it."""

    value: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of integers from `low` to `high`, with a label for each end."""

    low: int = 1
    high: int = 7
    low_label: str = ""
    high_label: str = ""
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on an earlier prompt: it has any answer, or one of `values` if given."""

    prompt: str
    values: tuple[str, ...] = ()

    def is_met(self, answer: str) -> bool:
        """Return whether an answer, as text, meets it; "" is no answer.

        For a condition on a kind of failure, the reason doesn't matter unless it is given.
        """
        if not answer or not self.values:
            return bool(answer)
        return answer in self.values or answer.split("/")[0] in self.values


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question in a guide.

    Args:
        id: the prompt id: lower-case letters, digits and underscores; unique within the guide.
        stage: one of STAGES.
        answer: the type of answer, one of ANSWERS.
        ask: the question, on one line.
        help: the help line shown below the question.
        example: a short example answer.
        optional: whether the user can skip it by leaving the answer empty.
        feeds: the entry field that the answer fills, one of FEEDS; "" to store it as an answer.
        when: the condition for asking; None to always ask.
        choices: the options of a `choice` prompt; empty if it feeds `kind`, because the kinds are
            the options.
        scale: the scale of a `scale` prompt, otherwise None.
        help_by_kind: help lines for kinds of failure, each replacing `help`.
        offers: "lessons" to show earlier lessons, LOWEST to show the statement rated lowest,
            FORECAST to make a commitment prompt ask for its forecast immediately, otherwise "".
    """

    id: str
    stage: str
    answer: str
    ask: str
    help: str
    example: str = ""
    optional: bool = True
    feeds: str = ""
    when: Condition | None = None
    choices: tuple[Choice, ...] = ()
    scale: Scale | None = None
    help_by_kind: Mapping[str, str] = field(default_factory=dict)
    offers: str = ""

    def help_for(self, kind: str) -> str:
        """Return the help line for a kind of failure, or `help` if the kind has none."""
        return self.help_by_kind.get(kind, self.help)


@dataclass(frozen=True, slots=True)
class Guide:
    """An ordered set of prompts.

    Args:
        name: the name used on the command line.
        title: the title shown on screen.
        about: a short description of its purpose.
        need: the menu heading that lists it, one of NEEDS.
        sources: the sources of the method, one per line.
        prompts: the prompts in the order they are asked; at least one.
        period: whether the guide reviews a period of time (`new --since`).
        near_miss: whether its entries are near misses.
        score: what the mean of its ratings means, from the lowest to the highest.
    """

    name: str
    title: str
    about: str
    need: str
    sources: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    period: bool = False
    near_miss: bool = False
    score: tuple[str, ...] = ()

    @property
    def offers_lessons(self) -> bool:
        """Whether any prompt shows earlier lessons."""
        return any(prompt.offers == "lessons" for prompt in self.prompts)

    def prompt(self, prompt_id: str) -> Prompt | None:
        """Return the prompt with the given id; None if there is none."""
        return next((prompt for prompt in self.prompts if prompt.id == prompt_id), None)
