"""Finds the line numbers of keys in a guide's TOML, which `tomllib` does not report."""

import re
from collections.abc import Iterator

# Strings, comments and brackets, which determine where keys and tables begin.
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
    """Return the line number of a key in a guide or in one of its prompts.

    Args:
        text: the guide's TOML, without syntax errors.
        key: the name of the key; "" for the table as a whole.
        prompt: the index of the prompt; None for the guide itself.

    Returns:
        The line number, from 1. If the key is missing, it is that of the first line of the table.
    """
    table = 1
    for number, index, name in _keys(text):
        if name == "" and index == prompt:
            table = number
        if name == key and index == prompt:
            return number
        if prompt is not None and index is None and name == "prompt":
            # The prompts are written as a `prompt = [ … ]` list rather than as tables.
            return number
    return table


def _keys(text: str) -> Iterator[tuple[int, int | None, str]]:
    """Yield the line number, the prompt's index (None for the guide) and the name of each key.

    The name "" marks the start of a prompt.
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
    """Yield the number and text of each line on which a key or table begins."""
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
