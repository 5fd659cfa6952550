"""Going back to a backup, in words: what it would do, and what it did."""

from typing import TYPE_CHECKING

from reflect.dates import format_day
from reflect.errors import Notice
from reflect.text.display import plural

if TYPE_CHECKING:
    from datetime import datetime

    from reflect.journal.backups import (
        Backup,
        Checked,
        Difference,
        JournalBackups,
        OpenedBackup,
        Restored,
    )

ABOUT = {
    "made": "",
    "replaced": "replaced by a restore",
    "damaged": "a damaged journal that a restore replaced",
    "own": "your own file",
}


def local(one: "Backup") -> "datetime":
    """Give the instant of a backup with the offset that this place had then."""
    return one.at.astimezone()


def row_of(one: "Checked") -> str:
    """Write a sound backup as a row of a list: when it was made, and how much it holds."""
    made = local(one.backup)
    parts = [f"{format_day(made.date())} {made:%H:%M}"]
    if one.entries is not None:
        parts.append(plural(one.entries, "entry"))
    if about := ABOUT[one.backup.kind]:
        parts.append(about)
    return " · ".join(parts)


def announced(chosen: "OpenedBackup", difference: "Difference") -> str:
    """Say what a restore would do."""
    lines = [f"{chosen.name} holds {plural(chosen.entries, 'entry')}."]
    if missing := missing_line(difference):
        lines.append(missing)
    elif difference.entries:
        lines.append("Everything that the journal holds now is in it.")
    lines.append("What is replaced is kept among the backups.")
    return " ".join(lines)


def missing_line(difference: "Difference") -> str:
    """Say what of the journal a backup doesn't have; "" where nothing is missing."""
    parts = []
    for number, what in (
        (difference.gone, "not in it"),
        (difference.other, "there in another version"),
    ):
        if number:
            parts.append(f"{number} {'is' if number == 1 else 'are'} {what}")
    if not parts:
        return ""
    if difference.entries is None:
        whole = "what can be read of the damaged journal"
    else:
        whole = f"the journal's {plural(difference.entries, 'entry')}"
    return f"Of {whole}, {' and '.join(parts)}."


def told(backups: "JournalBackups", chosen: "OpenedBackup", done: "Restored") -> list[Notice | str]:
    """Say what a restore did, and how to go back; a line each."""
    if done.is_same:
        return [f"The journal is {chosen.name} already; nothing was changed."]
    lines: list[Notice | str] = [
        f"Restored {chosen.name}: {plural(done.entries, 'entry')} in {backups.archive.path}."
    ]
    if done.waiting:
        lines.append(f"Among them {plural(done.waiting, 'entry')} added since, from the inbox.")
    if missing := missing_line(done.difference):
        lines.append(missing)
    if done.replaced and done.difference.entries is None:
        kept = f"{backups.folder}/{done.replaced}{backups.archive.keys.suffix}"
        lines.append(f"The damaged journal is kept as {kept}.")
    elif done.replaced:
        lines.append(
            Notice(
                "{command} goes back to what was replaced.", ("backup", "restore", done.replaced)
            )
        )
    return lines
