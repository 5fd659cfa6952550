"""One entry a line, as every listing shows it."""

from collections.abc import Iterable

from reflect.cli.output import Output, Span
from reflect.dates import spell
from reflect.model.entry import Entry
from reflect.model.failure import mark
from reflect.model.ids import shortest_prefixes


class RowWriter:
    """Writes entries one a line, ids with their shortest unique prefix set off.

    Args:
        out: where the lines go.
        shown: the ids that will be written.
        known: every id of the journal.
    """

    def __init__(self, out: Output, shown: Iterable[str], known: Iterable[str]) -> None:
        self.out = out
        self._prefixes = shortest_prefixes(shown, known) if out.is_terminal else {}

    def id_spans(self, entry_id: str) -> list[Span]:
        """Give the id, its prefix set off; on a narrow terminal the first part of it alone."""
        prefix = self._prefixes.get(entry_id, entry_id)
        rest = entry_id[len(prefix) : max(4, len(prefix)) if self.out.is_narrow else None]
        return [(prefix, "bold cyan"), (rest, "dim")]

    def write(self, entry: Entry) -> None:
        """Write one entry's line."""
        out = self.out
        day = entry.occurred_on.isoformat() if out.is_narrow else spell(entry.occurred_on)
        spans: list[Span] = [*self.id_spans(entry.id), "  ", (f"{day:<15}" if not out.is_narrow
                             else day, "dim"), " ", mark(entry.kind), " "]  # fmt: skip
        spans.append(entry.title or "(no title)")
        if entry.state != "entry":
            spans.append((f" ({entry.state})", "yellow"))
        spans += [(f" #{tag}", "dim") for tag in entry.tags]
        out.line(*spans, cut=True)


def say_cut(shown: int, total: int, *, about: bool = False) -> str:
    """Say how many of the entries a listing shows; `about` where they were not all opened."""
    return f"{shown} of {'about ' if about else ''}{total} entries; -n 0 shows all."
