"""The ways out of a journal that is damaged, missing or not a file."""

import os
from pathlib import Path

from reflect.doctor.finding import Finding, of_error
from reflect.doctor.shell import away_path, move_all_away, move_away, remove
from reflect.errors import DamagedError, Notice, ReflectError
from reflect.store import files, paths, strict_parser
from reflect.store.backups import catalog
from reflect.store.backups.comparison import Comparison
from reflect.store.encryption.keys import FolderKeys
from reflect.store.journal_link import leads_elsewhere

_AGAIN = ("doctor",)
_ACCEPT = Notice("If you changed it: {command} accepts it as it is.", ("doctor", "--accept"))
_SALVAGE = Notice(
    "{command} makes a new journal of all that is whole, and lists what is missing.",
    ("backup", "salvage"),
)


def journal_problem(error: ReflectError, keys: FolderKeys, comparison: Comparison) -> Finding:
    """Return the finding for a journal that can't be read, with every step that helps.

    Args:
        error: the error that reading it raised.
        keys: the keys of the journal.
        comparison: reads what is left of the journal.
    """
    path = keys.journal
    if os.path.islink(path) and not os.path.exists(path):
        remedy = (
            f"Connect the disk that it leads to. If that is lost: {remove(path)}, then {{command}}."
        )
        return Finding("problem", error.message, remedy, path, _AGAIN)
    if leads_elsewhere(path):
        what = f"{path}: is a link to {os.path.realpath(path)}, which is not a journal"
        return Finding("problem", what, f"{remove(path)}, then {{command}}.", path, _AGAIN)
    if isinstance(error, files.TooLargeError):
        return too_large_problem(error, keys)
    is_damage = isinstance(error, DamagedError) and error.path == Path(path)
    if not is_damage or isinstance(error, strict_parser.NewerFormatError):
        return of_error(error, path)
    # A step that only leads back to the doctor helps nobody here.
    own = [Notice(error.hint, error.command)] if error.hint and error.command != _AGAIN else []
    steps = _steps(keys, comparison)
    # Unlike the repair of a missing journal, a salvage reads damaged backups too.
    has_damaged_only = steps == [_SALVAGE] and bool(catalog.list_backups(keys.folder))
    steps = [*steps, *own] if has_damaged_only else [*own, *steps]
    steps = steps or [_begin_again(path, keys)]
    return _with_steps(error, path, steps)


def too_large_problem(error: files.TooLargeError, keys: FolderKeys) -> Finding:
    """Return the finding for a journal or an inbox that is too large to be read."""
    path = os.fspath(error.path or keys.journal)
    target = away_path(path, keys.folder)
    return Finding(
        "problem",
        error.message,
        f"Move it away: {move_away(path, keys.folder)}. Then {{command}} makes a new journal of "
        "what can be read.",
        path,
        ("backup", "salvage", target),
    )


def changed_problem(keys: FolderKeys, comparison: Comparison) -> Finding:
    """Return the finding for a journal that is valid but was changed by another program."""
    error = strict_parser.changed(keys.journal)
    steps = _steps(keys, comparison)
    # Apart from line ends and encoding, a change by hand can't be told from a flipped bit.
    steps = [_ACCEPT, *steps] if comparison.is_sound else [*steps, _ACCEPT]
    return _with_steps(error, keys.journal, steps)


def _with_steps(error: ReflectError, path: str, steps: list[Notice]) -> Finding:
    first, *others = steps
    return Finding("problem", error.message, first.message, path, first.command, tuple(others))


def _steps(keys: FolderKeys, comparison: Comparison) -> list[Notice]:
    salvage = [_SALVAGE] if comparison.can_salvage else []
    restore = catalog.restore_step(keys)
    return [*salvage, *([restore] if restore is not None else [])]


def _begin_again(path: str, keys: FolderKeys) -> Notice:
    left = list(filter(os.path.lexists, (path, keys.path(paths.BACKUPS))))
    return Notice(
        "None of the files can be read. Put the folder back from a copy. If there is none: "
        f"{move_all_away(left, keys.folder)}, then {{command}} creates a new journal.",
        ("doctor", "--repair"),
    )
