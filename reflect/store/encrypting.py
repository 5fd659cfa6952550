"""Encryption turned on and off, and its passphrase changed.

Whatever is written is read back before what it replaces goes. The journal itself turns over in one
step, under its lock and that of the inbox; then the drafts and backups follow, one by one. What
was broken off is ended by the next `encrypt` or `decrypt`.
"""

import contextlib
import os
from datetime import UTC, datetime

from reflect.errors import DamagedError, FileError, LockedError, ReflectError, UsageError
from reflect.store import (
    backup,
    copies,
    crypt,
    disk,
    inbox,
    lock,
    memory,
    names,
    platform,
    reading,
)
from reflect.store.file import JournalStorage
from reflect.store.following import Turned, follow
from reflect.store.key_files import bring_keys, recipients_file, write_keys
from reflect.store.keys import Keys
from reflect.store.prepared import Prepared, sealed_identity
from reflect.store.writing import Writing


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
            _require_no_keys(keys)
        try:
            if prepared is not None:
                _bring(keys, prepared)
            _turn_over(keys, names.JOURNAL, names.ENCRYPTED, wait)
        except ReflectError:
            if prepared is not None:
                _take_back(keys)
            raise
        return follow(keys, wait)


def require_ready(keys: Keys, wait: float = 5.0) -> None:
    """Make sure, before anybody writes a recovery identity on paper, that a journal can be read.

    Raises:
        BusyError: another process is writing.
        DamagedError: the journal or its inbox can't be trusted.
        FileError: one can't be read.
    """
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    data = disk.read_file(keys.journal)
    head = JournalStorage(keys.journal, data, keys=keys).head
    lines, _ = entries_inbox.read(lambda: None)
    content = entries_inbox.parse(lines, head.token, head.folded)
    if data is None:
        reading.require_none(keys, content)


def write_missing(keys: Keys) -> list[str]:
    """Write what is missing beside an identity that is open; give the paths.

    Raises:
        FileError: it could not be written.
    """
    text, recipients = keys.identity_text(), keys.recipients()
    wanted = {names.RECIPIENTS: recipients_file(recipients)}
    if recipients[1:]:
        wanted[names.RECOVERY] = b"".join(crypt.seal([text.encode()], recipients[1:]))
    missing = {name: wanted[name] for name in wanted if not disk.read_file(keys.path(name))}
    write_keys(keys, missing)
    return [keys.path(name) for name in missing]


def _require_no_keys(keys: Keys) -> None:
    if keys.is_there:
        raise UsageError(
            f"{keys.path(names.IDENTITY)}: is there already, and may be needed",
            "Nothing was changed. Use it, or move it away.",
        )


def _take_back(keys: Keys) -> None:
    """Remove new keys, unless something may be sealed to them: the paper they are on is void."""
    if not keys.is_on:
        # The identity goes first: where it is not, nobody goes on with the others.
        for name in names.KEYS:
            with contextlib.suppress(OSError):
                os.unlink(keys.path(name))


def _bring(keys: Keys, prepared: Prepared) -> None:
    """Put new keys into the folder."""
    with disk.explained(keys.folder), contextlib.suppress(FileNotFoundError):
        # Of other keys, whose making was broken off.
        os.unlink(keys.path(names.RECOVERY))
    is_plain = os.path.lexists(keys.path(names.JOURNAL))
    bring_keys(keys, prepared.files, taken_back=is_plain)
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
        LockedError: it is another one.
        DamagedError: recovery.age is missing or damaged.
    """
    path = keys.path(names.RECOVERY)
    data = disk.read_file(path)
    if data is None:
        raise DamagedError(
            f"{path}: is missing",
            "docs/security.md says how to open the journal with the recovery identity by hand.",
        )
    crypt.recipient_of(recovery)
    try:
        text = crypt.unseal(data, recovery, path)
    except crypt.OtherIdentityError:
        raise LockedError(
            "that is the recovery identity of another journal", "Nothing was changed."
        ) from None
    keys.take(text.decode("utf-8", "replace"))


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
