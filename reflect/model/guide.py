"""A guide: an ordered set of prompts; see docs/guides.md for the file format."""

from collections.abc import Mapping
from dataclasses import dataclass, field

STAGES = ("action", "reflection", "next action")
ANSWERS = ("line", "text", "choice", "scale", "date", "list", "commitment")
FEEDS = ("title", "occurred_on", "kind", "lesson", "commitment", "tags")
FORECAST = "forecast"
"""The value of `offers` for a commitment whose guide asks for the forecast itself."""
NEEDS = (
    "something went wrong",
    "it happened again",
    "a decision",
    "something went well",
    "the week, the quarter, the year",
    "more",
)


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a choice: the stored value, and a sentence that explains it."""

    value: str
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of whole numbers from `low` to `high`, with a label for each end."""

    low: int = 1
    high: int = 7
    low_label: str = ""
    high_label: str = ""
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """The condition of a prompt: an earlier one was answered, or with one of `values`."""

    prompt: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question of a guide.

    Args:
        id: lower-case letters, digits and underscores; unique in its guide.
        stage: one of STAGES.
        answer: one of ANSWERS.
        ask: the question; one line.
        help: one line below it.
        example: a short answer as an example.
        optional: whether an empty answer skips it.
        feeds: the field of the entry it fills, one of FEEDS; "" for an answer of its own.
        when: the condition under which it is asked; None for always.
        choices: for `choice`; empty where it feeds `kind` (the kinds are the choices).
        scale: for `scale`, else None.
        help_by_kind: a help line by kind of failure, in place of `help`.
        offers: "lessons" if earlier lessons are shown, FORECAST if a commitment asks for its
            forecast at once, else "".
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
        """Return the help line for a kind of failure; "" for unknown."""
        return self.help_by_kind.get(kind, self.help)


@dataclass(frozen=True, slots=True)
class Guide:
    """An ordered set of prompts.

    Args:
        name: its name on the command line.
        title: its title on screen.
        about: its purpose in a few words.
        need: one of NEEDS, under which the menu lists it.
        sources: the sources of the method, one line each.
        prompts: in the order they are asked; at least one.
        period: whether it looks over a period (`new --since`).
    """

    name: str
    title: str
    about: str
    need: str
    sources: tuple[str, ...]
    prompts: tuple[Prompt, ...]
    period: bool = False

    @property
    def offers_lessons(self) -> bool:
        """Whether a prompt shows earlier lessons."""
        return any(prompt.offers == "lessons" for prompt in self.prompts)

    def prompt(self, prompt_id: str) -> Prompt | None:
        """Return a prompt by its id."""
        return next((prompt for prompt in self.prompts if prompt.id == prompt_id), None)
