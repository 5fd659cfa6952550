"""Checks the drafts of a journal and the copies of drafts that other programs made."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reflect.doctor.finding import Finding, of_error
from reflect.doctor.shell import move_away, remove
from reflect.errors import NotFoundError, ReflectError
from reflect.model.ids import is_id, new_id
from reflect.store import files
from reflect.store.backups import copies
from reflect.store.drafts import Drafts
from reflect.store.encryption.keys import FolderKeys
from reflect.text.display import plural

# Drafts without these keys cannot be resumed.
_REQUIRED = ("id", "guide")


def check_drafts(folder: Path, keys: FolderKeys) -> Iterator[Finding]:
    """Check the drafts of a journal, without changing them.

    Args:
        folder: the journal's folder.
        keys: the journal's keys.
    """
    drafts = Drafts(folder, keys=keys)
    if os.path.lexists(drafts.folder) and not os.path.isdir(drafts.folder):
        remedy = f"Move it away: {move_away(drafts.folder, keys.folder)}"
        what = f"{drafts.folder}: is not a folder, so no draft can be saved"
        yield Finding("problem", what, remedy, drafts.folder)
        return
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
            # Another process has just finished or discarded the draft.
            continue
        except ReflectError as error:
            # Only a warning, because nothing else depends on a draft.
            yield _damaged(error.message, path, keys)
            continue
        if missing := [key for key in _REQUIRED if type(data.get(key)) is not str]:
            yield _damaged(f"{path}: is not a draft: it has no `{missing[0]}`", path, keys)
        else:
            good += 1
    if good:
        yield Finding("ok", f"{drafts.folder}: {plural(good, 'draft')}", "", drafts.folder)
    yield from _check_copies(drafts, keys)


def _damaged(what: str, path: str, keys: FolderKeys) -> Finding:
    remedy = (
        f"It is kept; open it in an editor to save its text, then: {move_away(path, keys.folder)}"
    )
    return Finding("warning", what, remedy, path)


def _check_copies(drafts: Drafts, keys: FolderKeys) -> Iterator[Finding]:
    for copy in draft_copies(keys):
        in_plain = " in plain text" if keys.is_encrypted and not copy.is_encrypted else ""
        what = f"{copy.path}: a copy of a draft{in_plain}"
        data = _data_of(copy.path, keys)
        if data is None:
            yield _damaged(f"{what} that can't be read", copy.path, keys)
        elif _is_kept(data, drafts):
            remedy = f"It is the same as the draft: {remove(copy.path)}"
            yield Finding("warning", what, remedy, copy.path)
        else:
            yield Finding(
                "warning",
                f"{what}, with other text than the draft",
                "{command} makes it a draft of its own.",
                copy.path,
                ("doctor", "--repair"),
            )


def adopt_copies(folder: Path, keys: FolderKeys) -> Iterator[str]:
    """Turn copies of drafts that differ from the draft into drafts with ids of their own.

    Yields:
        A description of each change.

    Raises:
        FileError: a draft could not be written, or a copy could not be removed.
    """
    drafts = Drafts(folder, keys=keys)
    for copy in draft_copies(keys):
        data = _data_of(copy.path, keys)
        if data is None or _is_kept(data, drafts):
            continue
        draft_id = new_id()
        drafts.save(draft_id, {**data, "id": draft_id})
        files.remove(copy.path)
        yield f"{copy.path}: is the draft {draft_id} now"


def draft_copies(keys: FolderKeys) -> list[copies.Copy]:
    """List the copies of drafts in a journal folder."""
    return [copy for copy in copies.find(keys) if copy.kind == copies.DRAFT]


def _data_of(path: str, keys: FolderKeys) -> dict[str, Any] | None:
    """Return the draft in a file; None if it can't be read as one."""
    try:
        data = json.loads(keys.read(path) or b"")
    except (ReflectError, ValueError, RecursionError):
        return None
    if type(data) is not dict or any(type(data.get(key)) is not str for key in _REQUIRED):
        return None
    return data


def _is_kept(data: dict[str, Any], drafts: Drafts) -> bool:
    """Return whether a draft with the same content exists."""
    if not is_id(data["id"]):
        return False
    try:
        return drafts.load(data["id"]) == data
    except ReflectError:
        return False
