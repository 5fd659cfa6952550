"""The comments of the form: those that name a prompt, and those that help."""

import json
import re

# A heading of the user's own, which belongs to no prompt.
EXTRA = ""

_PLAIN = re.compile(r"[A-Za-z0-9_.-]+")
_ANCHOR = re.compile(r'\s*<!--\s*reflect:\s*(?:(extra)|prompt\s+([A-Za-z0-9_.-]+|"[^\n]*"))\s*')


def anchor(prompt: str) -> str:
    """Write the line that says which prompt a heading belongs to; EXTRA for none."""
    if prompt == EXTRA:
        return "<!-- reflect: extra -->"
    if not _PLAIN.fullmatch(prompt):
        prompt = json.dumps(prompt).replace(">", r"\u003e")
    return f"<!-- reflect: prompt {prompt} -->"


def read_anchor(text: str) -> str | None:
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


def comment(*lines: str) -> str:
    """Write help as one comment that vanishes when the form is read; "" if there is none."""
    told = [line.replace("-->", "-- >") for line in lines if line]
    return "<!-- reflect: " + "\n     ".join(told) + " -->" if told else ""
