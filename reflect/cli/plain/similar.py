"""Earlier entries similar to the one being written."""

from collections.abc import Callable, Sequence
from datetime import datetime

from reflect.cli.plain.page import PlainPage
from reflect.dates import relative_day
from reflect.errors import LockedError
from reflect.practice.entry_builder import build_entry
from reflect.practice.session import Session
from reflect.practice.similarity import Features, SimilarEntry, extract_features
from reflect.text.clean import one_line

OUTCOMES = {
    "kept": "The commitment was kept.",
    "partly": "The commitment was kept in part.",
    "dropped": "The commitment was dropped.",
    "still open": "The commitment is still open.",
}
LOCKED = "The journal is locked. :quit keeps a draft, and `reflect resume` asks for the passphrase."
_MOST_SHARED = 4


class SimilarBox:
    """Finds similar entries, mentions each once, and shows them on request.

    Args:
        session: the session being written.
        page: the page on which they are shown.
        find: a function that searches the journal; it raises LockedError if the journal is locked.
        now: a function that returns the current time.
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
        self._mentioned: set[str] = set()
        self._is_locked = False

    def found(self) -> Sequence[SimilarEntry]:
        """Return similar entries; search again only if the session's features have changed."""
        mine = extract_features(build_entry(self._session, self._now(), "draft"))
        if self._found is None or self._found[0] != mine:
            try:
                self._found = (mine, self._find())
            except LockedError:
                self._found, self._is_locked = (mine, ()), True
        return [
            similar for similar in self._found[1] if similar.entry.id not in self._session.repeats
        ]

    def remark(self) -> None:
        """Mention that there are similar entries, unless all of them have been mentioned before."""
        fresh = {similar.entry.id for similar in self.found()} - self._mentioned
        if fresh:
            self._mentioned |= fresh
            self._page.note("You may have been here before: :before shows it.")

    def show(self) -> None:
        """Show similar entries, or say that there are none."""
        found = self.found()
        if self._is_locked:
            self._page.note(LOCKED)
        elif found:
            self.write(found)
        else:
            self._page.note("Nothing like it is in your journal.")

    def write(self, found: Sequence[SimilarEntry]) -> None:
        """Print earlier entries with their lessons, ages and commitment outcomes."""
        page, today = self._page, self._now().date()
        for number, similar in enumerate(found, 1):
            lead = f"{number}  " if len(found) > 1 else ""
            indent = page.margin + len(lead)
            then = f" · {relative_day(similar.entry.occurred_on, today)} · {similar.entry.id}"
            page.out.line(
                (lead, "cyan"), (similar.entry.title or "(no title)", "bold"), (then, "dim"),
                indent=page.margin, hang=indent,
            )  # fmt: skip
            if similar.entry.lesson:
                lesson = one_line(similar.entry.lesson)
                page.out.line(("❝ ", "cyan"), (lesson, "cyan"), indent=indent, hang=indent + 2)
            shared = f"In common: {', '.join(similar.shared[:_MOST_SHARED])}."
            facts = " ".join(filter(None, [OUTCOMES.get(similar.outcome, ""), shared]))
            page.out.line((facts, "dim"), indent=indent, hang=indent)
