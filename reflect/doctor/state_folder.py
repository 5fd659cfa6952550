"""What is kept between two runs: texts that could not be saved, and who may read them."""

from collections.abc import Iterator
from pathlib import Path

from reflect.doctor import permissions
from reflect.doctor.context import Around
from reflect.doctor.finding import Finding
from reflect.errors import Notice
from reflect.journal.recovery import plain_recovery_files
from reflect.text.display import plural

OURS = ("recovery", "bugs")
_SAVE = Notice("{command} saves one;", ("new", "--from", "FILE"))
_EDIT = Notice(
    "a text of an entry that is there, {command} offers. Then remove them.", ("edit", "ID")
)


def examine_state(around: Around) -> Iterator[Finding]:
    """Look at the state folder, and change nothing."""
    yield from permissions.told(permissions.too_open(paths_of(around)), "get at it")
    place = str(around.recovery)
    waiting = [path for path in _inside(around.recovery) if path.is_file()]
    plain = len(plain_recovery_files(around.recovery))
    for number, how in ((plain, "in plain text"), (len(waiting) - plain, "encrypted")):
        if number:
            yield Finding(
                "warning",
                f"{place}: {plural(number, 'text')} that could not be saved, {how}",
                "",
                place,
                notices=(_SAVE, _EDIT),
            )


def paths_of(around: Around) -> list[Path]:
    """List the state folder, the folders in it that are ours, and what lies in them.

    On macOS it is the folder that the journal is in, too, and may hold what is none of ours.
    """
    paths = [around.state]
    for name in OURS:
        one = around.state / name
        if one.is_dir() and not one.is_symlink():
            paths += [one, *_inside(one)]
    return paths


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
