"""Checks the journal keys and finds unencrypted files in an encrypted journal."""

import os
from collections.abc import Iterator

from reflect.doctor.finding import Finding, of_error
from reflect.doctor.shell import move_away, remove
from reflect.errors import LockedError, ReflectError
from reflect.store import paths
from reflect.store.backups import catalog
from reflect.store.encryption.key_files import missing_key_files
from reflect.store.encryption.keys import FolderKeys

_FINISH = "{command} completes what was interrupted."


def check_keys(keys: FolderKeys) -> Iterator[Finding]:
    """Check the keys of a journal and look for unencrypted files, without changing anything.

    Raises:
        LockedError: the journal is encrypted and locked.
    """
    if not keys.is_encrypted:
        try:
            keys.require_readable()
        except ReflectError as error:
            yield of_error(error, keys.journal)
            return
        for name in paths.KEYS:
            if os.path.lexists(keys.path(name)):
                what = f"{keys.path(name)}: is a key beside a journal in plain text"
                away = move_away(keys.path(name), keys.folder)
                remedy = f"{_FINISH} If it belongs to nothing here: {away}"
                yield Finding("warning", what, remedy, keys.path(name), ("encrypt",))
        return
    path = keys.path(paths.IDENTITY)
    try:
        keys.require_readable()
        recipients = keys.recipients()
    except LockedError:
        raise
    except ReflectError as error:
        yield of_error(error, path)
        return
    has_recovery = "with a recovery identity" if recipients[1:] else "without a recovery identity"
    yield Finding("ok", f"{keys.folder}: is encrypted, {has_recovery}", "", path)
    yield from _check_missing(keys)
    backups = catalog.list_backups(keys.folder)
    own = {backup.path for backup in backups if backup.kind == catalog.OWN}
    for plain in _plain_files(keys.folder):
        what = f"{plain}: is in plain text beside an encrypted journal"
        is_own = plain in own
        away = f"Move it away ({move_away(plain, keys.folder)}), or: {remove(plain)}"
        remedy = away if is_own else _FINISH
        level = "problem" if plain == keys.path(paths.JOURNAL) else "warning"
        yield Finding(level, what, remedy, plain, () if is_own else ("encrypt",))


def _check_missing(keys: FolderKeys) -> Iterator[Finding]:
    consequences = {
        paths.RECIPIENTS: (
            "problem",
            "contains no recipient",
            "nothing can be added while the journal is locked",
        ),
        paths.RECOVERY: (
            "warning",
            "is not an encrypted file",
            "the recovery identity can't set a new passphrase",
        ),
    }
    for name in missing_key_files(keys):
        level, invalid, consequence = consequences[name]
        path = keys.path(name)
        state = invalid if os.path.lexists(path) else "is missing"
        what = f"{path}: {state}; {consequence}"
        yield Finding(level, what, "{command} writes it.", path, ("doctor", "--repair"))


def _plain_files(folder: str) -> list[str]:
    """Return the files in a journal folder that contain entries in plain text."""
    plain = [os.path.join(folder, paths.JOURNAL)]
    backups = catalog.list_backups(folder)
    plain += [backup.path for backup in backups if not backup.path.endswith(paths.SEALED)]
    for place, prefix in ((folder, paths.OLD_FORMAT), (os.path.join(folder, paths.DRAFTS), "")):
        try:
            inside = sorted(os.listdir(place))
        except OSError:
            continue
        plain += [
            os.path.join(place, name)
            for name in inside
            if name.startswith(prefix) and name.endswith(paths.PLAIN) and name[0] != "."
        ]
    return [path for path in plain if os.path.lexists(path)]
