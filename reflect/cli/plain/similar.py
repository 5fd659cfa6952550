"""You have been here before: earlier entries that are like the one being written."""

from collections.abc import Callable, Sequence
from datetime import datetime

from reflect.cli.plain.output import PlainPage
from reflect.dates import relative_day
from reflect.errors import LockedError
from reflect.practice.entry_builder import build_entry
from reflect.practice.session import Session
from reflect.practice.similarity import Features, SimilarEntry, extract_features
from reflect.text.clean import one_line

KEPT = {
    "kept": "The commitment was kept.",
    "partly": "The commitment was kept in part.",
    "dropped": "The commitment was dropped.",
    "still open": "The commitment is still open.",
}
LOCKED = "The journal is locked. :quit keeps a draft, and `reflect resume` asks for the passphrase."
_MOST_SHARED = 4


class SimilarBox:
    """Knows what is alike, says so in passing, and shows it when asked.

    Args:
        session: what is being written.
        page: where it is said.
        find: looks the journal through; a LockedError says that it is locked.
        now: the clock.
    """

    def __init__(
        self,
        session: Session,
        page: PlainPage,
        find: Callable[[], Sequence[SimilarEntry]],
        now: Callable[[], datetime],
    ) -> None:
        self._session = session
        self._page = page
        self._find = find
        self._now = now
        self._found: tuple[Features, Sequence[SimilarEntry]] | None = None
        self._told: set[str] = set()
        self._is_locked = False

    def found(self) -> Sequence[SimilarEntry]:
        """Give what is alike now; looked for anew only where something that counts was written."""
        mine = extract_features(build_entry(self._session, self._now(), "draft"))
        if self._found is None or self._found[0] != mine:
            try:
                self._found = (mine, self._find())
            except LockedError:
                self._found, self._is_locked = (mine, ()), True
        return [echo for echo in self._found[1] if echo.entry.id not in self._session.repeats]

    def remark(self) -> None:
        """Say in one line that there is something alike, once for each entry."""
        fresh = {echo.entry.id for echo in self.found()} - self._told
        if fresh:
            self._told |= fresh
            self._page.note("You may have been here before: :before shows it.")

    def show(self) -> None:
        """Show what is alike."""
        found = self.found()
        if self._is_locked:
            self._page.note(LOCKED)
        elif found:
            self.write(found)
        else:
            self._page.note("Nothing like it is in your journal.")

    def write(self, found: Sequence[SimilarEntry]) -> None:
        """Write earlier entries with lesson, how long ago, and what became of the commitment."""
        page, today = self._page, self._now().date()
        for number, echo in enumerate(found, 1):
            lead = f"{number}  " if len(found) > 1 else ""
            indent = page.margin + len(lead)
            then = f" · {relative_day(echo.entry.occurred_on, today)} · {echo.entry.id}"
            page.out.line(
                (lead, "cyan"), (echo.entry.title or "(no title)", "bold"), (then, "dim"),
                indent=page.margin, hang=indent,
            )  # fmt: skip
            if echo.entry.lesson:
                lesson = one_line(echo.entry.lesson)
                page.out.line(("❝ ", "cyan"), (lesson, "cyan"), indent=indent, hang=indent + 2)
            shared = f"In common: {', '.join(echo.shared[:_MOST_SHARED])}."
            facts = " ".join(filter(None, [KEPT.get(echo.outcome, ""), shared]))
            page.out.line((facts, "dim"), indent=indent, hang=indent)
