"""Entry lists with one entry per line."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from reflect.cli.output import Output, Span
from reflect.dates import format_day, relative_day
from reflect.model.entry import Entry
from reflect.model.failure import entry_mark
from reflect.model.ids import shortest_prefixes

AGAIN = "↻ again"
_NONE: Mapping[str, Entry] = MappingProxyType({})


class RowWriter:
    """Writes one line per entry, highlighting the shortest unique prefix of its id.

    Args:
        out: The output.
        shown: The ids of the entries to be written.
        known: All ids in the journal.
        earlier: The entries that they repeat, by id.
    """

    def __init__(
        self,
        out: Output,
        shown: Iterable[str],
        known: Iterable[str],
        earlier: Mapping[str, Entry] = _NONE,
    ) -> None:
        self.out = out
        self._earlier = earlier
        self._prefixes = shortest_prefixes(shown, known) if out.is_terminal else {}

    def id_spans(self, entry_id: str) -> list[Span]:
        """Return an id with its unique prefix highlighted, truncated on a narrow terminal."""
        prefix = self._prefixes.get(entry_id, entry_id)
        rest = entry_id[len(prefix) : max(4, len(prefix)) if self.out.is_narrow else None]
        return [(prefix, "bold cyan"), (rest, "dim")]

    def write(self, entry: Entry) -> None:
        """Write one entry."""
        out = self.out
        day = entry.occurred_on.isoformat() if out.is_narrow else format_day(entry.occurred_on)
        mark = entry_mark(entry.kind, near_miss=entry.near_miss)
        spans: list[Span] = [*self.id_spans(entry.id), "  ", (f"{day:<15}" if not out.is_narrow
                             else day, "dim"), " ", mark, " "]  # fmt: skip
        spans.append(entry.title or "(no title)")
        if entry.state != "entry":
            spans.append((f" ({entry.state})", "yellow"))
        spans += [(f" #{tag}", "dim") for tag in entry.tags]
        spans += [(f" {line}", "dim") for line in repeat_lines(entry, self._earlier)]
        out.line(*spans, cut=True)


def repeat_lines(entry: Entry, earlier: Mapping[str, Entry]) -> list[str]:
    """Return one line for each earlier entry that an entry repeats.

    Args:
        entry: The later entry.
        earlier: The earlier entries that still exist, by id.
    """
    lines = []
    for entry_id in entry.repeats:
        known = earlier.get(entry_id)
        if known is None:
            lines.append(f"{AGAIN}, after {entry_id}, which is no longer here")
            continue
        title = known.title or "(no title)"
        lines.append(f"{AGAIN}{_after(entry, known)}: {title} ({known.id})")
    return lines


def _after(entry: Entry, known: Entry) -> str:
    """Return the time between an entry and an earlier one; "" if it is negative."""
    days = (entry.occurred_on - known.occurred_on).days
    if days < 2:
        return {0: " the same day", 1: " after 1 day"}.get(days, "")
    return f" after {relative_day(known.occurred_on, entry.occurred_on).removesuffix(' ago')}"


def truncation_line(shown: int, total: int, *, about: bool = False) -> str:
    """Return the message that a listing is incomplete; `about` marks the total as an estimate."""
    return f"{shown} of {'about ' if about else ''}{total} entries; -n 0 shows all."
