"""What lies around a journal, looked at: settings, guides, editor, folders, what was left behind.

The journal's folder itself is looked at by reflect/store/doctor.py.
"""

from pathlib import Path

from reflect.journal.checkup.around import Around
from reflect.journal.checkup.leftovers import examine_leftovers
from reflect.journal.checkup.mounts import mounts
from reflect.journal.checkup.place import examine_place
from reflect.journal.checkup.settings import examine_settings
from reflect.journal.checkup.state import examine_state
from reflect.journal.checkup.tools import examine_editor
from reflect.store.finding import Finding

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
