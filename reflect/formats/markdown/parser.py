"""Parses forms of both layouts back into entries."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from reflect import dates
from reflect.errors import UsageError
from reflect.formats.markdown.body_parser import FENCE, FormBody, FormSection, parse_body
from reflect.formats.markdown.comments import EXTRA
from reflect.formats.markdown.edit_data import guide_name, parse_edit_data, parse_new_fields
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.front_matter import (
    FieldDefaults,
    FrontMatterValue,
    parse_fields,
    parse_front_matter,
)
from reflect.formats.markdown.sections import match_sections, sections_of, unasked
from reflect.model.entry import Answer, Entry
from reflect.model.guide import Guide, Prompt
from reflect.text.clean import clean, first_line, one_line
from reflect.text.fold import fold

FindGuide = Callable[[str], Guide | None]


@dataclass(frozen=True, slots=True)
class Form:
    """A form whose values are not interpreted yet.

    Args:
        front: the values of the front matter, or of the block of data, by key.
        body: the title and the answers.
        data_line: the line number of the block of data; 0 if there is none.
    """

    front: dict[str, FrontMatterValue]
    body: FormBody
    data_line: int = 0

    @property
    def has_id(self) -> bool:
        """Whether it is in the file layout, and its values are an entry's."""
        return "id" in self.front


def parse_entry(
    text: str,
    base: Entry,
    *,
    guide: Guide | FindGuide | None = None,
    today: date,
    now: datetime | None = None,
) -> Entry:
    """Return the entry described by a form: a new one, or one in the file layout.

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
    form = _split(text)
    defaults = FieldDefaults(base, today, now or _begin_of(today, base.updated_at))
    if callable(guide):
        guide = guide(guide_name(form.front, base))
    entry = _parsed(form, defaults, guide, is_new=not form.has_id)
    if not form.has_id and not entry.title:
        first = first_line(entry.answers[0].text) if entry.answers else ""
        return replace(entry, title=base.title or first)
    return entry


def parse_edit(
    text: str, entry: Entry, *, guide: Guide | None = None, today: date, now: datetime
) -> Entry:
    """Return an entry with the changes that were made to its form.

    Args:
        text: the form, as `render_edit` made it from the entry, or in the file layout.
        entry: the entry.
        guide: its guide; None if it is not known.
        today: the reference date for words such as "yesterday".
        now: the current time, which decides whether a forecast is sealed.

    Raises:
        FormError: the form can't be parsed; the error gives the line number.
    """
    return _parsed(_split(text), FieldDefaults(entry, today, now), guide, is_new=False)


def _split(text: str) -> Form:
    if not text.removeprefix("\ufeff").strip():
        raise FormError(
            1,
            "the form is empty",
            hint="Fill one that {command} prints.",
            command=("new", "--form"),
        )
    return split_form(text)


def split_form(text: str) -> Form:
    """Split a form into its parts without interpreting the values.

    Raises:
        FormError: the front matter, the body or the block of data is malformed.
    """
    lines = clean(text).text.removeprefix("\ufeff").split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    if lines[start].rstrip() != FENCE:
        body = parse_body(lines, 1, has_data=True)
        data = "\n".join(body.data) + "\n"
        front = parse_front_matter(data, body.data_line) if body.data else {}
        return Form(front, body, body.data_line)
    end = start + 1
    while end < len(lines) and lines[end].rstrip() != FENCE:
        end += 1
    if end == len(lines):
        raise FormError(
            start + 1, "the front matter has no end", hint=f"Put a line with {FENCE} below it."
        )
    front = parse_front_matter("\n".join(lines[start + 1 : end]) + "\n", start + 2)
    return Form(front, parse_body(lines[end + 1 :], end + 2, has_data=False))


def _parsed(form: Form, defaults: FieldDefaults, guide: Guide | None, *, is_new: bool) -> Entry:
    base = defaults.base
    if form.data_line:
        fields = parse_edit_data(form.front, form.data_line, defaults, guide)
    elif form.has_id:
        fields = parse_fields(form.front, defaults)
    else:
        fields = parse_new_fields(form.front, defaults, guide)
    # The values of the file layout are kept as they are.
    today = None if form.has_id else defaults.today
    answers = tuple(_answers(form.body, base, guide, today, is_new=is_new))
    title = base.title if form.body.title is None else form.body.title
    return replace(base, **fields, title=title, answers=answers)


def _begin_of(today: date, changed: datetime) -> datetime:
    return max(datetime.combine(today, time(), changed.tzinfo), changed)


def _answers(
    body: FormBody, base: Entry, guide: Guide | None, today: date | None, *, is_new: bool
) -> list[Answer]:
    """Return the answers in a form.

    Args:
        body: the body of the form.
        base: the entry that the form was made from.
        guide: the entry's guide.
        today: the current date, to parse new answers as their prompts require (as one line, a
            list, a day or a choice); None to keep the answers unchanged.
        is_new: whether every answer is new.
    """
    answers = []
    # The questions that were not asked come last, so that they claim no heading of the others.
    shown = [*sections_of(base, guide), *unasked(base, guide)]
    matches = match_sections(body.sections, shown)
    for section, match in zip(body.sections, matches, strict=True):
        if match is None or section.prompt is not None:
            answer = Answer(section.prompt or EXTRA, section.question, section.text)
        else:
            answer = Answer(match.prompt, match.question, section.text)
        is_unchanged = not is_new and match is not None and match.text == answer.text
        prompt = guide.prompt(answer.prompt) if guide and answer.prompt else None
        if answer.text and prompt is not None and today is not None and not is_unchanged:
            answer = replace(answer, text=_as_asked(section, prompt, today))
        if answer.text:
            answers.append(answer)
    return answers


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
