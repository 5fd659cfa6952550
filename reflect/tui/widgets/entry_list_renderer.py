"""One line of the list of entries, painted cell by cell: it is done for each line at each key."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from reflect.model.failure import kind_mark
from reflect.text.clean import one_line
from reflect.text.display import safe_display
from reflect.tui.widgets.entry_list_model import Find, ListRow

Piece = tuple[str, str]
"""A text, and which part of a row it is."""

SIGNS = {"capture": "○", "draft": "◌", "unfinished": "◐", "damaged": "✗"}
CURSOR, SELECTED, REPEAT, DUE = "▌", "✓", "↻", "◷"
UNTITLED = "(no title)"

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONGEST = 400  # characters of a title that are looked at; no row is wider
_ROOM_FOR_TITLE = 12  # cells that a state, when it is written out, leaves for the title


def short_day(day: date) -> str:
    """Write a day under its month's heading: "21 Sat"."""
    return f"{day.day:>2} {_WEEKDAYS[day.weekday()]}"


def far_day(day: date, today: date) -> str:
    """Write a day where no heading tells the month: "21 Nov", or "Nov 2025" of another year."""
    month = _MONTHS[day.month - 1]
    return f"{day.day:>2} {month}  " if day.year == today.year else f"{month} {day.year:>4}"


def picks(x: int, *, is_ranked: bool) -> bool:
    """Say whether a click on a cell of a row is on its mark, or where the selected have theirs."""
    return x < 2 or x == 2 + len(far_day(date.max, date.max) if is_ranked else "31 Sat") + 1


def shown_title(title: str) -> str:
    """Give a title as a row shows it: one line, nothing in it acts on a terminal."""
    return safe_display(one_line(title[:_LONGEST])) or UNTITLED


def cut(text: str, width: int) -> str:
    """Cut a text to a width in cells, ending it by … where something is lost."""
    if cell_len(text) <= width:
        return text
    # A wide character that would be cut in two becomes a blank, which goes too.
    return set_cell_size(text, width - 1).rstrip() + "…" if width > 0 else ""


class EntryListRenderer:
    """Paints rows in the colours of the moment.

    Args:
        styles: a style for each of the list's PARTS, and "found" for words that were looked for.
        find: finds the places of those words in a text.
        today: the day it is; None where headings tell the month.
    """

    def __init__(self, styles: Mapping[str, Style], find: Find, today: date | None) -> None:
        self._styles = styles
        self._find = find
        self._today = today

    def row(
        self, row: ListRow, width: int, *, cursor: str = "", is_selected: bool = False
    ) -> Strip:
        """Paint an entry's row.

        Args:
            row: the entry.
            width: of the row in cells.
            cursor: "cursor" or "cursor-blurred" where it stands here, else "".
            is_selected: whether the entry is selected.
        """
        base = self._styles["row"] + self._styles[cursor] if cursor else self._styles["row"]
        left = list(self._left(row, bool(cursor), is_selected))
        right = list(_right(row, width - _width(left)))
        room = width - _width(left) - _width(right)
        title = shown_title(row.title)
        shown = cut(title, room)
        pieces = [*left, *self._marked(title, shown)]
        room -= cell_len(shown)
        if room and row.tags:
            tags = _fitting(row.tags, room)
            pieces.append((tags, "tags"))
            room -= cell_len(tags)
        pieces += [(" " * room, ""), *right]
        return self._strip(pieces, base, width)

    def heading(self, text: str, width: int) -> Strip:
        """Paint a heading."""
        return self._strip([(f"  {cut(text, width - 2)}", "heading")], self._styles["row"], width)

    def _left(self, row: ListRow, is_here: bool, is_selected: bool) -> Iterator[Piece]:
        yield CURSOR if is_here else " ", "selected"
        yield SELECTED if is_selected else " ", "selected"
        day = far_day(row.day, self._today) if self._today else short_day(row.day)
        yield f"{day} ", "day"
        yield f"{SIGNS.get(row.state) or kind_mark(row.kind)} ", "mark"

    def _marked(self, title: str, shown: str) -> Iterator[Piece]:
        """Set off what was looked for in a title, as far as it is shown."""
        end = len(shown) - (shown != title)
        last = 0
        for first, after in self._find(title):
            if first >= end:
                break
            yield title[last:first], ""
            yield title[first : min(after, end)], "found"
            last = min(after, end)
        yield shown[last:], ""

    def _strip(self, pieces: Iterable[Piece], base: Style, width: int) -> Strip:
        styles = self._styles
        segments = [
            Segment(text, base + styles[part] if part else base) for text, part in pieces if text
        ]
        return Strip(segments).adjust_cell_length(width, base)


def _right(row: ListRow, room: int) -> Iterator[Piece]:
    """Give what stands at a row's end: the state, a repetition, a look-back that waits."""
    signs = (REPEAT if row.is_repeat else "") + (DUE if row.is_due else "")
    is_told = row.state in SIGNS and room - len(row.state) > _ROOM_FOR_TITLE
    word = row.state if is_told else ""
    told = " ".join(filter(None, [word, signs]))
    if told:
        yield f" {told}", "sign"


def _fitting(tags: Iterable[str], room: int) -> str:
    """Give those tags, set apart, that fit into a room; none of them is cut."""
    told = " "
    for tag in tags:
        longer = f"{told} #{safe_display(one_line(tag[:_LONGEST]))}"
        if cell_len(longer) > room:
            break
        told = longer
    return told.rstrip()


def _width(pieces: Iterable[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)
