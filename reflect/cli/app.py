"""The root command and its global options."""

import gc
import os
import sys
from contextlib import nullcontext, redirect_stderr
from io import StringIO, TextIOWrapper
from pathlib import Path
from typing import Annotated

import typer

from reflect.cli.context import CliContext, record_run, require_local_time
from reflect.cli.lazy_group import LazyGroup

# The largest number that a C int can hold.
MAX_FD = 2**31 - 1


def use_rich() -> bool:
    """Return whether help may use colours and boxes."""
    capable = os.environ.get("TERM", "dumb") != "dumb" and not os.environ.get("NO_COLOR")
    return capable and "--no-color" not in sys.argv and sys.stdout.isatty()


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    rich_markup_mode="rich" if use_rich() else None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def show_version(value: bool) -> None:
    """Print the version and exit if `--version` was given."""
    if value:
        from reflect import __version__

        print(f"reflect {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    journal: Annotated[
        str | None,
        typer.Option("--journal", "-j", metavar="FOLDER", help="The journal's folder."),
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", metavar="PATH", help="The config file.")
    ] = None,
    passphrase_fd: Annotated[
        int | None,
        typer.Option(
            "--passphrase-fd",
            metavar="N",
            min=0,
            max=MAX_FD,
            help="Read the passphrase from this descriptor.",
        ),
    ] = None,
    no_color: Annotated[bool, typer.Option("--no-color", help="Plain text, no colours.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="The version.")
    ] = False,
) -> None:
    """Turn mistakes into lessons: action, then quiet reflection, then more effective action."""
    ctx.obj = CliContext(
        journal_option=journal,
        config_option=config,
        passphrase_fd=passphrase_fd,
        no_color=no_color,
    )
    record_run(ctx)
    if ctx.invoked_subcommand is None:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            print(ctx.get_help())
            raise typer.Exit(2)
        from reflect.cli.commands.browse import open_browse

        open_browse(ctx.obj)


def run() -> None:
    """Run the command line with the arguments in `sys.argv`."""
    # Commands are too short-lived for reference cycles to matter, and scanning a large journal for
    # them takes more than linear time (docs/performance.md).
    gc.disable()
    require_local_time()
    for stream in (sys.stdout, sys.stderr):
        # Escape characters that the encoding can't represent instead of raising an error.
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    if isinstance(sys.stdin, TextIOWrapper):
        # Questions are answered from this stream; `read_pipe` decodes the text of entries.
        sys.stdin.reconfigure(errors="replace")
    completing = "_REFLECT_COMPLETE" in os.environ
    if completing:
        from reflect.cli.shells import register_shells

        register_shells()
    # Errors during completion must not show up on the user's prompt line.
    with redirect_stderr(StringIO()) if completing else nullcontext():
        typer.main.get_command(app).main(prog_name="reflect")
