"""A side-by-side line diff of two texts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from reflect.tui.safe_text import Content, safe_content

CHANGED, ADDED, SAME = "≠ ", "+ ", "  "
MISSING = "· (not here)"
CONTEXT = 3
"""The number of equal lines to show before and after a difference."""
MAX_LINE = 2_000
"""The maximum length of lines that are compared word by word."""
EMPHASIS = "bold underline"


@dataclass(frozen=True, slots=True)
class DiffBlock:
    """A run of lines that are either equal or different.

    Args:
        mine, theirs: the lines of each side, including their marks.
        differs: whether the sides differ.
    """

    mine: tuple[Content, ...]
    theirs: tuple[Content, ...]
    differs: bool


def diff(mine: str, theirs: str) -> list[DiffBlock]:
    """Compare two texts, collapsing long runs of equal lines."""
    left, right = mine.split("\n"), theirs.split("\n")
    blocks: list[DiffBlock] = []
    end = 0
    for group in SequenceMatcher(None, left, right).get_grouped_opcodes(CONTEXT):
        blocks += _skipped(group[0][1] - end)
        for tag, a, b, c, d in group:
            if tag == "equal":
                blocks.append(_equal([safe_content(SAME + line, "$quiet") for line in left[a:b]]))
            else:
                blocks.append(_different(left[a:b], right[c:d]))
            end = b
    return blocks + _skipped(len(left) - end)


def _equal(lines: Sequence[Content]) -> DiffBlock:
    return DiffBlock(tuple(lines), tuple(lines), differs=False)


def _skipped(count: int) -> list[DiffBlock]:
    if count == 0:
        return []
    lines = "1 line" if count == 1 else f"{count} lines"
    return [_equal([safe_content(f"⋯ {lines} the same", "$quiet")])]


def _different(left: Sequence[str], right: Sequence[str]) -> DiffBlock:
    """Pair up the lines of both sides, marking the longer side's extra lines as added."""
    mine, theirs = [], []
    for one, other in zip(left, right, strict=False):
        here, there = _compare_words(one, other)
        mine.append(Content.assemble(CHANGED, here))
        theirs.append(Content.assemble(CHANGED, there))
    mine += [safe_content(ADDED + line, "bold") for line in left[len(right) :]]
    theirs += [safe_content(ADDED + line, "bold") for line in right[len(left) :]]
    missing = [safe_content(MISSING, "$quiet")]
    return DiffBlock(tuple(mine or missing), tuple(theirs or missing), differs=True)


def _compare_words(one: str, other: str) -> tuple[Content, Content]:
    """Emphasise the words that differ, or the whole line if it is very long."""
    if max(len(one), len(other)) > MAX_LINE:
        return safe_content(one, EMPHASIS), safe_content(other, EMPHASIS)
    left, right = re.findall(r"\s+|\S+", one), re.findall(r"\s+|\S+", other)
    here, there = [], []
    for tag, a, b, c, d in SequenceMatcher(None, left, right).get_opcodes():
        style = "" if tag == "equal" else EMPHASIS
        here.append(safe_content("".join(left[a:b]), style))
        there.append(safe_content("".join(right[c:d]), style))
    return Content.assemble(*here), Content.assemble(*there)
