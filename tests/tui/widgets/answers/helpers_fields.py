"""Prompts of every type, and an app that runs an answer field."""

from contextlib import AbstractAsyncContextManager
from typing import Any

from textual.pilot import Pilot

from reflect.model.guide import Choice, Prompt, Scale
from reflect.practice.answers import Value
from reflect.tui.widgets.answers import AnswerField, make_field
from tests.factories import NOW
from tests.tui.widgets.helpers_app import held

CHOICES = (Choice("yes", "it is so"), Choice("no", "[b]not[/b] so"), Choice("not quite"))


def make_prompt(answer: str, **overrides: Any) -> Prompt:
    """Return a prompt of an answer type."""
    values: dict[str, Any] = {
        "id": "asked",
        "stage": "reflection",
        "answer": answer,
        "ask": "What is asked?",
        "help": "Some help.",
        "choices": CHOICES if answer == "choice" and overrides.get("feeds") != "kind" else (),
        "scale": Scale(1, 7, "not at all", "entirely") if answer == "scale" else None,
    }
    return Prompt(**values | overrides)


def answering(
    prompt: Prompt,
    *,
    current: Value | None = None,
    suggestion: str = "",
    unfinished: str = "",
    size: tuple[int, int] = (80, 24),
) -> AbstractAsyncContextManager[tuple[Pilot[None], Any]]:
    """Run an app with a focused answer field."""

    def make() -> AnswerField:
        return make_field(
            prompt, current=current, suggestion=suggestion, unfinished=unfinished, now=NOW
        )

    return held(make, size=size)
