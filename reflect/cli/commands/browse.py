"""The browse command: opens the journal in the full-screen app."""

from typing import Annotated

import typer

from reflect.cli.context import CliContext, context_of
from reflect.cli.options import QueryWords

browse_app = typer.Typer(add_completion=False)


@browse_app.command("browse")
def browse(
    ctx: typer.Context,
    words: QueryWords = None,
    lessons: Annotated[
        bool, typer.Option("--lessons", help="Show lessons instead of titles.")
    ] = False,
) -> None:
    """Search, read and edit the journal on the full screen."""
    open_browse(context_of(ctx), " ".join(words or ()), has_lessons=lessons or None)


def open_browse(context: CliContext, query: str = "", *, has_lessons: bool | None = None) -> None:
    """Open the journal on the Browse screen.

    Args:
        context: The command's context.
        query: The initial query.
        has_lessons: Whether to list lessons instead of titles; None for the view used last.

    Raises:
        UsageError: The terminal can't run the full-screen app, or the query is invalid.
        FileError: The journal does not exist.
        LockedError: The passphrase from --passphrase-fd is wrong.
    """
    from reflect.cli.run_tui import browse_on_screen, require_screen

    require_screen("browse")
    journal = context.journal()
    if journal.encryption.is_locked:
        from reflect.cli.passphrase import unlock_silently

        unlock_silently(context, journal.encryption)
    browse_on_screen(context, journal, query, has_lessons=has_lessons)


COMMANDS = {"browse": browse_app}
