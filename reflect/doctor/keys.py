"""What is right and wrong with the keys of a journal, and what lies in plain beside them."""

import os
import shlex
from collections.abc import Iterator

from reflect.doctor.finding import Finding, of_error
from reflect.errors import ReflectError
from reflect.store import paths
from reflect.store.backups import catalog
from reflect.store.encryption.key_files import lacking
from reflect.store.encryption.keys import FolderKeys

_FINISH = "{command} ends what was broken off; see docs/security.md."


def examine_keys(keys: FolderKeys) -> Iterator[Finding]:
    """Look at the keys of a journal folder, and change nothing.

    Args:
        keys: of the folder.

    Raises:
        LockedError: it is encrypted, and can't be opened.
    """
    if not keys.is_encrypted:
        try:
            keys.need()
        except ReflectError as error:
            yield of_error(error, keys.journal)
            return
        for name in paths.KEYS:
            if os.path.lexists(keys.path(name)):
                what = f"{keys.path(name)}: is a key beside a plain journal"
                remedy = f"Move it away, or: {_FINISH}"
                yield Finding("warning", what, remedy, keys.path(name), ("encrypt",))
        return
    path = keys.path(paths.IDENTITY)
    try:
        keys.need()
        recipients = keys.recipients()
    except ReflectError as error:
        if error.exit_code == 6:
            raise
        yield of_error(error, path)
        return
    has_recovery = "with a recovery identity" if recipients[1:] else "without a recovery identity"
    yield Finding("ok", f"{keys.folder}: is encrypted, {has_recovery}", "", path)
    yield from _missing(keys)
    own = {one.path for one in catalog.listed(keys.folder) if one.kind == catalog.OWN}
    for plain in left_in_plain(keys.folder):
        what = f"{plain}: lies in plain beside an encrypted journal"
        is_own = plain in own
        remedy = f"Move it away, or: rm {shlex.quote(plain)}" if is_own else _FINISH
        yield Finding("warning", what, remedy, plain, () if is_own else ("encrypt",))


def _missing(keys: FolderKeys) -> Iterator[Finding]:
    told = {
        paths.RECIPIENTS: (
            "problem",
            "names nobody",
            "nothing can be added while the journal is locked",
        ),
        paths.RECOVERY: (
            "warning",
            "is no encrypted file",
            "the recovery identity can't set a new passphrase",
        ),
    }
    for name in lacking(keys):
        level, empty, so = told[name]
        path = keys.path(name)
        how = empty if os.path.lexists(path) else "is missing"
        what = f"{path}: {how}; {so}"
        yield Finding(level, what, "{command} writes it.", path, ("doctor", "--repair"))


def left_in_plain(folder: str) -> list[str]:
    """Name the files of a journal folder that hold plain text of entries."""
    found = [os.path.join(folder, paths.JOURNAL)]
    found += [one.path for one in catalog.listed(folder) if not one.path.endswith(paths.SEALED)]
    for place, beginning in ((folder, paths.OLD_FORMAT), (os.path.join(folder, paths.DRAFTS), "")):
        try:
            inside = sorted(os.listdir(place))
        except OSError:
            continue
        found += [
            os.path.join(place, name)
            for name in inside
            if name.startswith(beginning) and name.endswith(paths.PLAIN) and name[0] != "."
        ]
    return [path for path in found if os.path.lexists(path)]
