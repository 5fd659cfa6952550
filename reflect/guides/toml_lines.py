"""Where in a guide's text something stands: tomllib tells the values, not their lines."""

import re
from collections.abc import Iterator

# Strings, comments and brackets: what decides whether a line begins a key or a table.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}]"
    r"|\n",
    re.DOTALL,
)
_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]#]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\-\"' ]+?)\s*=")


def line_of(text: str, key: str, prompt: int | None) -> int:
    """Find the line on which a key of the guide, or of one of its prompts, stands.

    Args:
        text: the guide's TOML, without syntax errors.
        key: the key's name; "" for the table as a whole.
        prompt: the prompt's index; None for the guide itself.

    Returns:
        The line, from 1; where there is no such key, the line on which its table begins.
    """
    table = 1
    for number, index, name in _keys(text):
        if name == "" and index == prompt:
            table = number
        if name == key and index == prompt:
            return number
        if prompt is not None and index is None and name == "prompt":
            # The prompts are written as `prompt = [ … ]`, not as tables of their own.
            return number
    return table


def _keys(text: str) -> Iterator[tuple[int, int | None, str]]:
    """Go through the keys: line, index of the prompt (None: the guide's own), name.

    The beginning of a prompt has the name "".
    """
    index: int | None = None
    prompts = 0
    for number, line in _statements(text):
        if header := _HEADER.match(line):
            first, *rest = _names(header[2])
            if first != "prompt":
                index = None
                yield number, None, first
            elif header[1] == "[[" and not rest:
                index = prompts
                prompts += 1
                yield number, index, ""
            else:
                yield number, index, rest[0] if rest else first
        elif key := _KEY.match(line):
            yield number, index, _names(key[1])[0]


def _names(dotted: str) -> list[str]:
    return [part.strip(" \"'") for part in dotted.split(".")]


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Go through the lines on which a key or a table begins, with their numbers."""
    lines = text.split("\n")
    depth, number, begins = 0, 1, True
    for token in _TOKEN.finditer(text + "\n"):
        found = token.group()
        if found in "[{":
            depth += 1
        elif found in "]}":
            depth -= 1
        elif "\n" in found:
            if begins:
                yield number, lines[number - 1]
            number += found.count("\n")
            begins = found == "\n" and depth == 0
