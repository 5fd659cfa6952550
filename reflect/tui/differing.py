"""Where two texts differ, line by line and word by word, as content to be shown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reflect.tui.safe_text import Content, safe_content

OTHER, ONLY, SAME = "≠ ", "+ ", "  "
NOT_HERE = "· (not here)"
AROUND = 3
"""Lines that are the same are shown this far from a difference."""
MOST_PAIRS = 2_000_000
"""Pairs of words that are looked at over all lines; lines beyond them are set off whole."""
WORD = "bold underline"


@dataclass(frozen=True, slots=True)
class DiffBlock:
    """Lines that belong together.

    Args:
        mine, theirs: each side's lines, with a sign before each that differs.
        differs: whether the sides differ.
    """

    mine: tuple[Content, ...]
    theirs: tuple[Content, ...]
    differs: bool


def compare(mine: str, theirs: str) -> list[DiffBlock]:
    """Compare two texts; long runs that are the same are shortened.

    Args:
        mine, theirs: any texts, compared by their lines.
    """
    left, right = mine.split("\n"), theirs.split("\n")
    words = _Words()
    blocks = []
    matcher = SequenceMatcher(None, left, right)
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind == "equal":
            same = tuple(_shortened(left[start:end], start == 0, end == len(left)))
            blocks.append(DiffBlock(same, same, differs=False))
        else:
            blocks.append(_differing(left[start:end], right[begin:stop], words))
    return blocks


def _shortened(lines: Sequence[str], is_first: bool, is_last: bool) -> Iterator[Content]:
    """Give the lines next to a difference, and say how many were left out."""
    head, tail = 0 if is_first else AROUND, 0 if is_last else AROUND
    left_out = len(lines) - head - tail
    if left_out < 2:
        yield from (safe_content(SAME + line, "$quiet") for line in lines)
        return
    yield from (safe_content(SAME + line, "$quiet") for line in lines[:head])
    yield safe_content(f"⋯ {left_out} lines the same", "$quiet")
    yield from (safe_content(SAME + line, "$quiet") for line in lines[len(lines) - tail :])


def _differing(left: Sequence[str], right: Sequence[str], words: "_Words") -> DiffBlock:
    """Pair the lines of both sides as far as they go; the rest stands on one side alone."""
    mine, theirs = [], []
    for one, other in zip(left, right, strict=False):
        here, there = words.compare(one, other)
        mine.append(Content.assemble(OTHER, here))
        theirs.append(Content.assemble(OTHER, there))
    mine += [safe_content(ONLY + line, "bold") for line in left[len(right) :]]
    theirs += [safe_content(ONLY + line, "bold") for line in right[len(left) :]]
    nothing = [safe_content(NOT_HERE, "$quiet")]
    return DiffBlock(tuple(mine or nothing), tuple(theirs or nothing), differs=True)


class _Words:
    """Compares lines word by word, until that would take too long."""

    def __init__(self) -> None:
        self._left = MOST_PAIRS

    def compare(self, one: str, other: str) -> tuple[Content, Content]:
        """Set off the words that differ between two lines."""
        left, right = _parted(one), _parted(other)
        cost = len(left) * len(right)
        if cost > self._left:
            return safe_content(one, WORD), safe_content(other, WORD)
        self._left -= cost
        here: list[Content] = []
        there: list[Content] = []
        # Words that come all the time are no place to begin at: they would cost the cube.
        matcher = SequenceMatcher(None, left, right, autojunk=True)
        for kind, start, end, begin, stop in matcher.get_opcodes():
            style = "" if kind == "equal" else WORD
            here.append(safe_content("".join(left[start:end]), style))
            there.append(safe_content("".join(right[begin:stop]), style))
        return Content.assemble(*here), Content.assemble(*there)


def _parted(line: str) -> list[str]:
    return re.findall(r"\s+|\S+", line)
