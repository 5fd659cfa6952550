"""The doctor command: checks the journal and everything it depends on."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import CliContext, clock, context_of
from reflect.cli.options import Json
from reflect.errors import DamagedError, FileError, LockedError, NotFoundError, ReflectError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reflect.doctor.context import DoctorContext
    from reflect.doctor.finding import Finding
    from reflect.doctor.terminal import FrontEnd
    from reflect.journal import Journal

doctor_app = typer.Typer(add_completion=False)

MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "problem": ("✗", "red")}


@doctor_app.command("doctor")
def doctor(
    ctx: typer.Context,
    accept: Annotated[
        bool, typer.Option("--accept", help="Accept a journal that was changed by hand.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Fix what needs no decision from you.")
    ] = False,
    json: Json = False,
) -> None:
    """Check journal, drafts, backups, config, guides, editor, terminal and leftover files."""
    from reflect.doctor.check import check_all
    from reflect.doctor.finding import Finding, of_error

    context = context_of(ctx)
    doctor_context = make_doctor_context(context, strict=accept or repair)
    missing: list[Finding] = []
    try:
        journal = context.journal()
    except FileError as error:
        if accept or repair:
            raise
        missing = [of_error(error, str(context.config.journal))]
    else:
        if accept and journal.is_new and not journal.encryption.was_encrypted:
            raise NotFoundError(f"there is no journal in {journal.folder} to accept")
        unlock(journal)
        if accept:
            accept_journal(context, journal)
        if repair:
            repair_everything(context, doctor_context)
    findings = check_all(doctor_context, front_end(context))
    of_folder = [each for each in findings if each.path == str(context.config.journal)]
    if missing and not any(each.level == "problem" for each in of_folder):
        findings = [*missing, *(each for each in findings if each not in of_folder)]
    if json:
        from reflect.formats.json import json_document

        context.out.json(json_document("findings", [as_json(context, each) for each in findings]))
    else:
        for finding in findings:
            write_finding(context, finding)
    if any(finding.level == "problem" for finding in findings):
        raise typer.Exit(DamagedError.exit_code)


def make_doctor_context(context: CliContext, *, strict: bool) -> "DoctorContext":
    """Return the context for the checks, using only the valid settings of the config.

    Args:
        context: the command's context.
        strict: whether to reject an invalid config, because it may name another journal.

    Raises:
        UsageError: `strict` is set and the config is invalid.
    """
    from reflect.config.paths import platform_folder
    from reflect.config.settings import load_valid_config
    from reflect.doctor.context import DoctorContext

    config, errors = load_valid_config(
        os.environ, path=context.config_option, journal=context.journal_option
    )
    if errors and strict:
        raise errors[0]
    context.config = config
    state = platform_folder("state", os.environ)
    return DoctorContext(config, errors, os.environ, state, clock(), context.encryption)


def front_end(context: CliContext) -> "FrontEnd":
    """Return the facts about the user interface that the doctor package can't determine."""
    from reflect.cli.run_tui import has_screen
    from reflect.doctor.terminal import FrontEnd
    from reflect.tui import MIN_SIZE

    return FrontEnd(context.no_color, has_screen(), MIN_SIZE, _check_theme, _check_keymap)


def _check_theme(name: str) -> None:
    from reflect.tui.theme import check_theme

    check_theme(name)


def _check_keymap(keymap: "Mapping[str, str]") -> None:
    from reflect.tui.keymap import check_keymap

    check_keymap(keymap)


def unlock(journal: "Journal") -> None:
    """Unlock an encrypted journal; ignore damaged keys, which the checks report.

    Raises:
        LockedError: the passphrase is missing or wrong.
    """
    try:
        journal.encryption.require_readable()
    except LockedError:
        raise
    except ReflectError:
        return


def accept_journal(context: CliContext, journal: "Journal") -> None:
    """Accept the journal as it is on disk, and print a message.

    Raises:
        BusyError, DamagedError, FileError: the journal can't be accepted.
    """
    journal.accept()
    if journal.is_new:
        context.notify(
            f"Forgot that {journal.folder} contained a journal; the next note creates a new one."
        )
    else:
        context.notify(f"Accepted the journal in {journal.folder} as it is.")


def repair_everything(context: CliContext, doctor_context: "DoctorContext") -> None:
    """Back up the journal, make all repairs that need no decision, and report each one."""
    from reflect.doctor.repair import repair_all

    back_up(context)
    is_repaired = False
    for line in repair_all(doctor_context):
        context.notify(line)
        is_repaired = True
    if not is_repaired:
        context.notify("Nothing was repaired.")


def back_up(context: CliContext) -> None:
    """Make a backup before any repairs; if that fails, report it and continue."""
    try:
        backup, is_new = context.journal().backups.make()
    except NotFoundError:
        # There is no journal yet.
        return
    except ReflectError as error:
        context.notify(f"No backup was made: {error.message}")
        return
    if is_new:
        context.notify(f"Made the backup {backup.id}.")


def as_json(context: CliContext, finding: "Finding") -> dict[str, str]:
    """Return a finding as an object for the JSON output."""
    from reflect.doctor.finding import remedy_of

    return {
        "level": finding.level,
        "what": finding.what,
        "remedy": remedy_of(finding, context.command_line),
        "path": finding.path,
    }


def write_finding(context: CliContext, finding: "Finding") -> None:
    """Print a finding and its remedy on one line."""
    from reflect.doctor.finding import remedy_of

    remedy = remedy_of(finding, context.command_line)
    after = f" — {remedy}" if remedy else ""
    context.out.line(MARKS[finding.level], f" {finding.what}", (after, "dim"), hang=2)


COMMANDS = {"doctor": doctor_app}
