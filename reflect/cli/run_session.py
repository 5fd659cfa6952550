"""Runs a guided session on the terminal, line by line or full screen."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NoReturn

import typer

from reflect.cli.commands.capture import first_save_line
from reflect.cli.commands.new_form import saved_line
from reflect.cli.context import CliContext
from reflect.cli.plain.card import show_card
from reflect.cli.plain.final_review import final_review
from reflect.cli.plain.guide import ENOUGH, FINISHED, QUIT, GuideServices, PlainGuide
from reflect.cli.plain.open_keyboard import can_edit, is_set, open_keyboard
from reflect.cli.plain.page import PlainPage
from reflect.cli.plain.signals import Signals, TerminalGone
from reflect.cli.unsaved_input import show_unsaved
from reflect.dates import format_day, relative_day
from reflect.errors import LockedError, Notice, ReflectError, StoppedError
from reflect.journal import Journal
from reflect.journal.lessons import entries_since, newest_lessons
from reflect.journal.recovery import unsaved_reason
from reflect.journal.session_saver import AutosaveResult, NotSavedError, SessionSaver
from reflect.model.entry import Entry
from reflect.practice.session import Session
from reflect.practice.similarity import SimilarEntry


@contextmanager
def _showing_unsaved(journal: Journal) -> Iterator[None]:
    """Show what the user wrote on the terminal if the body could not save it anywhere."""
    try:
        yield
    except NotSavedError as error:
        if text := error.fallback.text:
            reason = unsaved_reason(journal.encryption)
            error.add_notice(show_unsaved("What you wrote", text, reason))
        raise


def run_plain(
    context: CliContext, journal: Journal, session: Session, pause: int | None, since: date | None
) -> None:
    """Run a session line by line and save its entry.

    Args:
        pause: The pause in seconds; None to use the configured one.
        since: The first day of the period that the guide covers.

    Raises:
        Exit: The user stopped; the draft is saved.
    """
    with _showing_unsaved(journal):
        _run_plain(context, journal, session, pause, since)


def _run_plain(
    context: CliContext, journal: Journal, session: Session, pause: int | None, since: date | None
) -> None:
    for notice in context.recover_edits(session=session):
        context.notify(notice)
    page = PlainPage(context.err, context.command_line, can_edit=can_edit(context.err))
    is_first = journal.is_new
    write_introduction(page, journal, session, since)
    saver = SessionSaver(journal, session, context.recovery)
    services = GuideServices(
        autosave=lambda: autosave(saver),
        now=journal.clock,
        edit=lambda text, save: _edited(context, session, text, save),
        lessons=lambda: lessons(journal, since),
        earlier=lambda: _earlier(journal, session),
        score=lambda entry: journal.entries.score_lines(entry, session.guide.score),
        hints_off=context.config.hints_off(),
        pause=context.config.pause if pause is None else pause,
        reduce_motion=is_set("REFLECT_REDUCED_MOTION"),
    )
    try:
        with Signals() as signals, open_keyboard(context.err, signals) as keyboard:
            guide = PlainGuide(session, page, keyboard, services)
            ending = guide.run()
            if ending == FINISHED:
                ending = final_review(guide)
    except (KeyboardInterrupt, TerminalGone, OSError) as stop:
        is_gone = isinstance(stop, OSError) or (isinstance(stop, TerminalGone) and stop.is_gone)
        stop_session(context, page, saver, session, is_gone=is_gone)
    if ending == QUIT:
        stop_session(context, page, saver, session, is_gone=False)
    entry = saver.save(unfinished=ending == ENOUGH)
    if ending == ENOUGH:
        show_card(entry, page, journal.entries.score_lines(entry, session.guide.score))
    notify_saved(context, page, entry, is_first=is_first)
    _fold(context, journal)


def run_full_screen(
    context: CliContext, journal: Journal, session: Session, pause: int | None, since: date | None
) -> None:
    """Run a session full screen, then print the saved entry in the shell.

    Args:
        pause: The pause in seconds; None to use the configured one.
        since: The first day of the period that the guide covers.

    Raises:
        Exit: The user stopped; the draft is saved.
    """
    from reflect.cli.run_tui import write_on_screen

    is_first = journal.is_new
    ending = write_on_screen(context, journal, session, pause, since)
    page = PlainPage(context.err, context.command_line)
    if ending is not None and ending.entry is not None:
        words = session.guide.score
        show_card(ending.entry, page, journal.entries.score_lines(ending.entry, words))
        notify_saved(context, page, ending.entry, is_first=is_first)
        return
    if ending is None or not ending.is_reported:
        page.line(context.fill_command(stopped_line(ending.draft_id if ending else "")))
    raise typer.Exit(StoppedError.exit_code)


def autosave(saver: SessionSaver) -> ReflectError | None:
    """Save the draft; return an error to report, which is not repeated while saving fails."""
    _, error = saver.autosave()
    return error


def stopped_line(draft: str, *, is_finished_elsewhere: bool = False) -> Notice:
    """Return the message printed when a session is stopped.

    Args:
        draft: The id of its draft; "" if there is none.
        is_finished_elsewhere: Whether another process has saved the draft as an entry.
    """
    if is_finished_elsewhere:
        return Notice(f"Stopped. {draft} was saved elsewhere; nothing new was written here.")
    if not draft:
        return Notice("Stopped. Nothing was written, so nothing is kept.")
    return Notice("Stopped. The draft is kept: {command} goes on with it.", ("resume", draft))


def stop_session(
    context: CliContext, page: PlainPage, saver: SessionSaver, session: Session, *, is_gone: bool
) -> NoReturn:
    """Save the draft, print a message if the terminal is still open, and exit.

    Raises:
        Exit: Always, unless saving fails.
        NotSavedError: The draft could not be saved.
    """
    if is_gone:
        # Writing to a closed terminal would fail.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    result, conflict = AutosaveResult.UNCHANGED, None
    was_finished = session.origin is not None and session.origin.state == "entry"
    has_nothing = session.is_empty or (was_finished and saver.is_untouched)
    if has_nothing:
        saver.discard()
    else:
        result, conflict = saver.save_draft()
    if not is_gone:
        if conflict is not None:
            page.complain(conflict)
        line = stopped_line(
            "" if has_nothing else session.id,
            is_finished_elsewhere=result is AutosaveResult.FINISHED_ELSEWHERE,
        )
        page.line(context.fill_command(line))
    raise typer.Exit(StoppedError.exit_code)


def notify_saved(context: CliContext, page: PlainPage, entry: Entry, *, is_first: bool) -> None:
    """Report that an entry was saved and, for the first entry, where the journal is."""
    page.line(context.fill_command(saved_line(entry)))
    if is_first:
        page.line(first_save_line(context))


def write_introduction(
    page: PlainPage, journal: Journal, session: Session, since: date | None
) -> None:
    """Print the guide's title, the date, and how to get help."""
    page.gap()
    page.line((session.guide.title, "bold cyan"), (f" · {format_day(session.occurred_on)}", "dim"))
    if since is not None:
        count = entries_since(journal.entries.rows(), since)
        page.note(f"Since {format_day(since)}: {count} {'entry' if count == 1 else 'entries'}.")
        page.lessons(lessons(journal, since))
    if session.has_answers:
        if session.first_words:
            page.resumed(session.guide.prompts[0].ask, session.first_words)
        page.note("What was written stands; :back shows it.")
    page.note("An empty line ends an answer. :help shows what else there is.")


def lessons(journal: Journal, since: date | None) -> Sequence[str]:
    """Return the newest lessons in the journal, each with its entry's title and age."""
    return [
        f"{lesson.text} ({lesson.title}, {relative_day(lesson.occurred_on, journal.today)})"
        for lesson in newest_lessons(journal.entries.rows(), since)
    ]


def _earlier(journal: Journal, session: Session) -> Sequence[SimilarEntry]:
    """Return similar earlier entries, or none if the journal can't be read (saving reports that).

    Raises:
        LockedError: The journal is locked.
    """
    try:
        return journal.entries.find_similar(session)
    except LockedError:
        raise
    except ReflectError:
        return ()


def _edited(context: CliContext, session: Session, text: str, save: Callable[[str], None]) -> str:
    """Edit the current answer in the user's editor; save it before deleting the temporary file."""
    prompt = session.prompt
    name = f"{prompt.id if prompt else 'answer'}.md"
    with context.edited(text, name, is_saved=False) as new:
        if new.strip():
            save(new)
        return new


def _fold(context: CliContext, journal: Journal) -> None:
    """Fold the inbox into the journal; only report a failure, because the entry is saved."""
    try:
        journal.entries.fold()
    except ReflectError as error:
        context.notify(f"The entry is saved; while it was folded in: {error.message}.")
