"""Checks that the prompts of a guide, and the keys of each prompt, are consistent."""

from collections.abc import Iterator

from reflect.guides.errors import SchemaError, closest_match
from reflect.model.entry import LESSON
from reflect.model.failure import KIND_NAMES
from reflect.model.guide import COMMITMENT_ANSWERS, FORECAST, STAGES, Prompt

# The answer types that can fill each entry field.
_ANSWERS_OF = {
    "title": ("line",),
    "occurred_on": ("date",),
    "kind": ("choice",),
    "lesson": ("line", "text"),
    "commitment": COMMITMENT_ANSWERS,
    "tags": ("line",),
}


def check_prompts(prompts: tuple[Prompt, ...]) -> None:
    """Check the prompts of a guide in order.

    Raises:
        SchemaError: a rule is broken; the error describes the first problem.
    """
    for index, prompt in enumerate(prompts):
        for rule in (_order, _feeds, _answer, _kinds, _when):
            for key, what in rule(prompt, prompts, index):
                raise SchemaError(what, key, index)


def _order(prompt: Prompt, prompts: tuple[Prompt, ...], index: int) -> Iterator[tuple[str, str]]:
    """Check that ids and questions are unique and that stages follow the order of the loop."""
    for before, number in zip(prompts[:index], range(1, index + 1), strict=True):
        if before.id == prompt.id:
            yield "id", f"id {prompt.id!r} is taken by prompt {number}; choose another"
        if before.ask.casefold() == prompt.ask.casefold():
            yield "ask", f"prompt {prompt.id!r} asks the same as {before.id!r}; change one of them"
    last = prompts[index - 1] if index else prompt
    if STAGES.index(prompt.stage) < STAGES.index(last.stage):
        yield (
            "stage",
            f"stage {prompt.stage!r} of prompt {prompt.id!r} comes after {last.stage!r};"
            f" the order is {', '.join(STAGES)}",
        )


def _feeds(prompt: Prompt, prompts: tuple[Prompt, ...], index: int) -> Iterator[tuple[str, str]]:
    """Check that each field except commitments is filled once, by a suitable type of answer."""
    feeds = prompt.feeds
    if prompt.id == LESSON and feeds != LESSON:
        yield "id", f'a prompt with the id {LESSON!r} is the lesson; add feeds = "{LESSON}"'
    if not feeds:
        return
    if prompt.answer not in _ANSWERS_OF[feeds]:
        fitting = " or ".join(f'answer = "{answer}"' for answer in _ANSWERS_OF[feeds])
        yield "feeds", f"prompt {prompt.id!r} can't feed {feeds} as it is; it needs {fitting}"
    if feeds == LESSON and prompt.id != LESSON:
        yield "id", f'the prompt that feeds lesson must have id = "{LESSON}", not {prompt.id!r}'
    if feeds != "commitment":
        for before in prompts[:index]:
            if before.feeds == feeds:
                yield "feeds", f"{feeds} is fed by prompt {before.id!r} already; leave one out"


def _answer(prompt: Prompt, prompts: tuple[Prompt, ...], index: int) -> Iterator[tuple[str, str]]:
    """Check that keys fit the answer type and that all scales have the same range."""
    if prompt.answer in COMMITMENT_ANSWERS and prompt.feeds != "commitment":
        yield "feeds", f'prompt {prompt.id!r} is a {prompt.answer}; leave feeds out or "commitment"'
    if prompt.offers == FORECAST and prompt.answer != "commitment":
        yield "offers", f'prompt {prompt.id!r} has no forecast; add answer = "commitment"'
    if prompt.answer == "choice" and prompt.feeds != "kind" and len(prompt.choices) < 2:
        yield "answer", f'prompt {prompt.id!r} has no choices; add choices = ["…", "…"]'
    if prompt.choices and prompt.feeds == "kind":
        yield "choices", f"prompt {prompt.id!r} feeds kind, whose choices are set; leave them out"
    elif prompt.choices and prompt.answer != "choice":
        yield "choices", f'prompt {prompt.id!r} has choices; add answer = "choice"'
    if not prompt.scale:
        return
    if prompt.answer != "scale":
        yield "scale", f'prompt {prompt.id!r} has a scale; add answer = "scale"'
    for before in prompts[:index]:
        # The score is the mean of all ratings, which is meaningless across different scales.
        if before.scale and (before.scale.low, before.scale.high) != (
            prompt.scale.low,
            prompt.scale.high,
        ):
            yield (
                "scale",
                f"prompt {prompt.id!r} has another scale than {before.id!r};"
                " give both the same low and high",
            )


def _kinds(prompt: Prompt, prompts: tuple[Prompt, ...], index: int) -> Iterator[tuple[str, str]]:
    """Check that help by kind comes after a prompt that asks for the kind."""
    if prompt.help_by_kind and not any(before.feeds == "kind" for before in prompts[:index]):
        yield (
            "help_by_kind",
            f'no prompt before {prompt.id!r} asks the kind; add one with feeds = "kind"',
        )


def _when(prompt: Prompt, prompts: tuple[Prompt, ...], index: int) -> Iterator[tuple[str, str]]:
    """Check that a condition names an earlier prompt and possible answers to it."""
    when = prompt.when
    if when is None:
        return
    before = {earlier.id: earlier for earlier in prompts[:index]}
    asked = before.get(when.prompt)
    if asked is None:
        if when.prompt == prompt.id:
            problem = "the prompt itself; name an earlier one"
        elif any(later.id == when.prompt for later in prompts[index:]):
            problem = f"{when.prompt!r}, which comes later; move that prompt up"
        else:
            near = closest_match(when.prompt, before)
            remedy = f"did you mean {near!r}?" if near else "name the id of an earlier prompt"
            problem = f"{when.prompt!r}, and there is no such prompt; {remedy}"
        yield "when", f"when of prompt {prompt.id!r} names {problem}"
    elif when.values:
        possible = _possible(asked)
        if not possible:
            yield (
                "when",
                f"when of prompt {prompt.id!r}: {asked.id!r} is answered freely; leave is out",
            )
        for value in when.values:
            if possible and value not in possible:
                yield (
                    "when",
                    f"when of prompt {prompt.id!r}: {value!r} is no answer to {asked.id!r};"
                    f" one of {', '.join(possible)}",
                )


def _possible(prompt: Prompt) -> tuple[str, ...]:
    if prompt.feeds == "kind":
        return KIND_NAMES
    if prompt.scale:
        return tuple(str(value) for value in range(prompt.scale.low, prompt.scale.high + 1))
    return tuple(choice.value for choice in prompt.choices)
