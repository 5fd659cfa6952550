"""Writes one text as YAML, so that every reader of YAML takes it for that text."""

import re

# Begins with a letter, and holds nothing that YAML gives a meaning to.
_PLAIN = re.compile(r"[^\W\d_](?:[\w .;/()+'’–—-]*[\w.;/()+'’–—])?")
# What YAML 1.1 takes for something else.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_JOINERS = "\u200c\u200d"
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def scalar(text: str) -> str:
    """Write a text on one line: as it is where that is safe, else between double quotes."""
    if text.isprintable() and _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return f'"{"".join(map(_escaped, text))}"'


def block(text: str, indent: int) -> str:
    """Write a text of several lines as the lines that it is, where YAML can keep them.

    Args:
        text: one line or more.
        indent: how far its lines stand to the right of the margin.
    """
    lines = text.split("\n")
    if len(lines) == 1 or text[0] == " " or not all(map(str.isprintable, lines)):
        return scalar(text)
    margin = " " * indent
    return "|-\n" + "\n".join(margin + line if line else "" for line in lines)


def _escaped(char: str) -> str:
    if char in _SHORT:
        return _SHORT[char]
    if char.isprintable() or char in _JOINERS:
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
