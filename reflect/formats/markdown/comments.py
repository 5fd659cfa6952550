"""Comments in forms: those that name a prompt, and help for the user."""

import json
import re
from collections.abc import Iterator

from reflect.model.failure import KINDS, NOT_SURE
from reflect.model.guide import COMMITMENT_ANSWERS, Guide, Prompt
from reflect.text.clean import one_line

# Stands for the prompt id of a heading that the user added.
EXTRA = ""

_DAYS = "A day: 2026-12-06, next friday, in 2 weeks."
_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
_ANCHOR = re.compile(r'\s*<!--\s*reflect:\s*(?:(extra)|prompt\s+([A-Za-z0-9_.-]+|"[^\n]*"))\s*')


def prompt_comment(prompt: str) -> str:
    """Return the comment that names a heading's prompt, or marks the heading as EXTRA."""
    if prompt == EXTRA:
        return "<!-- reflect: extra -->"
    if not _PLAIN.fullmatch(prompt):
        prompt = json.dumps(prompt).replace(">", r"\u003e")
    return f"<!-- reflect: prompt {prompt} -->"


def parse_prompt_comment(text: str) -> str | None:
    """Return the prompt id in a comment, or None if it names no prompt.

    Args:
        text: a reflect comment, without the closing `-->`.
    """
    match = _ANCHOR.fullmatch(text)
    if match is None:
        return None
    if match[1]:
        return EXTRA
    if not match[2].startswith('"'):
        return match[2]
    try:
        return str(json.loads(match[2]))
    except ValueError:
        return None


def html_comment(*lines: str) -> str:
    """Return lines of help as one HTML comment, or "" if there are none. The parser drops it."""
    help_lines = [line.replace("-->", "-- >") for line in lines if line]
    return "<!-- reflect: " + "\n     ".join(help_lines) + " -->" if help_lines else ""


def is_prose(prompt: Prompt) -> bool:
    """Return whether a prompt is answered below a heading rather than in the data."""
    return prompt.answer not in ("scale", *COMMITMENT_ANSWERS) and prompt.feeds in ("", "lesson")


def help_comment(guide: Guide, prompt: Prompt, kind: str = "") -> str:
    """Return a comment with a prompt's help, choices and example; "" if it has none.

    Args:
        guide: the guide that contains the prompt.
        prompt: the prompt.
        kind: the kind of failure, which may have its own help; "" to show the help for all kinds.
    """
    days = _DAYS if prompt.answer == "date" else ""
    lines = [prompt.help_for(kind), days, _only_where(guide, prompt)]
    if not kind:
        lines += [f"({name}) {line}" for name, line in prompt.help_by_kind.items()]
    for choice in prompt.choices:
        explanation = f": {choice.explanation}" if choice.explanation else ""
        lines.append(f"- {choice.value}{explanation}")
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
    """Yield lines of help as YAML comments."""
    for line in lines:
        if line:
            printable = "".join(char if char.isprintable() else " " for char in line)
            yield f"{indent}# {printable.rstrip()}"


def kind_comment() -> Iterator[str]:
    """Yield YAML comments that list the kinds of failure and their reasons."""
    yield from yaml_comment("", f"Empty: {NOT_SURE.lower()}. The reason may stay empty too.")
    for kind in KINDS:
        yield from yaml_comment("", f"  {kind.name}: {kind.sentence}")
        yield from yaml_comment(
            "", *(f"    {reason.name}: {reason.sentence}" for reason in kind.reasons)
        )


def ask_comment(indent: str, prompt: Prompt) -> Iterator[str]:
    """Yield a prompt's question and help as YAML comments."""
    yield from yaml_comment(indent, one_line(prompt.ask), one_line(prompt.help))
