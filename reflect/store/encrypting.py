"""Encryption turned on and off, and its passphrase changed.

Whatever is written is read back before what it replaces goes. The journal itself turns over in one
step, under its lock and that of the inbox; then the drafts and backups follow, one by one. What
was broken off is ended by the next `encrypt` or `decrypt`.
"""

import contextlib
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from reflect.errors import DamagedError, FileError, ReflectError
from reflect.store import backup, copies, crypt, disk, inbox, lock, memory, names, platform
from reflect.store.drafts import Drafts
from reflect.store.keys import Keys, identity_file, recipients_file
from reflect.store.writing import Writing


@dataclass(slots=True)
class Turned:
    """What was done.

    Args:
        files: how many drafts, backups and other files followed the journal.
        failed: the files that could not, and why.
    """

    files: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Prepared:
    """New keys that are not on the disk yet.

    Args:
        text: the identity, as its file holds it.
        files: the bytes of the key files, by name.
    """

    text: str
    files: dict[str, bytes]


def prepare(passphrase: str, recovery: str = "") -> Prepared:
    """Make the keys for a journal; takes some seconds.

    Args:
        passphrase: that opens the identity.
        recovery: a second identity that opens everything; "" for none.

    Raises:
        FileError: they can't be opened again as they should.
    """
    identity = crypt.new_identity()
    recipients = [crypt.recipient_of(one) for one in (identity, recovery) if one]
    text = identity_file(identity, recipients)
    files = {
        names.RECIPIENTS: recipients_file(recipients),
        names.IDENTITY: sealed_identity(text, passphrase),
    }
    if recovery:
        files[names.RECOVERY] = b"".join(crypt.seal([text.encode()], recipients[1:]))
        if crypt.unseal(files[names.RECOVERY], recovery, names.RECOVERY) != text.encode():
            raise FileError("the recovery identity does not open what it should")
    return Prepared(text, files)


def sealed_identity(text: str, passphrase: str) -> bytes:
    """Seal an identity with a passphrase, and open it again to be sure.

    Raises:
        FileError: it does not open.
    """
    sealed = crypt.seal_with_passphrase(text.encode(), passphrase)
    if crypt.unseal_with_passphrase(sealed, passphrase, names.IDENTITY) != text.encode():
        raise FileError("the passphrase does not open what it should")
    return sealed


def turn_on(keys: Keys, prepared: Prepared, wait: float = 5.0) -> Turned:
    """Encrypt a plain journal, with its drafts and backups.

    Raises:
        BusyError: another process is writing.
        DamagedError: the journal or its inbox can't be trusted; nothing was changed.
        FileError: it could not be written; the journal is plain as before.
    """
    disk.make_folder(keys.folder, "nothing was changed")
    with lock.held(keys.folder, wait):
        if keys.is_on:
            raise DamagedError(f"{keys.folder}: was encrypted meanwhile", "Nothing was changed.")
        for name, data in prepared.files.items():
            disk.replace_file(keys.path(name), [data])
        keys.take(prepared.text)
        _turn_over(keys, names.JOURNAL, names.ENCRYPTED, wait)
        return _follow(keys, wait)


def turn_off(keys: Keys, wait: float = 5.0) -> Turned:
    """Decrypt an encrypted journal, with its drafts and backups; then its keys go.

    Raises:
        LockedError: it can't be opened.
        BusyError: another process is writing.
        DamagedError: the journal or its inbox can't be trusted; nothing was changed.
        FileError: it could not be written; the journal is encrypted as before.
    """
    keys.ask()
    with lock.held(keys.folder, wait):
        if keys.is_on:
            _set_leftover_aside(keys)
            _turn_over(keys, names.ENCRYPTED, names.JOURNAL, wait)
        done = _follow(keys, wait)
        if not done.failed:
            # While anything is sealed, they are needed.
            for name in names.KEYS:
                with disk.explained(keys.path(name)), contextlib.suppress(FileNotFoundError):
                    os.unlink(keys.path(name))
        return done


def finish(keys: Keys, wait: float = 5.0) -> Turned:
    """Seal what still lies in plain beside an encrypted journal.

    Raises:
        LockedError, BusyError, FileError: as `turn_off`.
    """
    keys.ask()
    with lock.held(keys.folder, wait):
        _set_leftover_aside(keys)
        return _follow(keys, wait)


def change_passphrase(keys: Keys, passphrase: str, wait: float = 5.0) -> None:
    """Seal the identity, which is open, with another passphrase; nothing else changes.

    Raises:
        BusyError: another process is writing.
        FileError: it could not be written; the old passphrase holds.
    """
    sealed = sealed_identity(keys.identity_text(), passphrase)
    with lock.held(keys.folder, wait):
        disk.replace_file(keys.path(names.IDENTITY), [sealed])


def recover(keys: Keys, recovery: str) -> None:
    """Open the identity with the recovery identity.

    Args:
        recovery: the secret key.

    Raises:
        UsageError: it is no identity.
        DamagedError: it is another one, or recovery.age is missing or damaged.
    """
    path = keys.path(names.RECOVERY)
    data = disk.read_file(path)
    if data is None:
        raise DamagedError(
            f"{path}: is missing",
            "docs/security.md says how to open the journal with the recovery identity by hand.",
        )
    crypt.recipient_of(recovery)
    keys.take(crypt.unseal(data, recovery, path).decode("utf-8", "replace"))


def _turn_over(keys: Keys, old: str, new: str, wait: float) -> None:
    """Write the journal with all new entries under another name, read it back, remove the old.

    Which of both is the journal is decided by whether journal.age is there. Nobody adds meanwhile:
    the lock of the inbox is held.
    """
    target = keys.path(new)
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    with entries_inbox.held():
        writing = Writing(keys, entries_inbox)
        data = writing.rendered()
        disk.replace_file(target, keys.sealed([data], target))
        if keys.read(target) != data:
            os.unlink(target)
            raise FileError(f"{target}: does not read back as it was written", "Check the disk.")
        writing.cut()
        _remove(keys.path(old))
    memory.remember(keys, writing.head)


def _remove(path: str) -> None:
    """Remove a file, and where it is a link what it leads to; none is no error."""
    with disk.explained(path, "the new journal is in place"):
        for name in dict.fromkeys((disk.resolved(path), path)):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        platform.sync_folder(os.path.dirname(path))


def _set_leftover_aside(keys: Keys) -> None:
    """Move a plain journal that lies beside the encrypted one to the backups, sealed."""
    left = keys.path(names.JOURNAL)
    data = disk.read_file(left)
    if data is not None:
        at = datetime.fromtimestamp(os.stat(left).st_mtime, UTC)
        sealed = b"".join(keys.sealed([data], names.ENCRYPTED))
        copies.put(keys, f"{backup.stamp(at)}-{backup.REPLACED}", sealed)
        _remove(left)


def _follow(keys: Keys, wait: float) -> Turned:
    """Write drafts, backups and copies as the journal is now; its lock is held."""
    done = Turned()
    drafts = Drafts(Path(keys.folder), wait, keys)
    if os.path.isdir(drafts.folder):
        with drafts.locked():
            for path in others(keys, drafts.folder):
                _convert(done, keys, path, names.DRAFT_FAMILY)
    for path in others(keys, keys.path(names.BACKUPS)):
        if backup.of_name(path) is None:
            done.failed.append((path, "is your own file and stays as it is"))
        else:
            _convert(done, keys, path, names.BACKUP_FAMILY)
    for path in others(keys, keys.folder):
        if os.path.basename(path).startswith(names.OLD_FORMAT):
            _convert(done, keys, path, "")
    return done


def _convert(done: Turned, keys: Keys, path: str, family: str) -> None:
    """Write a file as the journal is now, read it back, and remove it as it was."""
    target = path.removesuffix(os.path.splitext(path)[1]) + keys.suffix
    try:
        data = keys.read(path)
        if data is None:
            return
        with disk.explained(path):
            state = os.stat(path)
            disk.replace_file(target, keys.sealed([data], target), family)
            if keys.read(target) != data:
                os.unlink(target)
                raise FileError(f"{target}: does not read back as it was written")
            os.utime(target, ns=(state.st_atime_ns, state.st_mtime_ns))
            os.unlink(path)
            platform.sync_folder(os.path.dirname(path))
    except ReflectError as error:
        done.failed.append((path, error.message))
    else:
        done.files += 1


def others(keys: Keys, place: str) -> list[str]:
    """List the files of a folder whose ending is that of the other way of keeping them."""
    ending = names.PLAIN if keys.is_on else names.SEALED
    try:
        inside = sorted(os.listdir(place))
    except OSError:
        return []
    return [
        os.path.join(place, name) for name in inside if name.endswith(ending) and name[0] != "."
    ]
