"""Encryption turned on and off, and its passphrase changed.

Whatever is written is read back before what it replaces goes. The journal itself turns over in one
step, under its lock and that of the inbox; then the drafts and backups follow, one by one. What
was broken off is ended by the next `encrypt` or `decrypt`.
"""

import contextlib
import os
from dataclasses import dataclass
from datetime import UTC, datetime

from reflect.errors import DamagedError, FileError, UsageError
from reflect.store import backup, copies, crypt, disk, inbox, lock, memory, names, platform
from reflect.store.following import Turned, follow
from reflect.store.key_files import bring_keys, identity_file, recipients_file, write_keys
from reflect.store.keys import Keys
from reflect.store.writing import Writing


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
    files = {names.RECIPIENTS: recipients_file(recipients)}
    if recovery:
        sealed = b"".join(crypt.seal([text.encode()], recipients[1:]))
        if crypt.unseal(sealed, recovery, names.RECOVERY) != text.encode():
            raise FileError("the recovery identity does not open what it should")
        files[names.RECOVERY] = sealed
    files[names.IDENTITY] = sealed_identity(text, passphrase)
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


def turn_on(keys: Keys, prepared: Prepared | None = None, wait: float = 5.0) -> Turned:
    """Encrypt a plain journal, with its drafts and backups.

    Args:
        keys: of its folder.
        prepared: new keys; None for those that are there, where it was turned on or off before
            and that was broken off: drafts or backups may still be sealed to them.
        wait: for how many seconds to wait for another process that is writing.

    Raises:
        LockedError: the keys that are there can't be opened.
        UsageError: new keys would replace those that are there.
        BusyError: another process is writing.
        DamagedError: the journal or its inbox can't be trusted; nothing was changed.
        FileError: it could not be written; the journal is plain as before.
    """
    disk.make_folder(keys.folder, "nothing was changed")
    if prepared is None:
        keys.ask()
    with lock.held(keys.folder, wait):
        if keys.is_on:
            raise DamagedError(f"{keys.folder}: was encrypted meanwhile", "Nothing was changed.")
        if prepared is None:
            write_missing(keys)
        else:
            _bring(keys, prepared)
        _turn_over(keys, names.JOURNAL, names.ENCRYPTED, wait)
        return follow(keys, wait)


def write_missing(keys: Keys) -> list[str]:
    """Write what is missing beside an identity that is open; give the paths.

    Raises:
        FileError: it could not be written.
    """
    text, recipients = keys.identity_text(), keys.recipients()
    wanted = {names.RECIPIENTS: recipients_file(recipients)}
    if recipients[1:]:
        wanted[names.RECOVERY] = b"".join(crypt.seal([text.encode()], recipients[1:]))
    missing = {name: wanted[name] for name in wanted if not os.path.lexists(keys.path(name))}
    write_keys(keys, missing)
    return [keys.path(name) for name in missing]


def _bring(keys: Keys, prepared: Prepared) -> None:
    """Put new keys into the folder, where there are none."""
    if keys.is_there:
        raise UsageError(
            f"{keys.path(names.IDENTITY)}: is there already, and may be needed",
            "Nothing was changed. Use it, or move it away.",
        )
    with disk.explained(keys.folder), contextlib.suppress(FileNotFoundError):
        # Of other keys, whose making was broken off.
        os.unlink(keys.path(names.RECOVERY))
    bring_keys(keys, prepared.files)
    keys.take(prepared.text)


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
        done = follow(keys, wait)
        if not done.failed:
            # While anything is sealed, they are needed; the identity goes last: what is broken off
            # here can be ended as long as it is there.
            for name in reversed(names.KEYS):
                with disk.explained(keys.path(name)), contextlib.suppress(FileNotFoundError):
                    os.unlink(keys.path(name))
        return done


def finish(keys: Keys, wait: float = 5.0) -> Turned:
    """Seal what still lies in plain beside an encrypted journal.

    Raises:
        LockedError, BusyError, DamagedError, FileError: as `turn_off`.
    """
    keys.ask()
    with lock.held(keys.folder, wait):
        _set_leftover_aside(keys)
        # Lines of the inbox, too: they may have been added in plain, and not cut yet.
        writing = Writing(keys, inbox.Inbox(keys.folder, wait, keys))
        writing.finish()
        writing.cut()
        return follow(keys, wait)


def change_passphrase(keys: Keys, passphrase: str, wait: float = 5.0) -> None:
    """Seal the identity, which is open, with another passphrase; nothing else changes.

    Raises:
        BusyError: another process is writing.
        FileError: it could not be written; the old passphrase holds.
    """
    sealed = sealed_identity(keys.identity_text(), passphrase)
    with lock.held(keys.folder, wait):
        write_keys(keys, {names.IDENTITY: sealed})


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
        _require_same(keys, target, data)
        _remove(keys.path(old))
        # Now that the new one is the journal: its watermark says what it took from the inbox.
        writing.cut()
    memory.remember(keys, writing.head)


def _require_same(keys: Keys, target: str, data: bytes) -> None:
    """Make sure that a file reads back as it was written; else it goes."""
    if not keys.reads_back(target, data):
        with disk.explained(target):
            os.unlink(target)
        raise FileError(f"{target}: does not read back as it was written", "Check the disk.")


def _remove(path: str) -> None:
    """Remove a file, and where it is a link what it leads to; none is no error."""
    with disk.explained(path, "the new journal is in place"):
        both = dict.fromkeys((disk.resolved(path), path))
        # A link to nothing would still count as journal.age; plain text must not be lost sight of.
        for name in reversed(both) if path.endswith(names.SEALED) else both:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        platform.sync_folder(os.path.dirname(path))


def _set_leftover_aside(keys: Keys) -> None:
    """Move a plain journal that lies beside the encrypted one to the backups, sealed."""
    left = keys.path(names.JOURNAL)
    if os.path.islink(left) and not os.path.exists(left):
        _remove(left)
    data = disk.read_file(left)
    if data is not None:
        at = datetime.fromtimestamp(os.stat(left).st_mtime, UTC)
        sealed = b"".join(keys.sealed([data], names.ENCRYPTED))
        copies.put(keys, f"{backup.stamp(at)}-{backup.REPLACED}", sealed)
        _remove(left)
