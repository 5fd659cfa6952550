"""From the shell to the full screen and back."""

import os
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from reflect.cli.context import CliContext, clock
from reflect.cli.output import is_interactive
from reflect.errors import Notice, UsageError
from reflect.journal import Journal

if TYPE_CHECKING:
    from reflect.practice.session import Session
    from reflect.tui.app import ReflectApp
    from reflect.tui.results import GuideResult


def has_screen() -> bool:
    """Say whether there is a terminal that can be filled."""
    is_dumb = os.environ.get("TERM", "dumb") == "dumb"
    return is_interactive() and sys.stdout.isatty() and not is_dumb


def require_screen(command: str) -> None:
    """Refuse to open the full screen where there is none.

    Raises:
        UsageError: stdin, stdout or stderr is no terminal, or it is a dumb one.
    """
    if not has_screen():
        raise UsageError(
            f"{command} fills a terminal, and there is none that it can fill",
            hint="In a pipe, {command} finds entries.",
            command=("list",),
        )


def reduce_motion() -> bool:
    """Say whether the user wants nothing to move."""
    wish = os.environ.get("REFLECT_REDUCED_MOTION", "0") not in ("", "0")
    return wish or os.environ.get("TEXTUAL_ANIMATIONS") == "none"


def browse_on_screen(
    context: CliContext, journal: Journal, query: str, *, is_demo: bool = False
) -> None:
    """Open Browse, and stay there until the user leaves.

    Args:
        journal: whose folder is opened.
        query: what to begin with; one that can't be read is refused before the screen opens.
        is_demo: whether the journal goes when the screen does.

    Raises:
        UsageError: the query, the theme or the keymap is none.
    """
    if query:
        from reflect.search.parser import parse_query

        parse_query(query, journal.today)
    _run(context, _app(context, journal, query=query, is_demo=is_demo))


def write_on_screen(
    context: CliContext, journal: Journal, session: "Session", pause: int | None, since: date | None
) -> "GuideResult | None":
    """Open the Guide alone, and say how it was left; None where the process was told to end.

    Args:
        journal: where it is saved.
        session: what is written.
        pause: seconds of quiet; None for what the config says.
        since: the first day of the period that a guide looks over.
    """
    return _run(context, _app(context, journal, session=session, pause=pause, since=since))


def check_screen(context: CliContext) -> None:
    """Refuse a theme or keys that are none.

    Raises:
        UsageError: naming the nearest.
    """
    from reflect.tui.keymap import check_keymap
    from reflect.tui.theme import check_theme

    check_theme(context.config.theme)
    check_keymap(context.config.keymap)


def _app(
    context: CliContext, journal: Journal, *, is_demo: bool = False, **wanted: Any
) -> "ReflectApp":
    from reflect.tui.app import ReflectApp
    from reflect.tui.context import AppContext

    check_screen(context)
    if context.no_color:
        os.environ["NO_COLOR"] = "1"
    warnings: list[Notice | str] = []
    # What the journal says or asks while the screen is filled must not be printed across it.
    journal.encryption.ask_nobody("Open it, then try once more.")
    journal = Journal(
        journal.folder,
        clock=clock,
        guides=journal.guides,
        warn=warnings.append,
        backup_mb=journal.backup_mb,
        encryption=journal.encryption,
    )
    app_context = AppContext(
        journal,
        context.config,
        environ=os.environ,
        recovery=context.recovery,
        reduce_motion=reduce_motion(),
        is_demo=is_demo,
        warnings=warnings,
        command_line=context.command_line,
    )
    return ReflectApp(app_context, **wanted)


def _run(context: CliContext, app: "ReflectApp") -> "GuideResult | None":
    """Fill the terminal until the app ends; what is left to say is said in the shell.

    Raises:
        Exit: the app ended with a code of its own.
    """
    import typer

    from reflect.cli.crash.hooks import deferred_reports

    with deferred_reports():
        ending = app.run()
    # What a sample says of its drafts and notes is gone with it.
    farewell = () if app.context.is_demo else app.context.farewell
    for line in [*app.context.warnings, *farewell]:
        context.notify(line)
    if app.bug is not None:
        raise app.bug
    if app.return_code:
        raise typer.Exit(app.return_code)
    return ending
