"""Prepares text for display on a terminal."""

import re

# A plain string, which `re` compiles on first use, because most runs never need it.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff\ufff9-\ufffb]"
)


def safe_display(text: str, *, keep: str = "\n\t", mark: str = "") -> str:
    """Replace every character that could affect the terminal with a visible mark.

    Args:
        text: any text.
        keep: control characters to leave unchanged.
        mark: the replacement for each character; "" for a mark that identifies the character.
    """
    if text.isprintable():
        return text

    def replacement(match: re.Match[str]) -> str:
        char = match[0]
        return char if char in keep else mark or _mark(char)

    return re.sub(_UNSAFE, replacement, text)


def _mark(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def plural(number: int, noun: str) -> str:
    """Return a count with its noun: "1 entry", "2 entries", "1,200 look-backs"."""
    many = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else many}"
