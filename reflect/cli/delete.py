"""The commands delete and restore: to the trash and back."""

from typing import Annotated

import typer

from reflect.cli.complete import complete_id, complete_trash
from reflect.cli.state import State, is_interactive, state_of
from reflect.errors import NotFoundError, UsageError
from reflect.model.ids import choose

delete_app = typer.Typer(add_completion=False)
restore_app = typer.Typer(add_completion=False)

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")]


@delete_app.command("delete")
def delete(
    ctx: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", autocompletion=complete_id)],
    forever: Annotated[
        bool, typer.Option("--forever", help="For good, what is in the trash already.")
    ] = False,
    yes: Yes = False,
) -> None:
    """Move entries to the trash; --forever empties it of them."""
    state = state_of(ctx)
    journal = state.journal()
    if forever:
        forget(state, ids, yes)
        return
    if not yes and not is_interactive():
        raise UsageError("delete needs a terminal, or --yes")
    entries = list({entry.id: entry for entry in (journal.entry(name) for name in ids)}.values())
    journal.delete(entries)
    for entry in entries:
        state.say(f"Deleted {entry.id}. `reflect restore {entry.id}` brings it back.")


def forget(state: State, names: list[str], yes: bool) -> None:
    """Remove entries from the trash for good, after asking."""
    journal = state.journal()
    ids = in_trash(state, names)
    if not yes:
        if not is_interactive():
            raise UsageError("delete --forever needs a terminal, or --yes")
        question = f"Delete {', '.join(ids)} for good? This can't be undone."
        if not typer.confirm(question, err=True):
            raise typer.Exit(2)
    journal.forget(ids)
    for one in ids:
        state.say(f"Deleted {one} for good.")


def in_trash(state: State, names: list[str]) -> list[str]:
    """Find ids in the trash by id or prefix; `@` is the one deleted last."""
    trash = state.journal().trash()
    known = [(one.entry.id, one.deleted_at.timestamp()) for one in trash]
    try:
        return list(dict.fromkeys(choose(name, known) for name in names))
    except NotFoundError as error:
        error.message = error.message.replace("no entry", "nothing in the trash is called")
        error.hint = "`reflect list --trash` lists what is there."
        raise


@restore_app.command("restore")
def restore(
    ctx: typer.Context,
    ids: Annotated[list[str], typer.Argument(metavar="ID...", autocompletion=complete_trash)],
) -> None:
    """Bring entries back from the trash."""
    state = state_of(ctx)
    found = in_trash(state, ids)
    state.journal().restore(found)
    for one in found:
        state.say(f"Restored {one}.")


COMMANDS = {"delete": delete_app, "restore": restore_app}
