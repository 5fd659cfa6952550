"""Blank forms for guides, to be filled in with an editor."""

from collections.abc import Iterator
from datetime import date

from reflect.formats.markdown.comments import (
    ask_comment,
    help_comment,
    html_comment,
    is_prose,
    kind_comment,
    yaml_comment,
)
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.escape import escape_heading
from reflect.formats.markdown.front_matter import FrontMatterValue
from reflect.formats.markdown.parser import Form, split_form
from reflect.formats.markdown.renderer import rating_lines, render_section, yaml_line, yaml_list
from reflect.model.entry import Answer, Rating
from reflect.model.guide import Guide, Prompt, Scale
from reflect.text.clean import one_line


def render_blank_form(
    guide: Guide, *, occurred_on: date, title: str = "", tags: tuple[str, ...] = ()
) -> str:
    """Return a blank form for a guide.

    Args:
        guide: the guide.
        occurred_on: the day of the event.
        title: the entry's title; "" to leave it blank.
        tags: the entry's tags.
    """
    front = ["---", *_front(guide, occurred_on, tags), "---"]
    parts = ["\n".join(front), f"# {escape_heading(title)}".rstrip(" "), _title_help(guide)]
    for prompt in filter(is_prose, guide.prompts):
        parts.append(
            render_section(Answer(prompt.id, prompt.ask, ""), help_comment(guide, prompt)) + "\n"
        )
    return "\n\n".join(parts)


def _title_help(guide: Guide) -> str:
    prompt = next((prompt for prompt in guide.prompts if prompt.feeds == "title"), None)
    asked = [prompt.ask, prompt.help] if prompt else ["What do I call this?"]
    return html_comment("The title stands behind the # above.", *asked)


def _front(guide: Guide, occurred_on: date, tags: tuple[str, ...]) -> Iterator[str]:
    yield yaml_line("guide", guide.name)
    yield from yaml_comment("", "The day it happened: 2026-11-21, yesterday, last friday.")
    yield f"occurred_on: {occurred_on.isoformat()}"
    yield from yaml_comment(
        "", "Between the brackets, with commas; `private` keeps it out of summaries."
    )
    yield yaml_list("tags", tags)
    if prompt := next((prompt for prompt in guide.prompts if prompt.feeds == "kind"), None):
        yield from ask_comment("", prompt)
        yield from kind_comment()
        yield from ("kind:", "reason:")
    scales = [prompt for prompt in guide.prompts if prompt.answer == "scale"]
    if scales:
        yield "ratings:"
        for prompt in scales:
            yield from _scale(prompt)
    promises = [prompt for prompt in guide.prompts if prompt.answer == "commitment"]
    if promises:
        yield "commitments:"
        for prompt in promises:
            yield from _commitment(prompt)


def _scale(prompt: Prompt) -> Iterator[str]:
    scale = prompt.scale or Scale()
    ends = " to ".join(
        f"{number} ({label})" if label else str(number)
        for number, label in ((scale.low, scale.low_label), (scale.high, scale.high_label))
    )
    yield from yaml_comment("  ", one_line(prompt.help))
    rating = Rating(prompt.id, prompt.ask, 0, scale.low, scale.high, scale.reversed)
    yield from rating_lines(rating, "".join(yaml_comment(" ", ends)))


def _commitment(prompt: Prompt) -> Iterator[str]:
    yield from ask_comment("  ", prompt)
    yield from yaml_comment("  ", "When CUE, I will ACTION.")
    yield "  - cue:"
    yield "    action:"
    yield from yaml_comment("    ", "The day to look back; in 2 weeks where it stays empty.")
    yield "    due:"
    yield from yaml_comment(
        "    ",
        "If you like, a forecast: what you expect it to bring, and how sure you are in percent.",
        "It is sealed a day after writing, until you look back.",
    )
    yield "    forecast:"
    yield "    percent:"


_Plain = str | list["_Plain"] | dict[str, "_Plain"]
# The keys that are already filled in on a blank form.
_PREFILLED = ("guide", "occurred_on", "date", "tags")


def is_blank_form(text: str, form: str = "") -> bool:
    """Return whether the user added nothing to a form; help and blank lines don't count.

    Args:
        text: the form as the user left it.
        form: the original blank form; "" if unknown, in which case there must be no title, answers,
            ratings, commitments or kind.
    """
    if not text.removeprefix("\ufeff").strip():
        return True
    try:
        filled = split_form(text)
    except FormError:
        return False
    if form:
        return _content(filled) == _content(split_form(form))
    front, title, answers = _content(filled)
    return not title and not answers and not (front.keys() - set(_PREFILLED))


def _content(form: Form) -> tuple[dict[str, _Plain], str, list[tuple[str, str]]]:
    front = {key: _plain(value, key) for key, value in form.front.items()}
    answers = [(section.question, section.text) for section in form.body.sections if section.text]
    return {key: value for key, value in front.items() if value}, form.body.title or "", answers


def _plain(value: FrontMatterValue, key: str) -> _Plain:
    """Return a value without empty parts; a rating without a value counts as empty."""
    if isinstance(value.content, str):
        return value.text.strip()
    if isinstance(value.content, tuple):
        return [plain for item in value.content if (plain := _plain(item, key))]
    if key == "ratings" and not _text_of(value.content, "value"):
        return ""
    fields = {name: _plain(item, name) for name, item in value.content.items()}
    return {name: plain for name, plain in fields.items() if plain}


def _text_of(fields: dict[str, FrontMatterValue], name: str) -> str:
    value = fields.get(name)
    return value.content.strip() if value and isinstance(value.content, str) else ""
