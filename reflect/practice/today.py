"""What waits today: look-backs, lessons, captures, drafts and this day in earlier years."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from reflect.text.display import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reflect.model.entry import Entry
    from reflect.practice.look_back import DueLookBack


class Today(NamedTuple):
    """What waits today, without what is private.

    Args:
        due: how many look-backs are due.
        has_lessons: whether lessons come back today; their number is never shown.
        waiting: how many captures wait.
        drafts: how many drafts wait.
        on_this_day: how many entries are of this day in earlier years.
        look_backs: the due look-backs, longest overdue first; those that were asked for.
        captures: the captures, newest first; those that were asked for.
        earlier: the entries of this day, newest first; those that were asked for.
        private: how many private entries are left out.
        notes: how many entries were written since the journal was last unlocked.
        is_locked: whether only drafts and notes are counted, because the journal is locked.
    """

    due: int = 0
    has_lessons: bool = False
    waiting: int = 0
    drafts: int = 0
    on_this_day: int = 0
    look_backs: "Sequence[DueLookBack]" = ()
    captures: "Sequence[Entry]" = ()
    earlier: "Sequence[Entry]" = ()
    private: int = 0
    notes: int = 0
    is_locked: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self.counts

    @property
    def counts(self) -> list[str]:
        """What waits as short phrases without titles, such as "2 look-backs due"."""
        phrases = []
        if self.due:
            phrases.append(f"{plural(self.due, 'look-back')} due")
        if self.has_lessons:
            phrases.append("some lessons")
        if self.waiting:
            phrases.append(plural(self.waiting, "capture"))
        if self.notes:
            phrases.append(f"{plural(self.notes, 'note')} since the last unlocking")
        if self.drafts:
            phrases.append(plural(self.drafts, "draft"))
        if self.on_this_day:
            phrases.append(f"{self.on_this_day} on this day in earlier years")
        return phrases


def same_days(today: date) -> tuple[str, ...]:
    """Return how the ISO form of this day ends in earlier years, such as "-11-22".

    In years without a 29 February, entries of that day are shown a day earlier.
    """
    own = today.isoformat()[4:]
    is_end_of_february = own == "-02-28" and (today + timedelta(days=1)).month == 3
    return (own, "-02-29") if is_end_of_february else (own,)
