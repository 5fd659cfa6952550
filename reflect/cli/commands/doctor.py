"""The command doctor: check the journal, and all that it and reflect depend on."""

import os
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import CliContext, clock, context_of
from reflect.cli.options import Json
from reflect.doctor.finding import Finding, remedy_of
from reflect.doctor.journal_files import examine
from reflect.errors import DamagedError, LockedError, NotFoundError, ReflectError

if TYPE_CHECKING:
    from reflect.doctor import Around
    from reflect.journal import Journal

doctor_app = typer.Typer(add_completion=False)

MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "problem": ("✗", "red")}


@doctor_app.command("doctor")
def doctor(
    ctx: typer.Context,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take a journal changed by hand as it is.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Put right what needs no decision of yours.")
    ] = False,
    json: Json = False,
) -> None:
    """Check journal, drafts, backups, config, guides, editor, terminal, and what lies about."""
    context = context_of(ctx)
    around = look_around(context, strict=accept or repair)
    journal = context.journal()
    if accept and journal.is_new and not journal.encryption.was_seen:
        raise NotFoundError(f"there is no journal in {journal.folder} to accept")
    unlock(journal)
    if accept:
        take(context, journal)
    if repair:
        put_right(context, around)
    with suppress(ReflectError):
        # What stands in its way is among the findings.
        journal.entries.fold()
    findings = examine_all(context, around)
    if json:
        from reflect.formats.json import json_document

        context.out.json(json_document("findings", [shape(context, one) for one in findings]))
    else:
        for finding in findings:
            write_finding(context, finding)
    if any(finding.level == "problem" for finding in findings):
        raise typer.Exit(DamagedError.exit_code)


def take(context: CliContext, journal: "Journal") -> None:
    """Take the journal as it is; where an encrypted one was remembered and is gone, forget it.

    Raises:
        BusyError, DamagedError, FileError: it can't be taken.
    """
    journal.accept()
    if journal.is_new:
        context.say(f"That {journal.folder} held a journal is forgotten; the next note begins one.")
    else:
        context.say(f"The journal in {journal.folder} is taken as it is.")


def unlock(journal: "Journal") -> None:
    """Open an encrypted journal; what is wrong with its keys is among the findings.

    Raises:
        LockedError: the passphrase is needed, or wrong.
    """
    try:
        journal.encryption.require_readable()
    except LockedError:
        raise
    except ReflectError:
        return


def look_around(context: CliContext, *, strict: bool) -> "Around":
    """Gather what lies around the journal; of a config that is partly wrong, the good part counts.

    Args:
        strict: whether a wrong config is refused, since it may name another journal.

    Raises:
        UsageError: the config is wrong, and that is to be refused.
    """
    from reflect.config.paths import platform_folder
    from reflect.config.settings import load_valid_config
    from reflect.doctor import Around

    config, faults = load_valid_config(
        os.environ, path=context.config_option, journal=context.journal_option
    )
    if faults and strict:
        raise faults[0]
    context.config = config
    return Around(
        config,
        faults,
        os.environ,
        platform_folder("state", os.environ),
        clock(),
        context.encryption,
    )


def examine_all(context: CliContext, around: "Around") -> list[Finding]:
    """Look at the journal, what lies around it, and the terminal; change nothing."""
    from reflect.cli.doctor_terminal import examine_reports, examine_screen, examine_terminal
    from reflect.doctor import check_up

    journal = context.journal()
    return [
        *examine(journal.folder, journal.backup_mb * 1_000_000, journal.encryption.keys),
        *check_up(journal.folder, around),
        *examine_screen(around.config),
        *examine_terminal(context.no_color),
        *examine_reports(),
    ]


def put_right(context: CliContext, around: "Around") -> None:
    """Do what needs no decision, after a backup, and say each thing as soon as it is done."""
    back_up(context)
    is_well = True
    for line in repairs(context, around):
        context.say(line)
        is_well = False
    if is_well:
        context.say("Nothing was repaired.")


def repairs(context: CliContext, around: "Around") -> Iterator[str]:
    """Repair the journal and what lies around it; give what was done, a line each."""
    from reflect.doctor.repair import repair
    from reflect.doctor.state_repair import repair as repair_around

    journal = context.journal()
    yield from repair(journal.folder, keys=journal.encryption.keys)
    yield from repair_around(around)


def back_up(context: CliContext) -> None:
    """Make a backup before anything is repaired; where that can't be, say so and go on."""
    try:
        made, is_new = context.journal().backups.make()
    except NotFoundError:
        # There is no journal yet.
        return
    except ReflectError as error:
        context.say(f"No backup was made: {error.message}")
        return
    if is_new:
        context.say(f"Made the backup {made.id}.")


def shape(context: CliContext, finding: Finding) -> dict[str, str]:
    """Return a finding as JSON shows it."""
    remedy = remedy_of(finding, context.command_line)
    return {
        "level": finding.level,
        "what": finding.what,
        "remedy": remedy,
        "path": finding.path,
    }


def write_finding(context: CliContext, finding: Finding) -> None:
    """Write one finding in a line, with its remedy."""
    remedy = remedy_of(finding, context.command_line)
    after = f" — {remedy}" if remedy else ""
    context.out.line(MARKS[finding.level], f" {finding.what}", (after, "dim"), hang=2)


COMMANDS = {"doctor": doctor_app}
