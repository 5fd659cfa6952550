"""The demo command: opens a sample journal in the full-screen app."""

import os

import typer

from reflect.cli.context import clock, context_of
from reflect.errors import Notice

demo_app = typer.Typer(add_completion=False)

GONE = Notice(
    "The sample is gone, with what was written in it. {command} begins your own.", ("new",)
)


@demo_app.command("demo")
def demo(ctx: typer.Context) -> None:
    """Explore a sample journal that is deleted when you quit."""
    from reflect.cli.run_tui import browse_on_screen, check_screen, require_screen
    from reflect.demo.loader import sample_entries, sample_records
    from reflect.journal import Journal
    from reflect.temp_folders import temp_folder

    context = context_of(ctx)
    require_screen("demo")
    check_screen(context)
    with temp_folder("reflect-demo-", os.environ) as folder:
        journal = Journal(folder / "journal", clock=clock, guides=context.config.guides)
        now = clock()
        records = sample_records(now)
        journal.entries.add_all(sample_entries(now))
        journal.records.add_all(records.occasions, records.reviews)
        try:
            browse_on_screen(context, journal, "", is_demo=True)
        finally:
            context.notify(GONE)


COMMANDS = {"demo": demo_app}
