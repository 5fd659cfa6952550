"""Renders the rows of the entry list."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reflect.model.failure import entry_mark
from reflect.text.display import safe_display
from reflect.tui.widgets.entry_list_model import Find, ListRow

Piece = tuple[str, str]
"""Some text and its role in the row, which determines its style."""

SIGNS = {"capture": "○", "draft": "◌", "unfinished": "◐", "damaged": "✗"}
CURSOR, SELECTED, REPEAT, DUE = "▌", "✓", "↻", "◷"
UNTITLED = "(no title)"

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MAX_TITLE = 400  # characters; wider than any row
_MIN_TITLE = 12  # cells; with less room for the title, the state is hidden


def short_day(day: date) -> str:
    """Return a day as shown below a month heading, such as "21 Sat"."""
    return f"{day.day:>2} {_WEEKDAYS[day.weekday()]}"


def far_day(day: date, today: date) -> str:
    """Return a day as shown without month headings: "21 Nov", or "Nov 2025" in another year."""
    month = _MONTHS[day.month - 1]
    return f"{day.day:>2} {month}  " if day.year == today.year else f"{month} {day.year:>4}"


def is_select_click(x: int, *, is_ranked: bool) -> bool:
    """Return whether a click in column `x` of a row selects the row."""
    return x < 2 or x == 2 + len(far_day(date.max, date.max) if is_ranked else "31 Sat") + 1


def shown_title(title: str) -> str:
    """Return a title as shown in a row."""
    return safe_display(title[:_MAX_TITLE]) or UNTITLED


def cut(text: str, width: int) -> str:
    """Truncate text to a width in cells, with … at the end if it was longer."""
    if cell_len(text) <= width:
        return text
    # `set_cell_size` replaces a wide character that straddles the limit with a blank.
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


class EntryListRenderer:
    """Renders rows in the current theme.

    Args:
        styles: a style for each of the list's `PARTS`, plus "found" for search matches.
        find: a function that finds search matches in a text.
        today: the current day, or None if the list has month headings.
    """

    def __init__(self, styles: Mapping[str, Style], find: Find, today: date | None) -> None:
        self._styles = styles
        self._find = find
        self._today = today

    def row(
        self,
        row: ListRow,
        width: int,
        *,
        cursor: str = "",
        is_selected: bool = False,
        line: tuple[int, int] = (0, 1),
    ) -> Strip:
        """Render the row of an entry.

        Args:
            row: the row to render.
            width: the width in cells.
            cursor: "cursor" or "cursor-blurred" if the cursor is on this row, else "".
            is_selected: whether the entry is selected.
            line: the number of the line within the row, and the lines of the row.
        """
        base = self._styles["row"] + self._styles[cursor] if cursor else self._styles["row"]
        left = list(self._left(row, bool(cursor), is_selected))
        right = list(_right(row, width - _width(left)))
        room = width - _width(left) - _width(right)
        title = shown_title(row.title)
        part, height = line
        first = _wrapped(title, room) if height > 1 else len(title)
        if part:
            indent = " " * (_width(left) - 1)
            shown = cut(title[first:], width - _width(left))
            rest = [left[0], (indent, ""), *self._marked(title, shown, first)]
            return self._strip([*rest, (" " * width, "")], base, width)
        shown = cut(title[:first].rstrip(), room)
        pieces = [*left, *self._marked(title, shown)]
        room -= cell_len(shown)
        if room and row.tags:
            tags = _fitting(row.tags, room)
            pieces.append((tags, "tags"))
            room -= cell_len(tags)
        pieces += [(" " * room, ""), *right]
        return self._strip(pieces, base, width)

    def heading(self, text: str, width: int) -> Strip:
        return self._strip([(f"  {cut(text, width - 2)}", "heading")], self._styles["row"], width)

    def _left(self, row: ListRow, has_cursor: bool, is_selected: bool) -> Iterator[Piece]:
        yield CURSOR if has_cursor else " ", "selected"
        yield SELECTED if is_selected else " ", "selected"
        day = far_day(row.day, self._today) if self._today else short_day(row.day)
        yield f"{day} ", "day"
        mark = SIGNS.get(row.state, "")
        if row.near_miss or not mark:
            mark = entry_mark(row.kind, near_miss=row.near_miss)
        yield f"{mark} ", "mark"

    def _marked(self, title: str, shown: str, start: int = 0) -> Iterator[Piece]:
        """Highlight search matches in the visible part of a title, which begins at `start`."""
        end = start + len(shown) - (not title.startswith(shown, start))
        last = start
        for first, after in self._find(title):
            if first >= end:
                break
            if after <= start:
                continue
            yield title[last : max(first, start)], ""
            yield title[max(first, start) : min(after, end)], "found"
            last = min(after, end)
        yield shown[last - start :], ""

    def _strip(self, pieces: Iterable[Piece], base: Style, width: int) -> Strip:
        styles = self._styles
        segments = [
            Segment(text, base + styles[part] if part else base) for text, part in pieces if text
        ]
        return Strip(segments).adjust_cell_length(width, base)


def _wrapped(text: str, width: int) -> int:
    """Return where the second line of a text begins, if the first may have so many cells."""
    if cell_len(text) <= width:
        return len(text)
    end = max(len(set_cell_size(text, width).rstrip()), 1)
    space = text.rfind(" ", 0, end + 1)
    return space + 1 if space > 0 else end


def _right(row: ListRow, room: int) -> Iterator[Piece]:
    """Yield the end of a row: its state, and signs for a repeat and a due look-back."""
    signs = (REPEAT if row.is_repeat else "") + (DUE if row.is_due else "")
    word = row.note or (row.state if row.state in SIGNS else "")
    word = word if room - len(word) > _MIN_TITLE else ""
    if text := " ".join(filter(None, [word, signs])):
        yield f" {text}", "sign"


def _fitting(tags: Iterable[str], room: int) -> str:
    """Return as many tags as fit in the given width."""
    text = " "
    for tag in tags:
        longer = f"{text} #{safe_display(tag[:_MAX_TITLE])}"
        if cell_len(longer) > room:
            break
        text = longer
    return text.rstrip()


def _width(pieces: Iterable[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)
