"""One entry a line, as every listing shows it."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from reflect.cli.output import Output, Span
from reflect.dates import format_day, relative_day
from reflect.model.entry import Entry
from reflect.model.failure import kind_mark
from reflect.model.ids import shortest_prefixes

AGAIN = "↻ again"
_NONE: Mapping[str, Entry] = MappingProxyType({})


class RowWriter:
    """Writes entries one a line, ids with their shortest unique prefix set off.

    Args:
        out: where the lines go.
        shown: the ids that will be written.
        known: every id of the journal.
        earlier: the entries that those repeat, by id.
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
        """Give the id, its prefix set off; on a narrow terminal the first part of it alone."""
        prefix = self._prefixes.get(entry_id, entry_id)
        rest = entry_id[len(prefix) : max(4, len(prefix)) if self.out.is_narrow else None]
        return [(prefix, "bold cyan"), (rest, "dim")]

    def write(self, entry: Entry) -> None:
        """Write one entry's line."""
        out = self.out
        day = entry.occurred_on.isoformat() if out.is_narrow else format_day(entry.occurred_on)
        spans: list[Span] = [*self.id_spans(entry.id), "  ", (f"{day:<15}" if not out.is_narrow
                             else day, "dim"), " ", kind_mark(entry.kind), " "]  # fmt: skip
        spans.append(entry.title or "(no title)")
        if entry.state != "entry":
            spans.append((f" ({entry.state})", "yellow"))
        spans += [(f" #{tag}", "dim") for tag in entry.tags]
        spans += [(f" {line}", "dim") for line in repeat_lines(entry, self._earlier)]
        out.line(*spans, cut=True)


def repeat_lines(entry: Entry, earlier: Mapping[str, Entry]) -> list[str]:
    """Say what an entry repeats and after how long, a line for each earlier one.

    Args:
        earlier: by id, as far as they are still there; of the others the id is all one can say.
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
    """Say how long after an earlier entry another one was; a changed date may turn them round."""
    days = (entry.occurred_on - known.occurred_on).days
    if days < 2:
        return {0: " the same day", 1: " after 1 day"}.get(days, "")
    return f" after {relative_day(known.occurred_on, entry.occurred_on).removesuffix(' ago')}"


def truncation_line(shown: int, total: int, *, about: bool = False) -> str:
    """Say how many of the entries a listing shows; `about` where they were not all opened."""
    return f"{shown} of {'about ' if about else ''}{total} entries; -n 0 shows all."
