"""Before it is saved: the card, words worth another look, and what this may repeat."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from reflect.cli.plain.card import card
from reflect.cli.plain.commands import command_named
from reflect.cli.plain.guide import FINISHED, QUIT, PlainGuide
from reflect.cli.plain.keyboard import InputRequest
from reflect.errors import UsageError
from reflect.model.guide import Prompt
from reflect.practice.entry_builder import finish
from reflect.practice.similarity import SimilarEntry
from reflect.practice.wording.check import COMMITMENT, Hint, check_wording

if TYPE_CHECKING:
    from reflect.model.entry import Entry

T = TypeVar("T")


class _Quit(Exception):
    """It shall not be saved now; the draft stays."""


def final_review(asker: PlainGuide) -> str:
    """Show what will be saved, and ask what is left to ask; enter alone always goes on.

    Returns:
        How it ended, as of `Asker.run`: FINISHED, unless it was left on the way.

    Raises:
        UsageError: a required answer is missing.
        KeyboardInterrupt, HungUp: it was broken off; the draft is kept.
    """
    off = asker.tools.hints_off
    try:
        while True:
            entry = finish(asker.session, asker.tools.now())
            card(entry, asker.page)
            hints = check_wording(entry, off) if off is not None else []
            prompt = _picked(asker, entry, hints) if hints else None
            if prompt is None:
                break
            ending = _change(asker, prompt)
            if ending != FINISHED:
                return ending
        _offer(asker)
    except _Quit:
        return QUIT
    return FINISHED


def _picked(asker: PlainGuide, entry: "Entry", hints: Sequence[Hint]) -> Prompt | None:
    """Show the hints; give the question whose answer shall change, None for none."""
    page = asker.page
    page.gap()
    page.line(("Worth another look?", "bold"))
    prompts: list[Prompt] = []
    for hint in hints:
        number = ""
        if (prompt := _prompt_of(asker, entry, hint)) is not None:
            prompts.append(prompt)
            number = str(len(prompts))
        page.out.line(
            (f"{number:>2}  ", "cyan"), f"“{hint.words}” ", (hint.question, "dim"),
            indent=page.margin, hang=page.margin + 4,
        )  # fmt: skip
    more = "; a number changes that answer" if prompts else ""
    page.note(f"Enter leaves it as it is{more}.")

    def read(words: str) -> Prompt | None:
        if not words:
            return None
        if words not in _numbers(prompts):
            wanted = f"a number up to {len(prompts)}, or enter" if prompts else "enter goes on"
            raise UsageError(f"that is not one of them: {wanted}")
        return prompts[int(words) - 1]

    return _answer(asker, read)


def _prompt_of(asker: PlainGuide, entry: "Entry", hint: Hint) -> Prompt | None:
    """Find the question that the words of a hint answer; None where it is not asked any more."""
    steps = asker.session.steps
    if hint.prompt != COMMITMENT:
        return next((step for step in steps if step.id == hint.prompt), None)
    for step in steps:
        value = asker.session.answer_to(step.id)
        if value in entry.commitments and hint.words in getattr(value, "action", ""):
            return step
    return None


def _change(asker: PlainGuide, prompt: Prompt) -> str:
    """Ask one question again, and what became required by the answer."""
    session = asker.session
    session.jump(prompt.id)
    ending = asker.ask(prompt)
    session.at = ""
    return ending or asker.run()


def _offer(asker: PlainGuide) -> None:
    """Offer earlier entries that are alike; only the user says that this repeats them."""
    found = asker.before.found()
    if not found:
        return
    page = asker.page
    page.gap()
    page.line(("You have been here before?", "bold"))
    asker.before.write(found)
    if len(found) == 1:
        page.note("Is this the same again? y and enter says yes, enter alone says no.")
    else:
        page.note("Does this repeat one of them? Type its number, or several; enter says no.")

    def read(words: str) -> list[SimilarEntry]:
        return _chosen(words, found)

    for echo in _answer(asker, read):
        asker.session.confirm_recurrence(echo.entry.id)
    if asker.session.repeats:
        asker.keep()


def _chosen(words: str, found: Sequence[SimilarEntry]) -> list[SimilarEntry]:
    """Read which entries are repeated.

    Raises:
        UsageError: it can't be read.
    """
    numbers = words.replace(",", " ").split()
    if words in ("", "n", "no"):
        return []
    if len(found) == 1 and words in ("y", "yes"):
        return list(found)
    if not all(number in _numbers(found) for number in numbers):
        wanted = "y" if len(found) == 1 else f"numbers from 1 to {len(found)}"
        raise UsageError(f"that can't be read: {wanted}, or enter for no")
    return [found[int(number) - 1] for number in dict.fromkeys(numbers)]


def _numbers(items: Sequence[object]) -> list[str]:
    return [str(number) for number in range(1, len(items) + 1)]


def _answer(asker: PlainGuide, read: Callable[[str], T]) -> T:
    """Read one short line until it makes sense; Ctrl-D on nothing is enter.

    Raises:
        _Quit: `:quit` was typed.
    """
    while True:
        typed = asker.keyboard.read(InputRequest(lambda text: None, prefix=asker.page.prefix))
        try:
            if not typed.command:
                return read(typed.text.strip().lower())
            name = command_named(typed.command)
        except UsageError as error:
            asker.page.complain(error)
            continue
        if name == "quit":
            raise _Quit
        asker.page.note("Enter goes on; :quit stops here, and keeps a draft.")
