"""Turns text into file names."""

import re

from reflect.text.fold import fold

_SLUG_LENGTH = 60


def slug(text: str) -> str:
    """Return a file name for text: a-z, 0-9 and hyphens, at most 60 characters, never empty."""
    words = re.findall(r"[a-z0-9]+", fold(text).replace("'", ""))
    name = "-".join(words)
    if len(name) > _SLUG_LENGTH:
        cut = name[: _SLUG_LENGTH + 1].rpartition("-")[0]
        name = cut or name[:_SLUG_LENGTH]
    return name or "untitled"
