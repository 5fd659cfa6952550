"""The commands browse and demo: the full screen on the journal, or on a sample."""

from pathlib import Path

import typer

from reflect.cli.context import CliContext, clock, context_of
from reflect.cli.options import QueryWords
from reflect.errors import Notice

browse_app = typer.Typer(add_completion=False)
demo_app = typer.Typer(add_completion=False)

GONE = Notice(
    "The sample is gone, with what was written in it. {command} begins your own.", ("new",)
)


@browse_app.command("browse")
def browse(ctx: typer.Context, words: QueryWords = None) -> None:
    """Search, read and tend the journal on the full screen."""
    open_browse(context_of(ctx), " ".join(words or ()))


def open_browse(context: CliContext, query: str = "") -> None:
    """Open Browse on the configured journal.

    Raises:
        UsageError: The full screen can't run, or the query can't be read.
        FileError: The journal does not exist.
        LockedError: The passphrase of --passphrase-fd is wrong.
    """
    from reflect.cli.run_tui import browse_on_screen, require_screen

    require_screen("browse")
    journal = context.journal()
    if journal.encryption.is_locked:
        from reflect.cli.passphrase import unlock_silently

        unlock_silently(context, journal.encryption)
    browse_on_screen(context, journal, query)


@demo_app.command("demo")
def demo(ctx: typer.Context) -> None:
    """Look around in a sample journal that goes when you leave."""
    import tempfile

    from reflect.cli.run_tui import browse_on_screen, check_screen, require_screen
    from reflect.demo.loader import sample_entries
    from reflect.journal import Journal

    context = context_of(ctx)
    require_screen("demo")
    check_screen(context)
    with tempfile.TemporaryDirectory(prefix="reflect-demo-") as folder:
        journal = Journal(Path(folder) / "journal", clock=clock, guides=context.config.guides)
        journal.entries.add_all(sample_entries(clock()))
        try:
            browse_on_screen(context, journal, "", is_demo=True)
        finally:
            context.notify(GONE)


COMMANDS = {"browse": browse_app, "demo": demo_app}
