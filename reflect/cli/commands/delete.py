"""The delete command: moves entries to the trash, or deletes them permanently."""

from collections.abc import Sequence
from typing import Annotated

import typer

from reflect.cli.completers import complete_id
from reflect.cli.context import CliContext, context_of
from reflect.cli.output import is_interactive
from reflect.dates import format_day
from reflect.errors import FileError, NotFoundError, UsageError
from reflect.model.ids import is_id, normalise_typed_id, resolve_id
from reflect.text.display import plural

delete_app = typer.Typer(add_completion=False)

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]


@delete_app.command("delete")
def delete(
    ctx: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", autocompletion=complete_id)],
    forever: Annotated[
        bool, typer.Option("--forever", help="For good, what is in the trash already.")
    ] = False,
    and_backups: Annotated[
        bool, typer.Option("--and-backups", help="With --forever: out of the backups as well.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Move entries to the trash for 30 days; --forever deletes them permanently."""
    context = context_of(ctx)
    journal = context.journal()
    if and_backups and not forever:
        raise UsageError("--and-backups goes with --forever")
    if forever:
        forget(context, ids, yes, and_backups)
        return
    if not yes and not is_interactive():
        raise UsageError("delete needs a terminal, or --yes")
    entries = list(
        {entry.id: entry for entry in (journal.entries.get(name) for name in ids)}.values()
    )
    journal.entries.delete([entry.id for entry in entries])
    for entry in entries:
        context.notify(f"Deleted {entry.id}. {{command}} brings it back.", ("restore", entry.id))


def forget(context: CliContext, names: list[str], yes: bool, and_backups: bool) -> None:
    """Permanently delete entries from the trash, and optionally from all backups.

    Args:
        context: the command's context.
        names: ids or prefixes as typed by the user.
        yes: whether to skip the confirmation.
        and_backups: whether to delete the entries from the backups too.
    """
    if not yes and not is_interactive():
        raise UsageError("delete --forever needs a terminal, or --yes")
    backed_up = only_in_backups(context, names) if and_backups else []
    rest = [name for name in names if normalise_typed_id(name) not in backed_up]
    ids = in_trash(context, rest) if rest else []
    if not yes:
        where = " and out of all backups" if and_backups else ""
        question = f"Delete {', '.join([*ids, *backed_up])} for good{where}? This can't be undone."
        if not typer.confirm(question, err=True):
            raise typer.Exit(2)
    if ids:
        context.journal().entries.forget(ids)
    for entry_id in ids:
        context.notify(f"Deleted {entry_id} for good.")
    if and_backups:
        scrub(context, [*ids, *backed_up])
    else:
        report_backups(context, ids)


def only_in_backups(context: CliContext, names: list[str]) -> list[str]:
    """Return the full ids that are in a backup, but neither in the journal nor in its trash."""
    journal = context.journal()
    known = {row.id for row in journal.entries.rows()}
    known |= {deleted.entry.id for deleted in journal.entries.trash()}
    ids = [normalise_typed_id(name) for name in names]
    return [
        each
        for each in ids
        if is_id(each) and each not in known and journal.backups.has_copy_of(each)
    ]


def scrub(context: CliContext, ids: list[str]) -> None:
    """Delete entries from the backups.

    Raises:
        FileError: a backup may still contain one of the entries.
    """
    done = context.journal().backups.scrub(ids)
    context.notify(f"Taken out of {plural(len(done.clean), 'backup')}.")
    if done.failed:
        for backup, reason in done.failed:
            context.notify(f"It may still be in {backup.id}: {reason}")
        paths = ", ".join(backup.path for backup, _ in done.failed)
        raise FileError("some backups may still hold it", hint=f"Remove them yourself: {paths}")


def report_backups(context: CliContext, ids: Sequence[str]) -> None:
    """Report which backups still contain deleted entries, and for how long."""
    copies = context.journal().backups.copies_of(ids)
    if copies.automatic:
        until = ""
        if copies.until:
            until = f", until about {format_day(copies.until)} if you write every day, else longer"
        hold = "holds" if len(copies.automatic) == 1 else "hold"
        context.notify(f"{plural(len(copies.automatic), 'backup')} still {hold} it{until}.")
    for backup in copies.other:
        context.notify(f"{backup.path} may hold it until you remove it.")
    if copies.automatic or copies.other:
        context.notify(
            "{command} takes it out of the backups too.",
            ("delete", "--forever", "--and-backups", *ids),
        )


def in_trash(context: CliContext, names: list[str]) -> list[str]:
    """Return the ids of entries in the trash.

    Args:
        context: the command's context.
        names: ids, prefixes, or `@` for the most recently deleted entry.

    Raises:
        NotFoundError: no entry in the trash has the given name.
    """
    trash = context.journal().entries.trash()
    known = [(deleted.entry.id, deleted.deleted_at.timestamp()) for deleted in trash]
    ids = []
    for name in names:
        try:
            ids.append(resolve_id(name, known, now=context.journal().clock().timestamp()))
        except NotFoundError:
            raise NotFoundError(
                f"nothing in the trash is called {name!r}",
                hint="{command} lists what is there.",
                command=("list", "--trash"),
            ) from None
    return list(dict.fromkeys(ids))


COMMANDS = {"delete": delete_app}
