"""The review before an entry is saved: card, wording hints and similar entries."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from reflect.cli.plain.card import show_card
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
    """Raised by `:quit`, which keeps the draft without saving an entry."""


def final_review(guide: PlainGuide) -> str:
    """Show the entry with hints and similar entries; pressing enter always continues.

    Returns:
        How the session ended, as from `PlainGuide.run`.

    Raises:
        UsageError: a required answer is missing.
        KeyboardInterrupt, TerminalGone: the review was interrupted.
    """
    off = guide.services.hints_off
    try:
        while True:
            entry = finish(guide.session, guide.services.now())
            show_card(entry, guide.page, guide.services.score(entry))
            hints = check_wording(entry, off) if off is not None else []
            prompt = _picked(guide, entry, hints) if hints else None
            if prompt is None:
                break
            ending = _change(guide, prompt)
            if ending != FINISHED:
                return ending
        _offer(guide)
    except _Quit:
        return QUIT
    return FINISHED


def _picked(guide: PlainGuide, entry: "Entry", hints: Sequence[Hint]) -> Prompt | None:
    """Show the hints; return the prompt that the user wants to change, or None."""
    page = guide.page
    page.gap()
    page.line(("Worth another look?", "bold"))
    prompts: list[Prompt] = []
    for hint in hints:
        number = ""
        if (prompt := _prompt_of(guide, entry, hint)) is not None:
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

    return _answer(guide, read)


def _prompt_of(guide: PlainGuide, entry: "Entry", hint: Hint) -> Prompt | None:
    """Return the prompt that a hint refers to, or None if it is no longer asked."""
    steps = guide.session.steps
    if hint.prompt != COMMITMENT:
        return next((step for step in steps if step.id == hint.prompt), None)
    for step in steps:
        value = guide.session.answer_to(step.id)
        if value in entry.commitments and hint.words in getattr(value, "action", ""):
            return step
    return None


def _change(guide: PlainGuide, prompt: Prompt) -> str:
    """Ask a prompt again, then any required prompts that are now unanswered."""
    session = guide.session
    session.jump(prompt.id)
    ending = guide.ask(prompt)
    session.at = ""
    return ending or guide.run()


def _offer(guide: PlainGuide) -> None:
    """Show similar entries and ask which of them this one repeats."""
    found = guide.similar.found()
    if not found:
        return
    page = guide.page
    page.gap()
    page.line(("You have been here before?", "bold"))
    guide.similar.write(found)
    if len(found) == 1:
        page.note("Is this the same again? y and enter says yes, enter alone says no.")
    else:
        page.note("Does this repeat one of them? Type its number, or several; enter says no.")

    def read(words: str) -> list[SimilarEntry]:
        return _chosen(words, found)

    for similar in _answer(guide, read):
        guide.session.confirm_recurrence(similar.entry.id)
    if guide.session.repeats:
        guide.autosave()


def _chosen(words: str, found: Sequence[SimilarEntry]) -> list[SimilarEntry]:
    """Return the entries whose numbers the user typed.

    Raises:
        UsageError: the numbers are invalid.
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


def _answer(guide: PlainGuide, read: Callable[[str], T]) -> T:
    """Ask for a line until it is valid; Ctrl-D on an empty line counts as enter.

    Raises:
        _Quit: the user typed `:quit`.
    """
    while True:
        typed = guide.keyboard.read(InputRequest(lambda text: None, prefix=guide.page.prefix))
        try:
            if not typed.command:
                return read(typed.text.strip().lower())
            name = command_named(typed.command)
        except UsageError as error:
            guide.page.complain(error)
            continue
        if name == "quit":
            raise _Quit
        guide.page.note("Enter goes on; :quit stops here, and keeps a draft.")
