"""Checks copies of the journal and damaged backups: what they hold that the journal lacks."""

import os
from collections.abc import Iterator

from reflect.doctor.finding import Finding
from reflect.doctor.shell import command, move_away, remove
from reflect.errors import Notice
from reflect.store.backups import copies, plain_copies
from reflect.store.backups.comparison import Compared, Comparison
from reflect.store.encryption.keys import FolderKeys
from reflect.text.display import plural


def check_copies(keys: FolderKeys, comparison: Comparison) -> Iterator[Finding]:
    """Check for copies of the journal inside its folder, without changing them.

    Args:
        keys: the unlocked keys of the journal.
        comparison: compares files with the journal.
    """
    for copy in copies.find(keys):
        in_plain = " in plain text" if keys.is_encrypted and not copy.is_encrypted else ""
        if copy.kind == copies.JOURNAL:
            what = f"{copy.path}: a copy of the journal or its inbox{in_plain}"
            yield lacking_finding(copy.path, copy.path, what, keys, comparison)
    for plain in plain_copies.find(keys):
        what = f"{plain.path}: {plain.description}"
        if plain.kind == plain_copies.COPY and not os.path.isdir(plain.path):
            yield lacking_finding(plain.path, plain.path, what, keys, comparison)
            continue
        remedy = f"Keep it where nobody else can read it, or: {command('rm', '-r', plain.path)}"
        if plain.kind == plain_copies.COPY:
            encrypt = command("reflect", "-j", plain.path, "encrypt")
            remedy = f"Encrypt it: {encrypt}, or: {command('rm', '-r', plain.path)}"
        yield Finding("warning", what, remedy, plain.path)


def lacking_finding(
    path: str, name: str, what: str, keys: FolderKeys, comparison: Comparison
) -> Finding:
    """Return a finding about a file that may hold entries which the journal lacks.

    Args:
        path: the file.
        name: its name for `backup salvage`.
        what: a description of the file.
        keys: the keys of the journal.
        comparison: compares files with the journal.
    """
    compared = comparison.of(path)
    content = _content_of(compared)
    remedy = _remedy(path, compared, keys, comparison)
    notices = []
    if comparison.is_sound and compared.is_needed:
        notices.append(Notice("{command} makes a journal of both.", ("backup", "salvage", name)))
        if compared.is_complete:
            whole = ("backup", "restore", name)
            notices.append(Notice("{command} replaces the journal with the copy.", whole))
    return Finding("warning", f"{what}, {content}", remedy, path, (), tuple(notices))


def _content_of(compared: Compared) -> str:
    if not compared.entries:
        return "in which nothing can be read"
    parts = [plural(compared.entries, "entry")]
    if compared.missing:
        parts.append(f"{compared.missing} of which the journal lacks")
    if compared.newer:
        parts.append(f"{compared.newer} in a newer version than in the journal")
    return f"with {', '.join(parts)}"


def _remedy(path: str, compared: Compared, keys: FolderKeys, comparison: Comparison) -> str:
    """Return the remedy for a file unless the journal lacks a part of it; then "" is returned."""
    if not comparison.is_sound:
        return "Keep it until the journal is repaired."
    if compared.is_needed:
        return ""
    # A note or an archive that also holds an entry is not ours to delete.
    if not (_is_ours(path) or copies.has_our_name(path)):
        return f"It may hold more than entries. Move it away: {move_away(path, keys.folder)}"
    if compared.unread and not keys.is_encrypted:
        lines = ";".join(f"{number}p" for number in compared.unread[:10])
        look = command("sed", "-n", lines, path)
        return f"Some of its lines can't be read: {look} shows them. Then: {remove(path)}"
    if not compared.entries and not _is_ours(path):
        return f"Nothing in it can be read. Move it away: {move_away(path, keys.folder)}"
    return f"Everything in it is in the journal, too: {remove(path)}"


def _is_ours(path: str) -> bool:
    """Return whether a file has the name of a backup that reflect makes."""
    from reflect.store.backups.catalog import parse_name

    return parse_name(os.path.basename(path)) is not None
