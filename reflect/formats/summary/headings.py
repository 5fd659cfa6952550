"""Unique headings, and the anchors that code hosts generate for them.

Source: github.com/gjtorikian/html-pipeline, lib/html/pipeline/toc_filter.rb.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reflect.dates import format_day
from reflect.model.entry import Entry
from reflect.text.clean import one_line

_KEPT = ("L", "M", "N", "Pc")


@dataclass(frozen=True, slots=True)
class EntryAnchor:
    """The unescaped heading of an entry in the document, and the heading's anchor."""

    heading: str
    anchor: str


class AnchorRegistry:
    """Generates anchors and numbers any that repeat."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def anchor(self, heading: str) -> str:
        """Return the anchor of the next heading.

        Args:
            heading: the unescaped text of the heading.
        """
        slug = "".join(map(_slugged, heading.lower()))
        count = self._given.get(slug, 0)
        self._given[slug] = count + 1
        return f"{slug}-{count}" if count else slug


def unique_headings(entries: Iterable[Entry]) -> dict[str, str]:
    """Return a unique heading for each entry, by id, made from its title and day."""
    headings: dict[str, str] = {}
    count: dict[str, int] = {}
    for entry in entries:
        title = one_line(entry.title.replace("\ufeff", "")) or "Untitled"
        heading = f"{title} ({short_day(entry.occurred_on)})"
        count[heading] = count.get(heading, 0) + 1
        if count[heading] > 1:
            heading = f"{heading[:-1]}, {count[heading]})"
        headings[entry.id] = heading
    return headings


def short_day(day: date) -> str:
    """Return a day without its weekday: "21 Nov 2026"."""
    return format_day(day).partition(" ")[2]


def _slugged(char: str) -> str:
    if char in " -":
        return "-"
    category = unicodedata.category(char)
    return char if category[0] in _KEPT or category in _KEPT else ""
