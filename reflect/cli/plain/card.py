"""The card at the end of a session: title, lesson, kind and commitments."""

from reflect.cli.plain.page import PlainPage
from reflect.dates import format_day
from reflect.model.entry import Entry
from reflect.model.failure import kind_sentence

RULE = "─"
WIDEST = 60


def show_card(entry: Entry, page: PlainPage) -> None:
    """Print the card of an entry."""
    page.gap()
    page.line((_rule(page), "dim"))
    page.line((entry.title, "bold"))
    page.line((format_day(entry.occurred_on), "dim"))
    if entry.lesson:
        page.gap()
        page.line((entry.lesson, "bold cyan"))
    if sentence := kind_sentence(entry.kind, entry.reason):
        page.gap()
        page.line((sentence, "dim"))
    for commitment in entry.commitments:
        page.gap()
        page.line(f"{commitment.sentence().rstrip('.')}.")
        due = f"Look back on {format_day(commitment.due)}"
        sealed = "; the forecast stays sealed until then" if commitment.forecast else ""
        page.line((f"{due}{sealed}.", "green"))
    if entry.score is not None:
        page.gap()
        page.line(f"Score {entry.score:.1f} of {max(r.high for r in entry.ratings)}")
    page.line((_rule(page), "dim"))


def _rule(page: PlainPage) -> str:
    plain = "utf" not in (getattr(page.out.stream, "encoding", None) or "").lower()
    return ("-" if plain else RULE) * max(min(page.out.width - 2 * page.margin - 1, WIDEST), 10)
