"""Encryption turned on and off.

Whatever is written is read back before what it replaces goes. The journal itself turns over in one
step, under its lock and that of the inbox; then the drafts and backups follow, one by one. What
was broken off is ended by the next `encrypt` or `decrypt`.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from reflect.errors import DamagedError, FileError, ReflectError
from reflect.store import copies, files, inbox, lock, os_compat, paths, reader
from reflect.store.backups import catalog
from reflect.store.encryption import last_seen
from reflect.store.encryption.convert_rest import Conversion, convert_rest
from reflect.store.encryption.key_files import bring_keys, require_no_keys, take_back, write_missing
from reflect.store.encryption.key_setup import Prepared
from reflect.store.encryption.keys import FolderKeys
from reflect.store.storage import JournalStorage
from reflect.store.transaction import Transaction

_KEYS_STAY = (
    "The new keys stay, and the next {command} goes on with them: keep the recovery identity, if "
    "one was shown."
)


def encrypt(keys: FolderKeys, prepared: Prepared | None = None, wait: float = 5.0) -> Conversion:
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
        FileError: it could not be written; the journal is plain as before, and new keys are gone
            again, or the hint says that they stay.
    """
    keys.need()
    files.make_folder(keys.folder, "nothing was changed")
    if prepared is None:
        keys.ask()
    with lock.held(keys.folder, wait):
        if keys.is_encrypted:
            raise DamagedError.at(
                keys.folder, "was encrypted meanwhile", detail="Nothing was changed."
            )
        # Beside a plain journal nobody seals anything to keys before journal.age is there.
        _fold(keys, wait)
        if prepared is None:
            write_missing(keys)
            left = _swap(keys, paths.JOURNAL, paths.ENCRYPTED, wait)
        else:
            require_no_keys(keys)
            with _taken_back(keys):
                _bring(keys, prepared)
                left = _swap(keys, paths.JOURNAL, paths.ENCRYPTED, wait)
        return convert_rest(keys, wait, left)


def _fold(keys: FolderKeys, wait: float) -> list[tuple[str, str]]:
    """Take the inbox into the journal; give what of it stays there, and why."""
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    writing = Transaction(keys, entries_inbox)
    warnings = writing.finish()
    if os.path.lexists(keys.journal):
        # Also what an earlier write could not cut.
        warnings += writing.cut()
    return [(entries_inbox.path, warning) for warning in warnings]


@contextlib.contextmanager
def _taken_back(keys: FolderKeys) -> Iterator[None]:
    """Take new keys back where what is within fails; say so where something may need them."""
    try:
        yield
    except ReflectError as error:
        # Where it was there even for a moment, a draft may have been sealed in it.
        was_there = isinstance(error, _ReadBackError) or keys.is_encrypted
        if was_there or not take_back(keys):
            error.add_notice(_KEYS_STAY, ("encrypt",))
        raise


class _ReadBackError(FileError):
    """What was written does not read back."""


def require_ready(keys: FolderKeys, wait: float = 5.0) -> None:
    """Make sure, before anybody writes a recovery identity on paper, that a journal can be read.

    Raises:
        BusyError: another process is writing.
        DamagedError: the journal or its inbox can't be trusted.
        FileError: one can't be read.
    """
    keys.need()
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    data = files.read_file(keys.journal)
    head = JournalStorage(keys.journal, data, keys=keys).head
    lines, _ = entries_inbox.read(lambda: None)
    content = entries_inbox.parse(lines, head.token, head.folded)
    if data is None:
        reader.require_none(keys, content)


def _bring(keys: FolderKeys, prepared: Prepared) -> None:
    """Put new keys into the folder."""
    with files.explained(keys.folder), contextlib.suppress(FileNotFoundError):
        # Of other keys, whose making was broken off.
        os.unlink(keys.path(paths.RECOVERY))
    bring_keys(keys, prepared.files, taken_back=True)
    keys.take(prepared.text)


def decrypt(
    keys: FolderKeys,
    wait: float = 5.0,
    also: "Callable[[FolderKeys], list[tuple[str, str]]]" = lambda _: [],
) -> Conversion:
    """Decrypt an encrypted journal, with its drafts and backups; then its keys go.

    Args:
        keys: of its folder.
        wait: for how many seconds to wait for another process that is writing.
        also: decrypts what lies elsewhere, once the journal is; gives what it could not, and why.

    Raises:
        LockedError: it can't be opened.
        BusyError: another process is writing.
        DamagedError: the journal or its inbox can't be trusted; nothing was changed.
        FileError: it could not be written; the journal is encrypted as before.
    """
    keys.need()
    keys.ask()
    with lock.held(keys.folder, wait):
        if keys.is_encrypted:
            _set_leftover_aside(keys)
            left = _swap(keys, paths.ENCRYPTED, paths.JOURNAL, wait)
        else:
            # No line that only they open may be left when the keys go.
            left = _fold(keys, wait)
        done = convert_rest(keys, wait, left)
        done.failed += also(keys)
        if not done.failed:
            # While anything is sealed, they are needed; the identity goes last: what is broken off
            # here can be ended as long as it is there.
            for name in reversed(paths.KEYS):
                with files.explained(keys.path(name)), contextlib.suppress(FileNotFoundError):
                    os.unlink(keys.path(name))
        return done


def finish(keys: FolderKeys, wait: float = 5.0) -> Conversion:
    """Seal what still lies in plain beside an encrypted journal.

    Raises:
        LockedError, BusyError, DamagedError, FileError: as `turn_off`.
    """
    keys.ask()
    with lock.held(keys.folder, wait):
        _set_leftover_aside(keys)
        # Lines of the inbox, too: they may have been added in plain, and not cut yet.
        return convert_rest(keys, wait, _fold(keys, wait))


def _swap(keys: FolderKeys, old: str, new: str, wait: float) -> list[tuple[str, str]]:
    """Write the journal with all new entries under another name, read it back, remove the old.

    Which of both is the journal is decided by whether journal.age is there. Nobody adds meanwhile:
    the lock of the inbox is held.

    Returns:
        The inbox, and why, where it could not be cut: its lines stay as they were.
    """
    target = keys.path(new)
    entries_inbox = inbox.Inbox(keys.folder, wait, keys)
    with entries_inbox.held():
        writing = Transaction(keys, entries_inbox)
        data = writing.rendered()
        files.replace_file(target, keys.sealed([data], target))
        _require_same(keys, target, data)
        _remove(keys.path(old))
        # Now that the new one is the journal: its watermark says what it took from the inbox.
        left = [(entries_inbox.path, warning) for warning in writing.cut()]
    last_seen.accept(keys, writing.head)
    return left


def _require_same(keys: FolderKeys, target: str, data: bytes) -> None:
    """Make sure that a file reads back as written, and may be plain if it is; else it goes."""
    try:
        if not keys.reads_back(target, data):
            raise _ReadBackError.at(
                target, "does not read back as it was written", hint="Check the disk."
            )
        if keys.memory is not None and not target.endswith(paths.SEALED):
            keys.memory.forget()
    except ReflectError:
        with files.explained(target):
            os.unlink(target)
        raise


def _remove(path: str) -> None:
    """Remove a file, and where it is a link what it leads to; none is no error."""
    with files.explained(path, "the new journal is in place"):
        both = dict.fromkeys((files.resolved(path), path))
        # A link to nothing would still count as journal.age; plain text must not be lost sight of.
        for name in reversed(both) if path.endswith(paths.SEALED) else both:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        os_compat.sync_folder(os.path.dirname(path))


def _set_leftover_aside(keys: FolderKeys) -> None:
    """Move a plain journal that lies beside the encrypted one to the backups, sealed."""
    left = keys.path(paths.JOURNAL)
    if os.path.islink(left) and not os.path.exists(left):
        _remove(left)
    data = files.read_file(left)
    if data is not None:
        at = datetime.fromtimestamp(os.stat(left).st_mtime, UTC)
        sealed = b"".join(keys.sealed([data], paths.ENCRYPTED))
        copies.put(keys, f"{catalog.stamp(at)}-{catalog.REPLACED}", sealed)
        _remove(left)
