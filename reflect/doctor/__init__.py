"""What lies around a journal, looked at: settings, guides, editor, folders, what was left behind.

The journal's folder itself is looked at by reflect/doctor/journal_files.py.
"""

from pathlib import Path

from reflect.doctor.config import examine_settings
from reflect.doctor.context import Around
from reflect.doctor.editor import examine_editor
from reflect.doctor.editor_leftovers import examine_leftovers
from reflect.doctor.finding import Finding
from reflect.doctor.location import examine_place
from reflect.doctor.mounts import mounts
from reflect.doctor.state_folder import examine_state

__all__ = ["Around", "check_up"]


def check_up(folder: Path, around: Around) -> list[Finding]:
    """Look at everything around a journal, and change nothing.

    Args:
        folder: the journal's; need not be there.
        around: the settings and what else counts.
    """
    known = mounts()
    return [
        *examine_place(folder, known),
        *examine_settings(around),
        *examine_editor(around, known),
        *examine_state(around),
        *examine_leftovers(around),
    ]
