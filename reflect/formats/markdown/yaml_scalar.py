"""Writes strings as YAML that every parser reads back unchanged."""

import re

# Starts with a letter and contains no characters that are special in YAML.
_PLAIN = re.compile(r"[^\W\d_](?:[\w .;/()+'’–—-]*[\w.;/()+'’–—])?")
# Words that YAML 1.1 does not read as strings.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_JOINERS = "\u200c\u200d"
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def scalar(text: str) -> str:
    """Return a string on one line, quoted only if necessary."""
    if text.isprintable() and _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return f'"{"".join(map(_escaped, text))}"'


def block(text: str, indent: int) -> str:
    """Return a string as a YAML block if that preserves its lines, or else on one line.

    Args:
        text: the string.
        indent: the indentation of the block, in columns.
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
