"""Checks the state folder: permissions, recovery files and bug reports."""

import shlex
from collections.abc import Iterator
from pathlib import Path

from reflect.doctor import permissions
from reflect.doctor.context import DoctorContext
from reflect.doctor.finding import Finding
from reflect.errors import Notice
from reflect.journal.recovery import plain_recovery_files
from reflect.text.display import plural

_BUGS = "bugs"
_OWN_FOLDERS = ("recovery", _BUGS)
_SAVE = Notice("{command} saves one;", ("new", "--from", "FILE"))
_EDIT = Notice(
    "a text of an entry that is there, {command} offers. Then remove them.", ("edit", "ID")
)


def check_state_folder(context: DoctorContext) -> Iterator[Finding]:
    """Check the state folder for wrong permissions and for recovery files."""
    too_open = permissions.too_open(state_paths(context))
    yield from permissions.findings(too_open, "get at it")
    place = str(context.recovery)
    waiting = [path for path in _inside(context.recovery) if path.is_file()]
    plain = len(plain_recovery_files(context.recovery))
    for number, how in ((plain, "in plain text"), (len(waiting) - plain, "encrypted")):
        if number:
            yield Finding(
                "warning",
                f"{place}: {plural(number, 'text')} that could not be saved, {how}",
                "",
                place,
                notices=(_SAVE, _EDIT),
            )


def check_bug_reports(context: DoctorContext) -> Iterator[Finding]:
    """Check for bug reports that can be sent."""
    place = context.state / _BUGS
    reports = [path for path in _inside(place) if path.suffix == ".txt" and path.is_file()]
    if reports:
        yield Finding(
            "ok",
            f"{place}: {plural(len(reports), 'bug report')}, without text of yours",
            f"Send the newest with what you did ({reports[-1].name}), or remove them: "
            f"rm -r {shlex.quote(str(place))}",
            str(place),
        )


def state_paths(context: DoctorContext) -> list[Path]:
    """Return the state folder, the subfolders that reflect creates, and their content.

    Other content is omitted because on macOS, the journal is in the same folder by default.
    """
    paths = [context.state]
    for name in _OWN_FOLDERS:
        folder = context.state / name
        if folder.is_dir() and not folder.is_symlink():
            paths += [folder, *_inside(folder)]
    return paths


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
