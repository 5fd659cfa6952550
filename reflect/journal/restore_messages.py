"""Messages that describe the effect of restoring a backup."""

from typing import TYPE_CHECKING

from reflect.dates import format_day
from reflect.errors import Notice
from reflect.text.display import plural

if TYPE_CHECKING:
    from datetime import datetime

    from reflect.journal.backups import (
        Backup,
        CheckedBackup,
        Difference,
        JournalBackups,
        OpenedBackup,
        Restored,
    )

KIND_LABELS = {
    "made": "",
    "replaced": "replaced by a restore",
    "damaged": "a damaged journal that a restore replaced",
    "own": "your own file",
}


def local_time(backup: "Backup") -> "datetime":
    """Return a backup's time in the local time zone."""
    return backup.at.astimezone()


def backup_row(checked: "CheckedBackup") -> str:
    """Return a list row for an intact backup, with its time and number of entries."""
    made = local_time(checked.backup)
    parts = [f"{format_day(made.date())} {made:%H:%M}"]
    if checked.entries is not None:
        parts.append(plural(checked.entries, "entry"))
    if label := KIND_LABELS[checked.backup.kind]:
        parts.append(label)
    return " · ".join(parts)


def restore_preview(chosen: "OpenedBackup", difference: "Difference") -> str:
    """Describe what a restore would do."""
    lines = [f"{chosen.name} holds {plural(chosen.entries, 'entry')}."]
    if missing := missing_line(difference):
        lines.append(missing)
    elif difference.entries:
        lines.append("Everything that the journal holds now is in it.")
    lines.append("What is replaced is kept among the backups.")
    return " ".join(lines)


def missing_line(difference: "Difference") -> str:
    """Describe which part of the journal a backup lacks; return "" if nothing is missing."""
    parts = []
    for number, what in (
        (difference.missing, "not in it"),
        (difference.changed, "there in another version"),
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


def restore_result(
    backups: "JournalBackups", chosen: "OpenedBackup", done: "Restored"
) -> list[Notice | str]:
    """Return lines that describe what a restore did and how to undo it."""
    if done.is_same:
        return [f"The journal is {chosen.name} already; nothing was changed."]
    lines: list[Notice | str] = [
        f"Restored {chosen.name}: {plural(done.entries, 'entry')} in {backups.journal_file}."
    ]
    if done.waiting:
        lines.append(f"Among them {plural(done.waiting, 'entry')} added since, from the inbox.")
    if missing := missing_line(done.difference):
        lines.append(missing)
    if done.replaced and done.difference.entries is None:
        lines.append(f"The damaged journal is kept as {backups.path_of(done.replaced)}.")
    elif done.replaced:
        lines.append(
            Notice(
                "{command} goes back to what was replaced.", ("backup", "restore", done.replaced)
            )
        )
    return lines
