"""The kinds of answers: words, a choice, a kind of failure, a scale, a date."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from reflect.cli.plain.keyboard import InputRequest
from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.model.failure import KINDS, NOT_SURE, find_kind
from reflect.model.guide import Prompt, Scale

if TYPE_CHECKING:
    from reflect.cli.plain.guide import PlainGuide


def ask_words(asker: "PlainGuide", prompt: Prompt) -> None:
    """Ask for a line, for text or for a list."""
    session = asker.session
    value = session.answer_to(prompt.id)
    standing = str(value) if value is not None else session.suggestion(prompt)
    if standing and value is None:
        asker.page.offered(standing)
    elif standing:
        asker.page.standing(standing)
    typed = asker.read(prompt, asker.field(prompt, standing, lines=prompt.answer != "line"))
    if value is None or typed.is_new:
        try:
            asker.answer(typed.text)
        except UsageError:
            # What can't be taken comes back, to be put right.
            session.typing = (prompt.id, typed.text)
            raise
    session.skip()


def ask_choice(asker: "PlainGuide", prompt: Prompt) -> None:
    """Ask for one of the guide's choices."""
    names = [choice.value for choice in prompt.choices]
    sentences = [
        f"{choice.value}: {choice.explanation}" if choice.explanation else choice.value
        for choice in prompt.choices
    ]
    asker.page.options(sentences)
    standing = asker.session.answer_to(prompt.id)
    picked = _pick(asker, prompt, names, None if standing is None else str(standing))
    if picked is not None:
        asker.answer(picked)
    asker.session.skip()


def ask_kind(asker: "PlainGuide", prompt: Prompt) -> None:
    """Ask for the kind of failure, then for the reason within it."""
    from reflect.cli.plain.guide import LeaveQuestion

    session = asker.session
    while True:
        asker.page.options([*(kind.sentence for kind in KINDS), NOT_SURE])
        names = [*(kind.name for kind in KINDS), ""]
        value = session.answer_to(prompt.id)
        name, _, reason = str(value or "").partition("/")
        picked = _pick(asker, prompt, names, None if value is None else name)
        if picked is None:
            session.skip()
            return
        if picked != name or value is None:
            asker.answer(picked)
            asker.keep()
            reason = ""
        try:
            if picked:
                _ask_reason(asker, prompt, picked, reason)
        except LeaveQuestion as leave:
            if leave.where != "back":
                raise
            asker.show(prompt)
            continue
        session.skip()
        return


def _ask_reason(asker: "PlainGuide", prompt: Prompt, name: str, standing: str) -> None:
    kind = find_kind(name)
    if kind is None:
        return
    page = asker.page
    page.gap()
    page.line(("And what comes closest?", "bold"), (" Enter leaves it open.", "dim"))
    page.options([reason.sentence for reason in kind.reasons])
    names = [reason.name for reason in kind.reasons]
    while True:
        try:
            picked = _pick(asker, prompt, names, standing or None, is_second=True)
            break
        except UsageError as error:
            page.complain(error)
    if picked:
        asker.answer(f"{name}/{picked}")


def _pick(
    asker: "PlainGuide",
    prompt: Prompt,
    names: Sequence[str],
    standing: str | None,
    *,
    is_second: bool = False,
) -> str | None:
    """Read the number of an option, or its name.

    Args:
        names: of the options, in the order of their numbers.
        standing: the name that is chosen now; None for none.
        is_second: whether this is a small question after the first.

    Returns:
        The name; None for enter alone with nothing chosen.

    Raises:
        UsageError: it is neither.
    """
    number = str(names.index(standing) + 1) if standing in names else ""
    if number:
        asker.page.offered(number)
    field = asker.field(prompt, number)
    if is_second:
        field = InputRequest(lambda text: None, number, prefix=asker.page.prefix)
    words = asker.read(prompt, field).text.strip().casefold()
    if not words:
        return None
    numbers = [str(number) for number in range(1, len(names) + 1)]
    if words in numbers:
        return names[numbers.index(words)]
    known = [NOT_SURE.casefold() if name == "" else name.casefold() for name in names]
    found = [name for name, like in zip(names, known, strict=True) if like.startswith(words)]
    if len(found) != 1:
        asker.session.typing = ("", "")
        raise UsageError(f"that is not one of them: a number from 1 to {len(names)}")
    return found[0]


def ask_scale(asker: "PlainGuide", prompt: Prompt) -> None:
    """Ask for a number on a scale."""
    asker.page.scale(prompt.scale or Scale())
    value = asker.session.answer_to(prompt.id)
    _ask_short(asker, prompt, "" if value is None else str(value))


def ask_date(asker: "PlainGuide", prompt: Prompt) -> None:
    """Ask for a day, and say which one was understood."""
    value = asker.session.answer_to(prompt.id)
    _ask_short(asker, prompt, str(value) if value else asker.session.suggestion(prompt))
    answer = asker.session.answer_to(prompt.id)
    if answer:
        asker.page.echo(format_day(date.fromisoformat(str(answer))))


def _ask_short(asker: "PlainGuide", prompt: Prompt, standing: str) -> None:
    """Ask for one line that must be of a certain form."""
    session = asker.session
    if standing:
        asker.page.offered(standing)
    typed = asker.read(prompt, asker.field(prompt, standing))
    if typed.is_new or session.answer_to(prompt.id) is None:
        session.typing = ("", "")
        asker.answer(typed.text)
    session.skip()
