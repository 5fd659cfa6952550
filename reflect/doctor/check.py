"""Runs all doctor checks in the order in which they are reported."""

from reflect.doctor.abandoned_edits import check_abandoned_edits
from reflect.doctor.config import check_config
from reflect.doctor.context import DoctorContext
from reflect.doctor.editor import check_editor
from reflect.doctor.finding import Finding
from reflect.doctor.journal_files import check_journal_files
from reflect.doctor.location import check_location, read_mounts
from reflect.doctor.state_folder import check_bug_reports, check_state_folder
from reflect.doctor.terminal import FrontEnd, check_screen_settings, check_terminal


def check_all(context: DoctorContext, front_end: FrontEnd) -> list[Finding]:
    """Run all checks, without changing anything.

    Args:
        context: the journal, settings and environment to check.
        front_end: information about the terminal from the front end.

    Raises:
        LockedError: the journal is encrypted and locked.
    """
    mounts = read_mounts()
    keys = context.encryption.keys
    return [
        *check_journal_files(context.journal, context.backup_bytes, keys, context.now),
        *check_location(context.journal, mounts),
        *check_config(context),
        *check_editor(context, mounts),
        *check_state_folder(context),
        *check_abandoned_edits(context),
        *check_screen_settings(context.config, front_end),
        *check_terminal(front_end),
        *check_bug_reports(context),
    ]
