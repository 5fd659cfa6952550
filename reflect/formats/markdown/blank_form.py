"""Writes the empty form of a guide, to be filled in an editor."""

from collections.abc import Iterator
from datetime import date

from reflect.formats.markdown.comments import comment
from reflect.formats.markdown.escape import escape_heading
from reflect.formats.markdown.help_comments import ask_note, help_comment, is_prose, kind_note, note
from reflect.formats.markdown.renderer import line, rating_lines, section, texts
from reflect.model.entry import Answer, Rating
from reflect.model.guide import Guide, Prompt, Scale
from reflect.text.clean import one_line


def render_form(
    guide: Guide, *, occurred_on: date, title: str = "", tags: tuple[str, ...] = ()
) -> str:
    """Write the empty form of a guide.

    Args:
        guide: what is asked.
        occurred_on: the day it happened, as far as it is known.
        title: the entry's; "" where it is still to be found.
        tags: as they were given.
    """
    front = ["---", *_front(guide, occurred_on, tags), "---"]
    parts = ["\n".join(front), f"# {escape_heading(title)}".rstrip(" "), _title_help(guide)]
    for prompt in filter(is_prose, guide.prompts):
        parts.append(section(Answer(prompt.id, prompt.ask, ""), help_comment(guide, prompt)) + "\n")
    return "\n\n".join(parts)


def _title_help(guide: Guide) -> str:
    prompt = next((prompt for prompt in guide.prompts if prompt.feeds == "title"), None)
    asked = [prompt.ask, prompt.help] if prompt else ["What do I call this?"]
    return comment("The title stands behind the # above.", *asked)


def _front(guide: Guide, occurred_on: date, tags: tuple[str, ...]) -> Iterator[str]:
    yield line("guide", guide.name)
    yield from note("", "The day it happened: 2026-11-21, yesterday, last friday.")
    yield f"occurred_on: {occurred_on.isoformat()}"
    yield from note("", "Between the brackets, with commas; `private` keeps it out of summaries.")
    yield texts("tags", tags)
    if prompt := next((prompt for prompt in guide.prompts if prompt.feeds == "kind"), None):
        yield from ask_note("", prompt)
        yield from kind_note()
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
    yield from note("  ", one_line(prompt.help))
    rating = Rating(prompt.id, prompt.ask, 0, scale.low, scale.high, scale.reversed)
    yield from rating_lines(rating, "".join(note(" ", ends)))


def _commitment(prompt: Prompt) -> Iterator[str]:
    yield from ask_note("  ", prompt)
    yield from note("  ", "When CUE, I will ACTION.")
    yield "  - cue:"
    yield "    action:"
    yield from note("    ", "The day to look back; in 2 weeks where it stays empty.")
    yield "    due:"
    yield from note(
        "    ",
        "If you like, a forecast: what you expect it to bring, and how sure you are in percent.",
        "It is sealed a day after writing, until you look back.",
    )
    yield "    forecast:"
    yield "    percent:"
