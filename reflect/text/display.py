"""Text on its way to a terminal."""

import re

# Patterns are texts here: `re` compiles one when it is first needed, which most runs never do.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff\ufff9-\ufffb]"
)


def safe_display(text: str, *, keep: str = "\n\t") -> str:
    """Make every character that could act on a terminal a visible mark.

    Args:
        text: anything, also from elsewhere.
        keep: the control characters that pass as they are.
    """
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, lambda found: found[0] if found[0] in keep else _mark(found[0]), text)


def _mark(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def plural(number: int, noun: str) -> str:
    """Return a count with its noun: "1 entry", "2 entries", "1,200 look-backs"."""
    many = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else many}"
