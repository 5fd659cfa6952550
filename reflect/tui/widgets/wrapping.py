"""Where the rows of an editor begin: long lines are wrapped, and nothing is measured twice.

Textual's own way takes each row of a line from the whole line, so that a page pasted as one line
of a megabyte takes seconds for every key. Here a row is a slice, and plain lines need no measuring.
"""

from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import NamedTuple

from rich.cells import cell_len
from textual._wrap import compute_wrap_offsets
from textual.document._document import DocumentBase, Location
from textual.document._wrapped_document import WrappedDocument
from textual.expand_tabs import expand_tabs_inline, get_tab_widths
from textual.geometry import Offset

# Shared by all lines that need no wrapping, so that a million of them cost no memory.
_WHOLE: tuple[list[int], list[int]] = ([], [])


class Row(NamedTuple):
    """One row as it is drawn.

    Args:
        line: the index of its line.
        start: of the line's characters, the first that stands in it.
        text: its characters, with marks and tabs.
        tabs: how wide each of its tabs is.
        is_last: whether the line ends in it.
    """

    line: int
    start: int
    text: str
    tabs: list[int]
    is_last: bool


class Wrapping(WrappedDocument):
    """A document in rows.

    Args:
        document: whose lines are wrapped.
        tab_width: the most cells that a tab takes.
    """

    def __init__(self, document: DocumentBase, tab_width: int = 4) -> None:
        self._first = [0]
        super().__init__(document, tab_width=tab_width)

    @property
    def height(self) -> int:
        """How many rows there are."""
        return self._first[-1]

    def wrap(self, width: int, tab_width: int | None = None) -> None:
        """Wrap all lines, unless they are wrapped at this width already.

        Args:
            width: in cells; 0 for no wrapping.
            tab_width: the most cells that a tab takes.
        """
        tab_width = tab_width or self._tab_width
        if self._wrap_offsets and (width, tab_width) == (self._width, self._tab_width):
            return
        self._width, self._tab_width = width, tab_width
        self._put(0, len(self._wrap_offsets), self.document.lines)

    def wrap_range(self, start: Location, old_end: Location, new_end: Location) -> None:
        """Wrap the lines that an edit changed.

        Args:
            start: of the edit.
            old_end: where the text ended that went.
            new_end: where the text ends that came.
        """
        top = min(start[0], old_end[0])
        bottom = max(start[0], old_end[0]) + 1
        self._put(top, bottom, self.document.lines[top : max(top, new_end[0]) + 1])

    def row(self, y: int) -> Row:
        """Give a row.

        Args:
            y: from 0 to the height.
        """
        line = bisect_right(self._first, y) - 1
        text, bounds = self.document.get_line(line), self._bounds(line)
        number = y - self._first[line]
        start, end = bounds[number], bounds[number + 1]
        before = text.count("\t", 0, start)
        within = text.count("\t", start, end)
        tabs = self._tab_width_cache[line][before : before + within]
        return Row(line, start, text[start:end], tabs, number == len(bounds) - 2)

    def get_sections(self, line_index: int) -> list[str]:
        """Give the rows of a line as texts."""
        text, bounds = self.document.get_line(line_index), self._bounds(line_index)
        return [text[start:end] for start, end in pairwise(bounds)]

    def location_to_offset(self, location: Location) -> Offset:
        """Say at which cell and row a place in the text is shown."""
        line, column = location
        offsets = self.get_offsets(line)
        number = bisect_right(offsets, column)
        start = offsets[number - 1] if number else 0
        before = self.document.get_line(line)[start:column]
        x = cell_len(expand_tabs_inline(before, self._tab_width))
        return Offset(x, self._first[line] + number)

    def offset_to_location(self, offset: Offset) -> Location:
        """Say which place in the text is nearest to a cell and row."""
        y = min(max(offset.y, 0), self.height - 1)
        line = bisect_right(self._first, y) - 1
        number = y - self._first[line]
        return line, self.get_target_document_column(line, max(offset.x, 0), number)

    def _bounds(self, line: int) -> list[int]:
        return [0, *self._wrap_offsets[line], len(self.document.get_line(line))]

    def _put(self, top: int, bottom: int, lines: "list[str]") -> None:
        """Wrap lines, and put them in the place of others."""
        new = [_wrapped(line, self._width, self._tab_width) for line in lines]
        old = self._wrap_offsets[top:bottom]
        self._wrap_offsets[top:bottom] = [offsets for offsets, _ in new]
        self._tab_width_cache[top:bottom] = [tabs for _, tabs in new]
        if [len(offsets) for offsets in old] != [len(offsets) for offsets, _ in new]:
            rows = (len(offsets) + 1 for offsets in self._wrap_offsets)
            self._first = list(accumulate(rows, initial=0))


def _wrapped(line: str, width: int, tab_width: int) -> tuple[list[int], list[int]]:
    """Say where a line is broken, and how wide its tabs are."""
    if not line.isascii() or "\t" in line:
        sections = get_tab_widths(line, tab_width)
        offsets = compute_wrap_offsets(line, width, tab_width, True, sections) if width else []
        return offsets, [cells for _, cells in sections]
    if len(line) <= width or not width:
        return _WHOLE
    offsets, start, length = [], 0, len(line)
    while length - start > width:
        # After the last blank that fits; a word longer than the row is cut.
        blank = line.rfind(" ", start, start + width)
        start = blank + 1 if blank >= start else start + width
        offsets.append(start)
    return offsets, []
