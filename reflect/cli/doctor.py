"""The command doctor: check the journal, the inbox, the drafts and the backups."""

from contextlib import suppress
from typing import Annotated

import typer

from reflect.cli.filters import Json
from reflect.cli.output import Output
from reflect.cli.state import State, state_of
from reflect.errors import DamagedError, NotFoundError, ReflectError
from reflect.store.doctor import examine
from reflect.store.finding import Finding

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
    """Check the journal, the inbox, the drafts and the backups."""
    state = state_of(ctx)
    journal = state.journal()
    if accept:
        if journal.is_new:
            raise NotFoundError(f"there is no journal in {journal.folder} to accept")
        journal.store.accept()
        state.say(f"The journal in {journal.folder} is taken as it is.")
    if repair:
        from reflect.store.repair import repair as put_right

        back_up(state)
        done = put_right(journal.folder, keys=journal.keys)
        for line in done or ["Nothing needs repair."]:
            state.say(line)
    with suppress(ReflectError):
        # What stands in its way is among the findings.
        journal.fold()
    findings = examine(journal.folder, journal.backup_mb * 1_000_000, journal.keys)
    if json:
        from dataclasses import asdict

        from reflect.formats.json import text

        state.out.json(text("findings", [asdict(one) for one in findings]))
    else:
        for finding in findings:
            write_finding(state.out, finding)
    if any(finding.level == "problem" for finding in findings):
        raise typer.Exit(DamagedError.exit_code)


def back_up(state: State) -> None:
    """Make a backup before anything is repaired; where that can't be, say so and go on."""
    try:
        made, is_new = state.journal().archive.make()
    except NotFoundError:
        # There is no journal yet.
        return
    except ReflectError as error:
        state.say(f"No backup was made: {error.message}")
        return
    if is_new:
        state.say(f"Made the backup {made.id}.")


def write_finding(out: Output, finding: Finding) -> None:
    """Write one finding in a line, with its remedy."""
    remedy = f" — {finding.remedy}" if finding.remedy else ""
    out.line(MARKS[finding.level], f" {finding.what}", (remedy, "dim"), hang=2)


COMMANDS = {"doctor": doctor_app}
