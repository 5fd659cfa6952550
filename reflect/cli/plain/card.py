"""The card at the end of a session: title, lesson, kind and commitments."""

from collections.abc import Sequence

from reflect.cli.plain.page import PlainPage
from reflect.dates import format_day
from reflect.model.entry import Entry
from reflect.model.failure import kind_sentence
from reflect.practice.score import score_lines

RULE = "─"
WIDEST = 60


def show_card(entry: Entry, page: PlainPage, score: Sequence[str] = ()) -> None:
    """Print the card of an entry.

    Args:
        entry: the entry.
        page: the page to print on.
        score: lines about its score, if they are known better than from the entry alone.
    """
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
    for number, line in enumerate(score or score_lines(entry)):
        if number == 0:
            page.gap()
        page.line(line)
    page.line((_rule(page), "dim"))


def _rule(page: PlainPage) -> str:
    plain = "utf" not in (getattr(page.out.stream, "encoding", None) or "").lower()
    return ("-" if plain else RULE) * max(min(page.out.width - 2 * page.margin - 1, WIDEST), 10)
