"""Checks for entries from the future, which a wrong clock leaves behind."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from reflect.doctor.finding import Finding
from reflect.model.ids import FUTURE
from reflect.text.display import plural

_MOST_NAMED = 5


def check_entry_dates(
    documents: Sequence[Mapping[str, Any]], path: str, now: datetime
) -> Iterator[Finding]:
    """Check for entries whose day or creation time lies in the future.

    Args:
        documents: the documents of all entries.
        path: the path of the journal.
        now: the current time.
    """
    latest = now + FUTURE
    early = [document for document in documents if _last_time(document, now) > latest]
    if len(early) > _MOST_NAMED:
        ids = ", ".join(document["id"] for document in early[:_MOST_NAMED])
        yield Finding(
            "warning",
            f"{path}: {plural(len(early), 'entry')} dated in the future ({ids}, …)",
            "If the clock of this machine is wrong, set it. Otherwise {command} corrects an entry.",
            path,
            ("edit", early[0]["id"], "--date", "today"),
        )
        return
    for document in early:
        entry_id, day = document["id"], document["occurred_on"]
        wrong = _last_time(document, now).date().isoformat()
        yield Finding(
            "warning",
            f"{path}: entry {entry_id} is dated in the future ({wrong})",
            "If the clock of this machine is right, {command} corrects it.",
            path,
            ("edit", entry_id, "--date", day if day <= now.date().isoformat() else "today"),
        )


def _last_time(document: Mapping[str, Any], now: datetime) -> datetime:
    """Return when an entry was created or happened, whichever is later."""
    day = date.fromisoformat(document["occurred_on"])
    happened_at = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    return max(datetime.fromisoformat(document["created_at"]), happened_at)
