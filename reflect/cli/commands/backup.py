"""The command backup: which backups there are, one more, and back to one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli.completers import complete_backup
from reflect.cli.context import context_of
from reflect.cli.options import Json
from reflect.cli.output import Span, is_interactive
from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.journal.restore_messages import ABOUT, announced, local, told
from reflect.text.display import plural

if TYPE_CHECKING:
    from reflect.journal.backups import Checked

backup_app = typer.Typer(add_completion=False)

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]


@backup_app.callback(invoke_without_command=True)
def backup(ctx: typer.Context, json: Json = False) -> None:
    """List the backups, newest first; each is checked to the last bit."""
    if ctx.invoked_subcommand is not None:
        return
    context = context_of(ctx)
    found = list(context.journal().backups.check())
    if json:
        from reflect.formats.json import json_document

        context.out.json(json_document("backups", [shape(one) for one in found]))
        return
    width = max((len(one.backup.id) for one in found), default=0)
    for one in found:
        context.out.line(*spans(one, width), hang=2)
    place = context.journal().backups.folder
    if found:
        total = size_of(sum(one.backup.size for one in found))
        context.say(f"{plural(len(found), 'backup')}, {total}, in {place}.")
    else:
        context.say(f"No backups in {place} yet: {{command}} makes one.", ("backup", "now"))


@backup_app.command("now")
def now(
    ctx: typer.Context,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Into this file, to be carried away."),
    ] = None,
) -> None:
    """Make a backup with all entries in it, the newest too, and read it back."""
    context = context_of(ctx)
    backups = context.journal().backups
    if output is None:
        made, is_new = backups.make()
        context.say(f"Made {made.id}." if is_new else f"There it is already: {made.id}.")
    else:
        entries = backups.write(output)
        context.say(
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
        context.say(announced(chosen, backups.compare(chosen)))
        if not typer.confirm("Go back to it?", err=True):
            raise typer.Exit(2)
    for line in told(backups, chosen, backups.restore(chosen)):
        context.say(line)


def spans(one: "Checked", width: int) -> list[Span]:
    """Write a backup as a line of the list, its id padded to a width."""
    made = local(one.backup)
    parts = [f"{format_day(made.date())} {made:%H:%M}"]
    if one.backup.generation is not None:
        parts.append(f"generation {one.backup.generation}")
    if one.entries is not None:
        parts.append(plural(one.entries, "entry"))
    parts.append(size_of(one.backup.size))
    if about := ABOUT[one.backup.kind]:
        parts.append(about)
    elif one.error is not None:
        reason = one.error.reason if one.error.path == Path(one.backup.path) else one.error.message
        parts.append(f"can't be looked at: {reason}")
    elif not one.is_sound:
        parts.append("not as it was written: don't restore it")
    return [(f"{one.backup.id:<{width}}", "cyan"), "  ", " · ".join(parts)]


def shape(one: "Checked") -> dict[str, Any]:
    """Give a backup as JSON shows it."""
    return {
        "id": one.backup.id,
        "path": one.backup.path,
        "made_at": local(one.backup).isoformat(timespec="seconds"),
        "generation": one.backup.generation,
        "kind": one.backup.kind,
        "entries": one.entries,
        "size": one.backup.size,
        "sound": one.is_sound,
    }


def size_of(size: int) -> str:
    """Write a number of bytes in the unit that reads best."""
    for unit, most in (("B", 1_000), ("kB", 1_000_000), ("MB", 1_000_000_000)):
        if size < most:
            number = size / (most // 1_000)
            return (
                f"{number:.0f} {unit}" if unit == "B" or number >= 100 else f"{number:.1f} {unit}"
            )
    return f"{size / 1e9:.1f} GB"


COMMANDS = {"backup": backup_app}
