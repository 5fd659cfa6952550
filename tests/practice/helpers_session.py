"""A small guide with one prompt of each kind, and helpers to start sessions with it."""

from reflect.model.guide import Choice, Condition, Guide, Prompt, Scale
from reflect.practice.session import Session
from tests.factories import NOW, TODAY


def ask(id_: str, answer: str = "text", stage: str = "action", **rest: object) -> Prompt:
    """Return a prompt."""
    return Prompt(id_, stage, answer, f"{id_.capitalize()}?", "Help.", **rest)  # type: ignore[arg-type]


GUIDE = Guide(
    name="test",
    title="A test of it",
    about="testing",
    need="more",
    sources=("ours",),
    prompts=(
        ask("happened", optional=False),
        ask("expected", "line"),
        ask("why", stage="reflection"),
        ask("why_again", stage="reflection", when=Condition("why")),
        ask("kind", "choice", "reflection", feeds="kind"),
        ask("signals", "list", "reflection", when=Condition("kind", ("complex",))),
        ask("mood", "choice", "reflection", choices=(Choice("low"), Choice("high", "Good"))),
        ask("sure", "scale", "reflection", scale=Scale(1, 7, reversed=True)),
        ask("lesson", "line", "reflection", feeds="lesson"),
        ask("commitment", "commitment", "next action", feeds="commitment"),
        ask("when", "date", "next action", feeds="occurred_on"),
        ask("labels", "line", "next action", feeds="tags"),
        ask("title", "line", "next action", feeds="title"),
    ),
)


def begin(**rest: object) -> Session:
    """Return a new session with the guide."""
    values = {"id": "0123456789", "now": NOW, "occurred_on": TODAY} | rest
    return Session.begin(GUIDE, **values)  # type: ignore[arg-type]


def at(session: Session, prompt_id: str) -> Session:
    """Move a session to a prompt and return the session."""
    session.jump(prompt_id)
    return session
