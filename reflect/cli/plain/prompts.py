"""Functions that ask each kind of prompt: text, choice, kind of failure, scale and date."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from reflect.cli.plain.commands import LeaveQuestion
from reflect.cli.plain.keyboard import InputRequest
from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.model.failure import KINDS, NOT_SURE, find_kind
from reflect.model.guide import Prompt, Scale

if TYPE_CHECKING:
    from reflect.cli.plain.guide import PlainGuide


def ask_words(guide: "PlainGuide", prompt: Prompt) -> None:
    """Ask for a line, a paragraph or a list."""
    session = guide.session
    value = session.answer_to(prompt.id)
    current = str(value) if value is not None else session.suggestion(prompt)
    if current and value is None:
        guide.page.offered(current)
    elif current:
        guide.page.current_answer(current)
    typed = guide.read(prompt, guide.request(prompt, current, multiline=prompt.answer != "line"))
    if value is None or typed.is_new:
        try:
            guide.answer(typed.text)
        except UsageError:
            # Let the user correct an invalid answer.
            session.typing = (prompt.id, typed.text)
            raise
    session.skip()


def ask_choice(guide: "PlainGuide", prompt: Prompt) -> None:
    """Ask for one of the guide's choices."""
    names = [choice.value for choice in prompt.choices]
    sentences = [
        f"{choice.value}: {choice.explanation}" if choice.explanation else choice.value
        for choice in prompt.choices
    ]
    guide.page.options(sentences)
    current = guide.session.answer_to(prompt.id)
    picked = _pick(guide, prompt, names, None if current is None else str(current))
    if picked is not None:
        guide.answer(picked)
    guide.session.skip()


def ask_kind(guide: "PlainGuide", prompt: Prompt) -> None:
    """Ask for the kind of failure, then for its reason."""
    session = guide.session
    while True:
        guide.page.options([*(kind.sentence for kind in KINDS), NOT_SURE])
        names = [*(kind.name for kind in KINDS), ""]
        value = session.answer_to(prompt.id)
        name, _, reason = str(value or "").partition("/")
        picked = _pick(guide, prompt, names, None if value is None else name)
        if picked is None:
            session.skip()
            return
        if picked != name or value is None:
            guide.answer(picked)
            guide.autosave()
            reason = ""
        try:
            if picked:
                _ask_reason(guide, prompt, picked, reason)
        except LeaveQuestion as leave:
            if leave.command != "back":
                raise
            guide.show(prompt)
            continue
        session.skip()
        return


def _ask_reason(guide: "PlainGuide", prompt: Prompt, name: str, current: str) -> None:
    kind = find_kind(name)
    if kind is None:
        return
    page = guide.page
    page.gap()
    page.line(("And what comes closest?", "bold"), (" Enter leaves it open.", "dim"))
    page.options([reason.sentence for reason in kind.reasons])
    names = [reason.name for reason in kind.reasons]
    while True:
        try:
            picked = _pick(guide, prompt, names, current or None, is_second=True)
            break
        except UsageError as error:
            page.complain(error)
    if picked:
        guide.answer(f"{name}/{picked}")


def _pick(
    guide: "PlainGuide",
    prompt: Prompt,
    names: Sequence[str],
    current: str | None,
    *,
    is_second: bool = False,
) -> str | None:
    """Ask for the number or name of an option.

    Args:
        guide: the guide that reads the answer.
        prompt: the question.
        names: the options in numerical order.
        current: the current option, or None.
        is_second: whether this is the follow-up question about the reason.

    Returns:
        The name of the option, or None if enter was pressed without a current option.

    Raises:
        UsageError: the input is neither a number nor the start of exactly one name.
    """
    number = str(names.index(current) + 1) if current in names else ""
    if number:
        guide.page.offered(number)
    request = guide.request(prompt, number)
    if is_second:
        request = InputRequest(lambda text: None, number, prefix=guide.page.prefix)
    words = guide.read(prompt, request).text.strip().casefold()
    if not words:
        return None
    numbers = [str(number) for number in range(1, len(names) + 1)]
    if words in numbers:
        return names[numbers.index(words)]
    known = [NOT_SURE.casefold() if name == "" else name.casefold() for name in names]
    found = [name for name, like in zip(names, known, strict=True) if like.startswith(words)]
    if len(found) != 1:
        guide.session.typing = ("", "")
        raise UsageError(f"that is not one of them: a number from 1 to {len(names)}")
    return found[0]


def ask_scale(guide: "PlainGuide", prompt: Prompt) -> None:
    """Ask for a number on a scale."""
    guide.page.scale(prompt.scale or Scale())
    value = guide.session.answer_to(prompt.id)
    _ask_short(guide, prompt, "" if value is None else str(value))


def ask_date(guide: "PlainGuide", prompt: Prompt) -> None:
    """Ask for a date and show how it was interpreted."""
    value = guide.session.answer_to(prompt.id)
    _ask_short(guide, prompt, str(value) if value else guide.session.suggestion(prompt))
    answer = guide.session.answer_to(prompt.id)
    if answer:
        guide.page.echo(format_day(date.fromisoformat(str(answer))))


def _ask_short(guide: "PlainGuide", prompt: Prompt, current: str) -> None:
    """Ask for an answer on one line, offering the current one as the default."""
    session = guide.session
    if current:
        guide.page.offered(current)
    typed = guide.read(prompt, guide.request(prompt, current))
    if typed.is_new or session.answer_to(prompt.id) is None:
        session.typing = ("", "")
        guide.answer(typed.text)
    session.skip()
