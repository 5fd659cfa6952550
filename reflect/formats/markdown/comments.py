"""The comments of the form: those that name a prompt, and those that help."""

import json
import re
from collections.abc import Iterator

from reflect.model.failure import KINDS, NOT_SURE
from reflect.model.guide import Guide, Prompt
from reflect.text.clean import one_line

# A heading of the user's own, which belongs to no prompt.
EXTRA = ""

_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
_ANCHOR = re.compile(r'\s*<!--\s*reflect:\s*(?:(extra)|prompt\s+([A-Za-z0-9_.-]+|"[^\n]*"))\s*')


def prompt_comment(prompt: str) -> str:
    """Write the line that says which prompt a heading belongs to; EXTRA for none."""
    if prompt == EXTRA:
        return "<!-- reflect: extra -->"
    if not _PLAIN.fullmatch(prompt):
        prompt = json.dumps(prompt).replace(">", r"\u003e")
    return f"<!-- reflect: prompt {prompt} -->"


def parse_prompt_comment(text: str) -> str | None:
    """Read such a line, without its end; None where it is another comment.

    Args:
        text: a comment of ours, up to but without its `-->`.
    """
    found = _ANCHOR.fullmatch(text)
    if found is None:
        return None
    if found[1]:
        return EXTRA
    if not found[2].startswith('"'):
        return found[2]
    try:
        return str(json.loads(found[2]))
    except ValueError:
        return None


def html_comment(*lines: str) -> str:
    """Write help as one comment that vanishes when the form is read; "" if there is none."""
    told = [line.replace("-->", "-- >") for line in lines if line]
    return "<!-- reflect: " + "\n     ".join(told) + " -->" if told else ""


_DAYS = "A day: 2026-12-06, next friday, in 2 weeks."


def is_prose(prompt: Prompt) -> bool:
    """Whether a prompt is answered below a heading, and not in the front matter."""
    return prompt.answer not in ("scale", "commitment") and prompt.feeds in ("", "lesson")


def help_comment(guide: Guide, prompt: Prompt, kind: str = "") -> str:
    """Give a prompt's help, with its example, as one comment; "" where there is none.

    Args:
        guide: the prompt's.
        prompt: what is asked.
        kind: of failure, which may choose the help; "" for not known, and then all are given.
    """
    days = _DAYS if prompt.answer == "date" else ""
    lines = [prompt.help_for(kind), days, _only_where(guide, prompt)]
    if not kind:
        lines += [f"({name}) {told}" for name, told in prompt.help_by_kind.items()]
    for choice in prompt.choices:
        told = f": {choice.explanation}" if choice.explanation else ""
        lines.append(f"- {choice.value}{told}")
    first, *more = prompt.example.split("\n")
    lines += [f"Example: {first}", *(f"  {line}" for line in more)] if first else []
    return html_comment(*lines)


def _only_where(guide: Guide, prompt: Prompt) -> str:
    earlier = guide.prompt(prompt.when.prompt) if prompt.when else None
    if prompt.when is None or earlier is None:
        return ""
    values = f" with {' or '.join(prompt.when.values)}" if prompt.when.values else ""
    return f"Only where this was answered{values}: {earlier.ask}"


def yaml_comment(indent: str, *lines: str) -> Iterator[str]:
    """Write help into the front matter, as comments of YAML."""
    for line in lines:
        if line:
            printable = "".join(char if char.isprintable() else " " for char in line)
            yield f"{indent}# {printable.rstrip()}"


def kind_comment() -> Iterator[str]:
    """Name the kinds of failure and their reasons, from the writer's side."""
    yield from yaml_comment("", f"Empty: {NOT_SURE.lower()}. The reason may stay empty too.")
    for kind in KINDS:
        yield from yaml_comment("", f"  {kind.name}: {kind.sentence}")
        yield from yaml_comment(
            "", *(f"    {reason.name}: {reason.sentence}" for reason in kind.reasons)
        )


def ask_comment(indent: str, prompt: Prompt) -> Iterator[str]:
    """Write a prompt's question and help above the place of its answer."""
    yield from yaml_comment(indent, one_line(prompt.ask), one_line(prompt.help))
