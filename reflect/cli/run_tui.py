"""Starts the full-screen app from the shell."""

import os
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

from reflect.cli.context import CliContext, clock
from reflect.cli.output import is_interactive
from reflect.cli.unsaved_input import show_unsaved
from reflect.errors import Notice, UsageError
from reflect.journal import Journal

if TYPE_CHECKING:
    from reflect.practice.session import Session
    from reflect.tui.app import ReflectApp
    from reflect.tui.results import GuideResult


def has_screen() -> bool:
    """Return whether the terminal can run the full-screen app."""
    is_dumb = os.environ.get("TERM", "dumb") == "dumb"
    return is_interactive() and sys.stdout.isatty() and not is_dumb


def require_screen(command: str) -> None:
    """Check that the terminal can run the full-screen app.

    Raises:
        UsageError: Stdin, stdout or stderr is not a terminal, or the terminal is dumb.
    """
    if not has_screen():
        raise UsageError(
            f"{command} fills a terminal, and there is none that it can fill",
            hint="In a pipe, {command} finds entries.",
            command=("list",),
        )


def reduce_motion() -> bool:
    """Return whether the user has turned off animations."""
    wish = os.environ.get("REFLECT_REDUCED_MOTION", "0") not in ("", "0")
    return wish or os.environ.get("TEXTUAL_ANIMATIONS") == "none"


def browse_on_screen(
    context: CliContext,
    journal: Journal,
    query: str,
    *,
    has_lessons: bool | None = None,
    is_demo: bool = False,
) -> None:
    """Run the Browse screen until the user quits.

    Args:
        context: The command's context.
        journal: The journal to open.
        query: The initial query.
        has_lessons: Whether to list lessons instead of titles; None for the view used last.
        is_demo: Whether the journal is a demo that will be deleted afterwards.

    Raises:
        UsageError: The query, the theme or the keymap is invalid.
    """
    if query:
        from reflect.search.parser import parse_query

        parse_query(query, journal.today)
    _run(context, _app(context, journal, query=query, has_lessons=has_lessons, is_demo=is_demo))


def write_on_screen(
    context: CliContext, journal: Journal, session: "Session", pause: int | None, since: date | None
) -> "GuideResult | None":
    """Run only the Guide screen; return its result, or None if the process was terminated.

    Args:
        context: The command's context.
        journal: The journal to which the entry is added.
        session: The session to run.
        pause: The pause in seconds; None to use the configured one.
        since: The first day of the period that the guide covers.
    """
    return _run(context, _app(context, journal, session=session, pause=pause, since=since))


def check_screen(context: CliContext) -> None:
    """Check the configured theme and keymap.

    Raises:
        UsageError: One of them is invalid; the message suggests a similar name.
    """
    from reflect.tui.keymap import check_keymap
    from reflect.tui.theme import check_theme

    check_theme(context.config.theme)
    check_keymap(context.config.keymap)


def _app(
    context: CliContext,
    journal: Journal,
    *,
    session: "Session | None" = None,
    is_demo: bool = False,
    **wanted: Any,
) -> "ReflectApp":
    from reflect.tui.app import ReflectApp
    from reflect.tui.context import AppContext

    check_screen(context)
    if context.no_color:
        os.environ["NO_COLOR"] = "1"
    warnings: list[Notice | str] = []
    if not is_demo:
        warnings += context.recover_edits(session=session)
    # The journal's warnings and prompts must not be printed over the full-screen app.
    journal.encryption.disable_prompt("Open it, then try once more.")
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
    return ReflectApp(app_context, session=session, **wanted)


def _run(context: CliContext, app: "ReflectApp") -> "GuideResult | None":
    """Run the app, then print its remaining messages in the shell.

    Raises:
        Exit: The app returned a nonzero exit code.
    """
    import typer

    from reflect.cli.crash.hooks import deferred_reports
    from reflect.journal.recovery import unsaved_reason

    with deferred_reports():
        ending = app.run()
    # In a demo, drafts and notes are deleted together with the journal.
    farewell = () if app.context.is_demo else app.context.farewell
    for line in [*app.context.warnings, *farewell]:
        context.notify(line)
    for text in () if app.context.is_demo else app.context.unsaved:
        reason = unsaved_reason(app.context.journal.encryption)
        context.notify(show_unsaved("What you wrote", text, reason))
    if app.bug is not None:
        raise app.bug
    if app.return_code:
        raise typer.Exit(app.return_code)
    return ending
