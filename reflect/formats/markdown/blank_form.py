"""Blank forms for guides, to be filled in with an editor."""

from collections.abc import Iterator
from datetime import date

from reflect.formats.markdown.body_parser import FENCE
from reflect.formats.markdown.comments import (
    ask_comment,
    help_comment,
    html_comment,
    is_prose,
    kind_comment,
    yaml_comment,
)
from reflect.formats.markdown.edit_form import rating_lines, render_question, tags_line
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.escape import escape_heading
from reflect.formats.markdown.front_matter import FrontMatterValue
from reflect.formats.markdown.parser import Form, split_form
from reflect.formats.markdown.yaml_scalar import scalar
from reflect.model.entry import Answer
from reflect.model.guide import COMMITMENT_ANSWERS, Guide, Prompt, Scale
from reflect.text.clean import one_line


def render_blank_form(
    guide: Guide, *, occurred_on: date, title: str = "", tags: tuple[str, ...] = ()
) -> str:
    """Return a blank form for a guide, in the edit layout.

    Args:
        guide: the guide.
        occurred_on: the day of the event.
        title: the entry's title; "" to leave it blank.
        tags: the entry's tags.
    """
    parts = [f"# {escape_heading(title)}".rstrip(" "), _title_help(guide)]
    for prompt in filter(is_prose, guide.prompts):
        question = Answer(prompt.id, prompt.ask, "")
        parts.append(render_question(question, help_text=help_comment(guide, prompt)))
    parts.append("\n".join([FENCE, *_data(guide, occurred_on, tags), FENCE]))
    return "\n\n".join(parts) + "\n"


def _title_help(guide: Guide) -> str:
    prompt = next((prompt for prompt in guide.prompts if prompt.feeds == "title"), None)
    asked = [prompt.ask, prompt.help] if prompt else ["What do I call this?"]
    return html_comment("The title goes behind the # above.", *asked)


def _data(guide: Guide, occurred_on: date, tags: tuple[str, ...]) -> Iterator[str]:
    yield f"guide: {scalar(guide.name)}"
    yield from yaml_comment("", "The day it happened: 2026-11-21, yesterday, last friday.")
    yield f"day: {occurred_on.isoformat()}"
    yield from yaml_comment("", "With commas between them; `private` keeps it out of summaries.")
    yield tags_line(tags)
    if prompt := next((prompt for prompt in guide.prompts if prompt.feeds == "kind"), None):
        yield from ask_comment("", prompt)
        yield from kind_comment()
        yield from ("kind:", "reason:")
    if guide.near_miss:
        yield "near miss: yes"
    scales = [prompt for prompt in guide.prompts if prompt.answer == "scale"]
    if scales:
        yield from yaml_comment("", *dict.fromkeys(map(_ends, scales)))
        yield "ratings:"
        for prompt in scales:
            yield from yaml_comment("  ", one_line(prompt.help))
            yield from rating_lines(one_line(prompt.ask), "")
    promises = [prompt for prompt in guide.prompts if prompt.answer in COMMITMENT_ANSWERS]
    if promises:
        yield "commitments:"
        for prompt in promises:
            yield from _commitment(prompt)


def _ends(prompt: Prompt) -> str:
    scale = prompt.scale or Scale()
    return "From {} to {}.".format(
        *(
            f"{number} ({label})" if label else str(number)
            for number, label in ((scale.low, scale.low_label), (scale.high, scale.high_label))
        )
    )


def _commitment(prompt: Prompt) -> Iterator[str]:
    yield from ask_comment("  ", prompt)
    if prompt.answer == "commitment":
        yield "  - when:"
        yield "    I will:"
        yield from yaml_comment("    ", "The day to look back; in 2 weeks if it stays empty.")
        yield "    due:"
        yield from yaml_comment("    ", "What in you will get in the way, and what you do then.")
        yield "    obstacle:"
        yield from yaml_comment(
            "    ", "What you expect it to bring, and how sure you are: 0 to 100."
        )
        yield "    forecast:"
    else:
        yield from yaml_comment("  ", "What you expect, and how sure you are: 0 to 100.")
        yield "  - forecast:"
    yield "    percent:"
    if prompt.answer != "commitment":
        yield from yaml_comment("    ", "The day to compare; in 9 months if it stays empty.")
        yield "    due:"


_Plain = str | list["_Plain"] | dict[str, "_Plain"]
# The keys that are already filled in on a blank form.
_PREFILLED = ("guide", "occurred_on", "date", "day", "tags", "near miss", "near_miss")


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
    if key == "ratings" and "question" in value.content and not _text_of(value.content, "value"):
        return ""
    fields = {name: _plain(item, name) for name, item in value.content.items()}
    return {name: plain for name, plain in fields.items() if plain}


def _text_of(fields: dict[str, FrontMatterValue], name: str) -> str:
    value = fields.get(name)
    return value.content.strip() if value and isinstance(value.content, str) else ""
