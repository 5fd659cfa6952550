"""Parses a form back into an entry."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from reflect import dates
from reflect.errors import UsageError
from reflect.formats.markdown.body_parser import FormBody, FormSection, parse_body
from reflect.formats.markdown.comments import EXTRA, is_prose
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.front_matter import (
    FieldDefaults,
    FrontMatterValue,
    parse_fields,
    parse_front_matter,
)
from reflect.model.entry import Answer, Entry
from reflect.model.guide import Guide, Prompt
from reflect.text.clean import clean, first_line, one_line
from reflect.text.fold import fold

FindGuide = Callable[[str], Guide | None]
_FENCE = "---"


@dataclass(frozen=True, slots=True)
class Form:
    """The front matter fields of a form, by key, and its body."""

    front: dict[str, FrontMatterValue]
    body: FormBody


def parse_entry(
    text: str,
    base: Entry,
    *,
    guide: Guide | FindGuide | None = None,
    today: date,
    now: datetime | None = None,
) -> Entry:
    """Return the entry described by a form.

    Args:
        text: the form.
        base: the entry that supplies any fields missing from the form.
        guide: the guide used to match headings that don't name a prompt, or a function that looks
            up the guide by its name.
        today: the reference date for words such as "yesterday".
        now: the creation time of commitments without `made_at`; None to use the start of today or
            the last change of `base`, whichever is later.

    Raises:
        FormError: the form can't be parsed; the error gives the line number.
    """
    if not text.removeprefix("\ufeff").strip():
        raise FormError(
            1,
            "the form is empty",
            hint="Fill one that {command} prints.",
            command=("new", "--form"),
        )
    form = split_form(text)
    made_at = now or _begin_of(today, base.updated_at)
    fields = parse_fields(form.front, FieldDefaults(base, today, made_at))
    if callable(guide):
        guide = guide(fields.get("guide", base.guide))
    is_new = "id" not in form.front
    answers = tuple(_answers(form.body, guide, today if is_new else None))
    title = base.title if form.body.title is None else form.body.title
    if is_new and not title:
        title = base.title or (first_line(answers[0].text) if answers else "")
    return replace(base, **fields, title=title, answers=answers)


def split_form(text: str) -> Form:
    """Split a form into front matter and body without interpreting the values.

    Raises:
        FormError: the front matter or the body is malformed.
    """
    lines = clean(text).text.removeprefix("\ufeff").split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != _FENCE:
        return Form({}, parse_body(lines, 1))
    end = start + 1
    while end < len(lines) and lines[end].rstrip() != _FENCE:
        end += 1
    if end == len(lines):
        raise FormError(
            start + 1, "the front matter has no end", hint=f"Put a line with {_FENCE} below it."
        )
    front = parse_front_matter("\n".join(lines[start + 1 : end]) + "\n", start + 2)
    return Form(front, parse_body(lines[end + 1 :], end + 2))


def _begin_of(today: date, changed: datetime) -> datetime:
    return max(datetime.combine(today, time(), changed.tzinfo), changed)


def _answers(body: FormBody, guide: Guide | None, today: date | None) -> list[Answer]:
    """Return the answers in a form.

    Args:
        body: the body of the form.
        guide: the entry's guide.
        today: the current date, to parse answers as their prompts require (as one line, a list, a
            day or a choice); None to keep the answers unchanged.
    """
    taken = {section.prompt for section in body.sections}
    answers = []
    for section in body.sections:
        prompt = _prompt_of(section, guide, taken)
        if section.prompt is None and prompt is not None:
            taken.add(prompt.id)
            answer = Answer(prompt.id, prompt.ask, section.text)
        else:
            answer = Answer(section.prompt or EXTRA, section.question, section.text)
        if answer.text and prompt is not None and today is not None:
            answer = replace(answer, text=_as_asked(section, prompt, today))
        if answer.text:
            answers.append(answer)
    return answers


def _prompt_of(section: FormSection, guide: Guide | None, taken: set[str | None]) -> Prompt | None:
    """Return the prompt that a section names, or the one that asks the same question."""
    if guide is None or section.prompt == EXTRA:
        return None
    if section.prompt is not None:
        return guide.prompt(section.prompt)
    asked = _bare(section.question)
    for prompt in filter(is_prose, guide.prompts):
        if prompt.id not in taken and asked in (_bare(prompt.ask), _bare(prompt.id)):
            return prompt
    return None


def _bare(question: str) -> str:
    return " ".join(fold(question).replace("_", " ").split()).rstrip("?.:! ")


def _as_asked(section: FormSection, prompt: Prompt, today: date) -> str:
    """Convert a new answer to the format in which a session would store it."""
    if prompt.answer == "line":
        return one_line(section.text)
    if prompt.answer == "list":
        return "\n".join(line.strip() for line in section.text.split("\n") if line.strip())
    if prompt.answer == "choice":
        return _choice(section, prompt)
    return _day(section, today) if prompt.answer == "date" else section.text


def _choice(section: FormSection, prompt: Prompt) -> str:
    wanted = fold(one_line(section.text))
    values = [choice.value for choice in prompt.choices]
    for value in values:
        if fold(value) == wanted:
            return value
    raise FormError(section.line, "not one of the choices", hint=f"One of: {', '.join(values)}.")


def _day(section: FormSection, today: date) -> str:
    try:
        return dates.parse_day(section.text, today).isoformat()
    except UsageError as problem:
        raise FormError.in_line(section.line, problem) from None
