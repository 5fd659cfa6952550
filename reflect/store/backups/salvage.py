"""Salvage: a new journal from all whole entries of a damaged journal, its inbox and its backups.

Nothing in the old folder is changed, locked or created.
"""

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from reflect.errors import DamagedError, FileError, NotFoundError, ReflectError, UsageError
from reflect.model.ids import to_int
from reflect.store import files, inbox, layout, paths
from reflect.store.backups import catalog, copies
from reflect.store.encryption import last_seen
from reflect.store.encryption.key_files import recipients_file, write_keys
from reflect.store.encryption.keys import FolderKeys
from reflect.store.entry_codec import updated_at
from reflect.store.inbox_format import InboxContent, read_header
from reflect.store.layout import ENTRIES, TRASH, Head
from reflect.store.partial_journal import PartialJournal, read_file
from reflect.store.storage import render
from reflect.text.display import plural

_SUFFIX = "-salvaged"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that could not be salvaged.

    Args:
        path: the file.
        line: the line number; 0 if it is not about one line.
        id: the id of the entry on that line; "" if unknown.
        reason: a description.
    """

    path: str
    line: int
    id: str
    reason: str


@dataclass(slots=True)
class Salvaged:
    """The result of a salvage.

    Args:
        folder: the new journal folder.
        journal: the path of the new journal.
        entries: the number of entries.
        trashed: the number of deleted entries in its trash.
        sources: the files that were read, each with the number of entries taken from it.
        missing: what could not be read and is not in the new journal.
    """

    folder: str = ""
    journal: str = ""
    entries: int = 0
    trashed: int = 0
    sources: list[tuple[str, int]] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def salvage(keys: FolderKeys, names: Sequence[str] = (), output: str = "") -> Salvaged:
    """Write all whole entries to a new journal.

    The journal and its inbox are read first, and then the named files. If the journal is not whole,
    backups and copies follow, the newest first, up to one that is whole.

    Args:
        keys: the keys of the damaged journal's folder.
        names: further backups or files to read in any case.
        output: the new folder; "" for one beside the old.

    Raises:
        LockedError: The journal is encrypted and locked.
        NotFoundError: The journal is sound, but has no entry.
        DamagedError: The keys are damaged, or nothing can be read.
        UsageError: The output is within the old folder.
        FileError: The output exists or can't be written.
    """
    keys.require_readable(accept=True)
    target = _target(keys.folder, output)
    named = [catalog.find(keys.folder, name) for name in names]
    sources = list(_sources(keys, named))
    whole, result = combine(sources, [keys.path(paths.INBOX), *named])
    if not whole.entries and not whole.trash:
        raise _nothing_found(keys.folder, sources)
    whole.head = _head(keys, sources)
    result.folder = target
    result.journal = _write(keys, target, whole)
    return result


def _nothing_found(folder: str, sources: Sequence[PartialJournal]) -> ReflectError:
    if sources[0].is_complete or not any(os.path.lexists(source.path) for source in sources):
        return NotFoundError(f"there is no entry in {folder}")
    return DamagedError.at(
        folder,
        "no entry can be read, neither in the journal nor in a backup",
        detail="Nothing was written.",
        hint="Put the folder back from a copy of your own.",
    )


def _target(folder: str, output: str) -> str:
    """Return the path of the new folder."""
    if not output:
        place = folder if os.path.basename(folder).strip(".") else os.path.abspath(folder)
        parent, name = os.path.split(place)
        return files.free_path(parent, name + _SUFFIX, "")
    old, new = os.path.realpath(folder), os.path.realpath(output)
    if os.path.commonpath((old, new)) == old:
        raise UsageError.at(output, "is in the journal's own folder", hint="Name another folder.")
    if os.path.lexists(output) and not (os.path.isdir(output) and not os.listdir(output)):
        raise FileError.at(output, "is there already", hint="Name a new folder.")
    return output


def current(keys: FolderKeys) -> list[PartialJournal]:
    """Return what can be read of the journal and, if there is one, of its inbox."""
    inbox_path = keys.path(paths.INBOX)
    while True:
        before = _identity_of(keys.journal)
        sources = [read_file(keys.journal, keys)]
        if os.path.lexists(inbox_path):
            sources.append(read_file(inbox_path, keys, sources[0].head))
        # Another process may have folded the inbox in the meantime.
        if _identity_of(keys.journal) == before:
            return sources


def _identity_of(path: str) -> tuple[int, int] | None:
    try:
        state = os.stat(path)
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns


def _sources(keys: FolderKeys, named: Sequence[str]) -> Iterator[PartialJournal]:
    """Yield what can be read of each file, in the order in which files are believed."""
    now = current(keys)
    yield from now
    for path in named:
        yield read_file(path, keys)
    if now[0].is_complete:
        return
    for path in earlier(keys):
        if path not in named:
            partial = read_file(path, keys)
            yield partial
            if partial.is_complete:
                return


def earlier(keys: FolderKeys) -> list[str]:
    """Return the backups and the copies of the journal, newest first.

    Journals that a restore replaced come last, because the user gave them up.
    """
    dated = [
        (item.kind != catalog.REPLACED, item.at.timestamp(), item.path)
        for item in catalog.list_backups(keys.folder)
    ]
    for copy in copies.find(keys):
        if copy.kind == copies.JOURNAL:
            dated.append((True, copy.modified_at, copy.path))
    return [path for _, _, path in sorted(dated, reverse=True)]


def combine(
    sources: Sequence[PartialJournal], updating: Collection[str] = ()
) -> tuple[PartialJournal, Salvaged]:
    """Combine files that may hold the same entries.

    The first file that mentions an entry decides.

    Args:
        sources: the files.
        updating: the paths of those that replace the text of an entry if they hold a newer version.

    Returns:
        The combined parts, and the result without its paths.
    """
    whole, origins = PartialJournal(""), dict[str, str]()
    decided = set[str]()
    for source in sources:
        for entry_id, document in source.entries.items():
            known = whole.entries.get(entry_id)
            is_newer = known is not None and updated_at(document) > updated_at(known)
            if entry_id not in decided or (is_newer and source.path in updating):
                whole.entries[entry_id] = document
                origins[entry_id] = source.path
        for document in source.trash.values():
            if document["entry"]["id"] not in decided:
                whole.add_trashed(document)
        decided |= source.entries.keys() | source.trashed
        for name, table in source.other.items():
            whole.other[name] = table | whole.other.get(name, {})
    counts = [(source.path, list(origins.values()).count(source.path)) for source in sources]
    records = {
        str(document.get("id")) for table in whole.other.values() for document in table.values()
    }
    missing = list(_missing(sources, whole, decided | records, origins))
    return whole, Salvaged("", "", len(whole.entries), len(whole.trash), counts, missing)


def _missing(
    sources: Sequence[PartialJournal],
    whole: PartialJournal,
    decided: set[str],
    origins: dict[str, str],
) -> Iterator[Missing]:
    for number, source in enumerate(sources):
        is_current = number == 0 or os.path.basename(source.path) == paths.INBOX
        for broken in source.broken:
            if broken.id not in decided:
                yield Missing(source.path, broken.number, broken.id, "can't be read")
            elif is_current and origins.get(broken.id) not in (None, source.path):
                reason = f"can't be read; taken from {origins[broken.id]}"
                if broken.is_deleted:
                    reason += " although it was deleted"
                yield Missing(source.path, broken.number, broken.id, reason)
        for gap in source.gaps:
            yield Missing(source.path, 0, "", gap)
    journal = sources[0]
    now = (journal.path, os.path.join(os.path.dirname(journal.path), paths.INBOX))
    earlier_ids = {entry_id for entry_id, path in origins.items() if path not in now}
    # What was cut off may have been the trash.
    unknown = earlier_ids - {broken.id for broken in journal.broken}
    if journal.gaps and unknown:
        reason = f"{plural(len(unknown), 'entry')} from other files may have been deleted since"
        yield Missing(journal.path, 0, "", reason)


def _head(keys: FolderKeys, sources: Sequence[PartialJournal]) -> Head:
    """Return the head record, with a generation that follows all known ones."""
    known = [source.head.generation for source in sources if source.head is not None]
    known += [backup.generation or 0 for backup in catalog.list_backups(keys.folder)]
    generation = max([last_seen.generation(keys), *known], default=0) + 1
    # A restore of this journal must not take the same entries from the inbox once more.
    token, folded = "", 0
    inbox_path = keys.path(paths.INBOX)
    part = next((source for source in sources if source.path == inbox_path), None)
    data = files.read_file(inbox_path) if part is not None and not part.broken else None
    if data and data.endswith(b"\n"):
        header = read_header(data[: data.find(b"\n") + 1], inbox_path)
        token, folded = (header.token, len(data)) if header is not None else ("", 0)
    return Head(layout.FORMAT, generation, token, folded)


def _write(keys: FolderKeys, folder: str, whole: PartialJournal) -> str:
    """Write a new journal folder, and remove it again if that fails."""
    is_new = not os.path.lexists(folder)
    files.make_folder(folder, "nothing was written")
    try:
        new = keys.for_folder(folder)
        if keys.is_encrypted:
            _copy_keys(keys, new)
        entries = {str(to_int(entry_id)): entry for entry_id, entry in whole.entries.items()}
        tables = {ENTRIES: entries, TRASH: whole.trash, **whole.other}
        assert whole.head is not None
        new.write(new.journal, b"".join(render(whole.head, tables)))
        inbox.Inbox(folder, 0.0, new).cut(InboxContent())
    except BaseException:
        if is_new:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return new.journal


def _copy_keys(keys: FolderKeys, new: FolderKeys) -> None:
    contents = {paths.RECIPIENTS: recipients_file(keys.recipients())}
    for name in (paths.RECOVERY, paths.IDENTITY):
        try:
            data = files.read_file(keys.path(name))
        except ReflectError:
            if name == paths.IDENTITY:
                raise
            continue
        if data is not None:
            contents[name] = data
    write_keys(new, contents)
    new.set_identity(keys.identity_text())
