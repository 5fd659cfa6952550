"""The demo command: opens a sample journal in the full-screen app."""

from pathlib import Path

import typer

from reflect.cli.context import clock, context_of
from reflect.errors import FileError, Notice

demo_app = typer.Typer(add_completion=False)

GONE = Notice(
    "The sample is gone, with what was written in it. {command} begins your own.", ("new",)
)


@demo_app.command("demo")
def demo(ctx: typer.Context) -> None:
    """Explore a sample journal that is deleted when you quit."""
    import tempfile

    from reflect.cli.run_tui import browse_on_screen, check_screen, require_screen
    from reflect.demo.loader import sample_entries
    from reflect.journal import Journal

    context = context_of(ctx)
    require_screen("demo")
    check_screen(context)
    try:
        place = tempfile.TemporaryDirectory(prefix="reflect-demo-")
    except OSError as error:
        raise FileError(
            f"there is no folder for the sample journal: {error.strerror}",
            hint="Set $TMPDIR to a folder that you may write to.",
        ) from None
    with place as folder:
        journal = Journal(Path(folder) / "journal", clock=clock, guides=context.config.guides)
        journal.entries.add_all(sample_entries(clock()))
        try:
            browse_on_screen(context, journal, "", is_demo=True)
        finally:
            context.notify(GONE)


COMMANDS = {"demo": demo_app}
