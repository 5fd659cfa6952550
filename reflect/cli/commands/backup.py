"""The backup command: lists, makes and restores backups."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli.completers import complete_backup
from reflect.cli.context import CliContext, context_of
from reflect.cli.options import Json
from reflect.cli.output import Span, is_interactive
from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.journal.restore_messages import (
    KIND_LABELS,
    local_time,
    restore_preview,
    restore_result,
)
from reflect.text.display import plural

if TYPE_CHECKING:
    from reflect.journal.backups import CheckedBackup, Salvaged

backup_app = typer.Typer(add_completion=False)

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]


@backup_app.callback(invoke_without_command=True)
def backup(ctx: typer.Context, json: Json = False) -> None:
    """List the backups, newest first, and verify each one."""
    if ctx.invoked_subcommand is not None:
        return
    context = context_of(ctx)
    backups = context.journal().backups
    checked = list(backups.check())
    if json:
        from reflect.formats.json import json_document

        context.out.json(json_document("backups", [as_json(each) for each in checked]))
        return
    width = max((len(each.backup.id) for each in checked), default=0)
    for each in checked:
        context.out.line(*backup_spans(each, width), hang=2)
    if checked:
        total = format_size(sum(each.backup.size for each in checked))
        context.notify(f"{plural(len(checked), 'backup')}, {total}, in {backups.folder}.")
    else:
        context.notify(
            f"No backups in {backups.folder} yet: {{command}} makes one.", ("backup", "now")
        )


@backup_app.command("now")
def now(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Into this file, to be carried away."),
    ] = None,
) -> None:
    """Back up all entries, including the newest, and verify the backup."""
    context = context_of(ctx)
    backups = context.journal().backups
    if output is None:
        made, is_new = backups.make()
        context.notify(f"Made {made.id}." if is_new else f"There it is already: {made.id}.")
    else:
        entries = backups.write(output)
        context.notify(
            f"Wrote {plural(entries, 'entry')} to {output}. "
            "`backup restore` takes it, on another machine too."
        )


@backup_app.command("restore")
def restore(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID|FILE",
            help="An id of the list or its beginning, or a file.",
            autocompletion=complete_backup,
        ),
    ],
    yes: Yes = False,
) -> None:
    """Go back to a backup; what it replaces is backed up before."""
    context = context_of(ctx)
    if not yes and not is_interactive():
        raise UsageError("backup restore needs a terminal, or --yes")
    from reflect.journal.backups import open_backup

    chosen = open_backup(context.encryption, name)
    backups = context.journal(write=True).backups
    if not yes:
        context.notify(restore_preview(chosen, backups.compare(chosen)))
        if not typer.confirm("Go back to it?", err=True):
            raise typer.Exit(2)
    restored = backups.restore(chosen)
    context.notify_new_journal()
    for line in restore_result(backups, chosen, restored):
        context.notify(line)


@backup_app.command("salvage")
def salvage(
    ctx: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID|FILE]...",
            help="Backups or files to read besides the journal and its inbox.",
            autocompletion=complete_backup,
        ),
    ] = None,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FOLDER", help="The new folder."),
    ] = "",
    json: Json = False,
) -> None:
    """Copy all whole entries of a damaged journal to a new one beside it."""
    context = context_of(ctx)
    done = context.journal().backups.salvage(names or (), output)
    if json:
        from reflect.formats.json import json_document

        context.out.json(json_document("salvage", salvage_as_json(done)))
    else:
        write_salvaged(context, done)
    context.notify(
        f"Salvaged {plural(done.entries, 'entry')} and {done.trashed} in the trash into "
        f"{done.folder}. Nothing else was changed."
    )
    context.notify(
        "{command} makes it the journal, and keeps the old one among the backups.",
        ("backup", "restore", done.journal),
    )


def write_salvaged(context: CliContext, done: "Salvaged") -> None:
    """Print how many entries came from each file, and what is missing."""
    for path, number in done.sources:
        context.out.line(f"{plural(number, 'entry')} from {path}", hang=2)
    for each in done.missing:
        line = f", line {each.line}" if each.line else ""
        entry = f" (entry {each.id})" if each.id else ""
        context.out.line(f"Missing: {each.path}{line}{entry}: {each.reason}", hang=2)
    if not done.missing:
        context.out.line("Nothing is missing.")


def salvage_as_json(done: "Salvaged") -> dict[str, Any]:
    """Return the result of a salvage as an object for the JSON output."""
    return {
        "folder": done.folder,
        "journal": done.journal,
        "entries": done.entries,
        "trash": done.trashed,
        "sources": [{"path": path, "entries": number} for path, number in done.sources],
        "missing": [
            {"path": each.path, "line": each.line or None, "id": each.id, "reason": each.reason}
            for each in done.missing
        ],
    }


def backup_spans(checked: "CheckedBackup", width: int) -> list[Span]:
    """Return the row for a backup in the list.

    Args:
        checked: the backup.
        width: the width of the id column.
    """
    backup, error = checked.backup, checked.error
    made = local_time(backup)
    parts = [f"{format_day(made.date())} {made:%H:%M}"]
    if backup.generation is not None:
        parts.append(f"generation {backup.generation}")
    if checked.entries is not None:
        parts.append(plural(checked.entries, "entry"))
    parts.append(format_size(backup.size))
    if label := KIND_LABELS[backup.kind]:
        parts.append(label)
    elif error is not None:
        reason = error.reason if error.path == Path(backup.path) else error.message
        parts.append(f"can't be looked at: {reason}")
    elif not checked.is_sound:
        parts.append("not as it was written: don't restore it")
    return [(f"{backup.id:<{width}}", "cyan"), "  ", " · ".join(parts)]


def as_json(checked: "CheckedBackup") -> dict[str, Any]:
    """Return a backup as an object for the JSON output."""
    backup = checked.backup
    return {
        "id": backup.id,
        "path": backup.path,
        "made_at": local_time(backup).isoformat(timespec="seconds"),
        "generation": backup.generation,
        "kind": backup.kind,
        "entries": checked.entries,
        "size": backup.size,
        "sound": checked.is_sound,
    }


def format_size(size: int) -> str:
    """Format a size in bytes with a suitable unit, as in "1.2 MB"."""
    for unit, limit in (("B", 1_000), ("kB", 1_000_000), ("MB", 1_000_000_000)):
        if size < limit:
            number = size / (limit // 1_000)
            return (
                f"{number:.0f} {unit}" if unit == "B" or number >= 100 else f"{number:.1f} {unit}"
            )
    return f"{size / 1e9:.1f} GB"


COMMANDS = {"backup": backup_app}
