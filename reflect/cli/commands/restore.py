"""The restore command: moves entries from the trash back into the journal."""

from typing import Annotated

import typer

from reflect.cli.commands.delete import in_trash
from reflect.cli.completers import complete_trash
from reflect.cli.context import context_of

restore_app = typer.Typer(add_completion=False)


@restore_app.command("restore")
def restore(
    ctx: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", autocompletion=complete_trash)],
) -> None:
    """Restore entries from the trash."""
    context = context_of(ctx)
    deleted = in_trash(context, ids)
    context.journal().entries.restore(deleted)
    for entry_id in deleted:
        context.notify(f"Restored {entry_id}.")


COMMANDS = {"restore": restore_app}
