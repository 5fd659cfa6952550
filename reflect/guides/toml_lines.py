"""Line numbers of the keys in a guide's TOML, which `tomllib` does not report."""

import re
from collections.abc import Iterator

# Strings, comments and brackets, which decide whether a line begins a key or a table.
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
    """Return the line of a key of the guide, or of one of its prompts.

    Args:
        text: the guide's TOML, without syntax errors.
        key: the name of the key; "" for the table as a whole.
        prompt: the index of the prompt; None for the guide itself.

    Returns:
        The line, from 1; if there is no such key, the first line of its table.
    """
    table = 1
    for number, index, name in _keys(text):
        if name == "" and index == prompt:
            table = number
        if name == key and index == prompt:
            return number
        if prompt is not None and index is None and name == "prompt":
            # The prompts are written as `prompt = [ … ]` instead of as tables.
            return number
    return table


def _keys(text: str) -> Iterator[tuple[int, int | None, str]]:
    """Yield the line, the index of the prompt (None for the guide) and the name of each key.

    The name "" marks the beginning of a prompt.
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
    """Yield the lines on which a key or a table begins, with their numbers."""
    lines = text.split("\n")
    depth, number, begins = 0, 1, True
    for token in _TOKEN.finditer(text + "\n"):
        mark = token.group()
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        elif "\n" in mark:
            if begins:
                yield number, lines[number - 1]
            number += mark.count("\n")
            begins = mark == "\n" and depth == 0
