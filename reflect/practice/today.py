"""What waits today: look-backs, lessons, captures, drafts and this day in earlier years."""

from calendar import isleap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reflect.model.entry import Entry
from reflect.practice.look_back import DueLookBack
from reflect.text.display import plural


@dataclass(frozen=True, slots=True)
class Today:
    """What waits today, without what is private.

    Args:
        look_backs: the look-backs that are due, longest overdue first.
        has_lessons: whether lessons come back today; their number is never shown.
        captures: the captures that wait, newest first.
        drafts: how many drafts wait.
        earlier: the entries of this day in earlier years, newest first.
        private: how many private entries are left out.
        notes: how many entries were written since the journal was last unlocked.
        is_locked: whether only drafts and notes are counted, because the journal is locked.
    """

    look_backs: Sequence[DueLookBack] = ()
    has_lessons: bool = False
    captures: Sequence[Entry] = ()
    drafts: int = 0
    earlier: Sequence[Entry] = ()
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
        if self.look_backs:
            phrases.append(f"{plural(len(self.look_backs), 'look-back')} due")
        if self.has_lessons:
            phrases.append("some lessons")
        if self.captures:
            phrases.append(plural(len(self.captures), "capture"))
        if self.notes:
            phrases.append(f"{plural(self.notes, 'note')} since the last unlocking")
        if self.drafts:
            phrases.append(plural(self.drafts, "draft"))
        if self.earlier:
            phrases.append(f"{len(self.earlier)} on this day in earlier years")
        return phrases


def earlier_days(today: date) -> tuple[str, ...]:
    """Return the month and day of today as in "-11-22", with 29 February on 28 February.

    In years without a 29 February, entries of that day are shown a day earlier.
    """
    own = today.isoformat()[4:]
    return (own, "-02-29") if own == "-02-28" and not isleap(today.year) else (own,)


def is_this_day(occurred_on: str, today: date) -> bool:
    """Return whether an ISO day is this day in an earlier year."""
    return occurred_on[4:] in earlier_days(today) and occurred_on[:4] < today.isoformat()[:4]
