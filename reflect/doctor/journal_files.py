"""What is right and wrong with a journal folder, each in one line with its remedy."""

import contextlib
import os
import shlex
import stat
from collections.abc import Iterator
from pathlib import Path

from reflect.doctor.backups import examine_backups
from reflect.doctor.finding import Finding, of_error
from reflect.doctor.keys import examine_keys
from reflect.errors import DamagedError, NotFoundError, Notice, ReflectError
from reflect.store import files, inbox, layout, os_compat, paths, reader, strict_parser
from reflect.store.backups import catalog
from reflect.store.drafts import Drafts
from reflect.store.encryption import last_seen
from reflect.store.encryption.keys import FolderKeys
from reflect.store.inbox_content import InboxContent
from reflect.store.paths import KEYS
from reflect.store.strict_parser import Documents
from reflect.text.display import plural

# Without these nothing can be gone on with.
_OF_A_DRAFT = ("id", "guide")


def examine(folder: Path, limit: int = 0, keys: FolderKeys | None = None) -> list[Finding]:
    """Look at everything in a journal folder, and change nothing.

    Args:
        folder: the journal's folder; need not be there.
        limit: how many bytes the backups may take; 0 for any number.
        keys: of the folder; None for those that nobody can open.

    Raises:
        LockedError: it is encrypted, and can't be opened.
    """
    place = os.fspath(folder)
    keys = keys or FolderKeys(place)
    if not os.path.lexists(place):
        none = Finding("ok", f"{place}: no journal yet", "The first entry creates it.", place)
        return [*examine_keys(keys)] or [none]
    if not os.path.isdir(place):
        return [Finding("problem", f"{place}: is not a folder", "Name another folder.", place)]
    found = [
        *examine_keys(keys),
        *_journal_and_inbox(keys),
        *_torn(place),
        *_drafts(folder, keys),
        *examine_backups(keys, limit),
        *_stale(place),
        *_modes(place),
    ]
    # What keeps the keys from opening stands in the way of the journal and of each backup, too.
    return list({finding.what: finding for finding in reversed(found)}.values())[::-1]


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the size of each file and folder that reflect keeps in a journal folder."""
    for name in (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX):
        path = folder / name
        if path.is_file():
            data = path.read_bytes()
            lines = data.count(b"\n")
            yield name, f"{len(data)} bytes, {lines} lines"
    for name in (paths.DRAFTS, paths.BACKUPS):
        if (folder / name).is_dir():
            yield name, f"{len(list((folder / name).iterdir()))} files"


def _journal_and_inbox(keys: FolderKeys) -> Iterator[Finding]:
    path = keys.journal
    new = inbox.Inbox(keys.folder, wait=1.0, keys=keys)
    data, journal = _opened(new, path)
    head = layout.Head()
    try:
        if isinstance(journal, ReflectError):
            raise journal
        if journal is not None:
            whole = keys.opened(files.read_open(journal, path), path)
            head, tables = strict_parser.read(whole, path)
            yield from _journal(keys, whole, tables, path)
            last_seen.check(keys, head, path)
    except ReflectError as error:
        yield _of_journal(error, path, keys)
    try:
        if isinstance(data, ReflectError):
            raise data
        content = new.parse(data, head.token, head.folded)
        for line in content.lines:
            reader.new_document(line, new.path)
    except ReflectError as error:
        yield _of_inbox(error, new.path)
        return
    yield from _inbox(content, new.path)
    if journal is None:
        try:
            reader.require_none(keys, content)
        except ReflectError as error:
            yield _of_journal(error, path, keys)
        else:
            yield Finding("ok", f"{path}: not there yet", "The first change creates it.", path)


def _of_journal(error: ReflectError, path: str, keys: FolderKeys) -> Finding:
    """Make a finding of what is wrong with the journal, with the way back to a backup."""
    way = catalog.way_back(keys)
    return of_error(error, path, "problem", *([way] if way else []))


def _of_inbox(error: ReflectError, path: str) -> Finding:
    """Make a finding of what is wrong with the inbox; no backup holds it."""
    by_hand = []
    if isinstance(error, DamagedError) and error.path == Path(path):
        by_hand = [Notice("docs/backups.md says how to mend it by hand.")]
    return of_error(error, path, "problem", *by_hand)


def _opened(new: inbox.Inbox, path: str) -> tuple[bytes | ReflectError, int | ReflectError | None]:
    """Read the inbox, and open the journal before anybody can fold; what fails is told later."""

    def journal() -> int | ReflectError | None:
        try:
            return files.open_file(path)
        except ReflectError as error:
            return error

    try:
        return new.read(journal)
    except ReflectError as error:
        return error, journal()


def _journal(
    keys: FolderKeys, data: bytes, tables: dict[str, Documents], path: str
) -> Iterator[Finding]:
    """Judge a journal that can be read; what it holds, and whether it is as it was written."""
    if not layout.checksum_holds(data):
        yield _of_journal(strict_parser.changed(path), path, keys)
        return
    entries, trash = len(tables[layout.ENTRIES]), len(tables.get(layout.TRASH, {}))
    yield Finding("ok", f"{path}: {plural(entries, 'entry')}, {trash} in the trash", "", path)


def _inbox(content: InboxContent, path: str) -> Iterator[Finding]:
    if content.torn:
        yield Finding(
            "warning",
            f"{path}: its last line was never wholly written",
            f"The next write moves it to {paths.TORN}.",
            path,
        )
    if content.lines:
        what = f"{path}: {plural(len(content.lines), 'new entry')}"
        yield Finding("ok", what, "The next change takes them into the journal.", path)


def _torn(folder: str) -> Iterator[Finding]:
    for path in (os.path.join(folder, name) for name in (paths.TORN, paths.TORN_SEALED)):
        if not os.path.lexists(path):
            continue
        yield Finding(
            "warning",
            f"{path}: holds lines that were never wholly written",
            "Save what you need from it, then remove it.",
            path,
        )


def _drafts(folder: Path, keys: FolderKeys) -> Iterator[Finding]:
    drafts = Drafts(folder, keys=keys)
    try:
        ids = drafts.ids()
    except ReflectError as error:
        yield of_error(error, drafts.folder)
        return
    good = 0
    for draft_id in ids:
        path = drafts.path(draft_id)
        try:
            data = drafts.load(draft_id)
        except NotFoundError:
            # It was saved as an entry, or discarded, meanwhile.
            continue
        except ReflectError as error:
            # Nothing else depends on it, and it is kept.
            yield of_error(error, path, "warning")
            continue
        if missing := [key for key in _OF_A_DRAFT if type(data.get(key)) is not str]:
            yield Finding(
                "warning",
                f"{path}: is no draft: it has no `{missing[0]}`",
                "It is kept; open it in an editor to save its text, then move it away.",
                path,
            )
        else:
            good += 1
    if good:
        yield Finding("ok", f"{drafts.folder}: {plural(good, 'draft')}", "", drafts.folder)


def _stale(folder: str) -> Iterator[Finding]:
    for temp in stale(folder):
        what = f"{temp}: left by a writer that died"
        yield Finding("warning", what, "The next save removes it.", temp)


def stale(folder: str) -> Iterator[str]:
    """Name the temporary files of dead writers; while somebody is writing, nobody can tell."""
    drafts, backups = os.path.join(folder, paths.DRAFTS), os.path.join(folder, paths.BACKUPS)
    writing = os.path.join(folder, paths.LOCK)
    journals = [
        os.path.realpath(os.path.join(folder, name)) for name in (paths.JOURNAL, paths.ENCRYPTED)
    ]
    for place, family, lock in (
        *((os.path.dirname(path), files.family_of(path), writing) for path in journals),
        (backups, paths.BACKUP_FAMILY, writing),
        (drafts, paths.DRAFT_FAMILY, os.path.join(drafts, paths.DRAFT_LOCK)),
    ):
        # What keeps a folder from being listed is told by who reads it.
        with contextlib.suppress(OSError), _held(lock) as free:
            if free:
                yield from files.stale_temps(place, family)


@contextlib.contextmanager
def _held(path: str) -> Iterator[bool]:
    """Hold a lock that is there, without waiting; say whether nobody else does."""
    try:
        fd = os_compat.open_private(path, os.O_RDWR)
    except FileNotFoundError:
        yield True
        return
    try:
        yield os_compat.lock(fd, wait=0.0)
    finally:
        os_compat.close(fd)


def _modes(folder: str) -> Iterator[Finding]:
    for path, mode, wanted in too_open(folder):
        what = f"{path}: others may get at it (mode {mode:04o})"
        yield Finding("warning", what, f"chmod {wanted:o} {shlex.quote(path)}", path)


def too_open(folder: str) -> Iterator[tuple[str, int, int]]:
    """Name what others may read, with the mode it has and the one it should have."""
    if not os_compat.HAS_MODES:
        return
    for place in (folder, os.path.join(folder, paths.DRAFTS), os.path.join(folder, paths.BACKUPS)):
        yield from _too_open(place)
        try:
            inside = sorted(os.listdir(place))
        except OSError:
            continue
        for name in inside:
            # The folder itself may hold what is none of ours.
            if place != folder or name.startswith(("journal.", ".journal.")) or name in KEYS:
                yield from _too_open(os.path.join(place, name))


def _too_open(path: str) -> Iterator[tuple[str, int, int]]:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return
    if mode & 0o077 and (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        wanted = os_compat.FOLDER_MODE if stat.S_ISDIR(mode) else os_compat.FILE_MODE
        yield path, stat.S_IMODE(mode), wanted
