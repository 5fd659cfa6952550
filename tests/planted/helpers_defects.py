"""Plausible defects, each implemented as a patch."""

import contextlib
import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from pytest import MonkeyPatch
from rich.text import Text
from textual.content import Content

from reflect.store import (
    changes,
    files,
    inbox,
    inbox_format,
    layout,
    lock,
    migrations,
    modes,
    os_compat,
    paths,
)
from reflect.store.backups import automatic, restore
from reflect.text import display
from reflect.tui import safe_text

Defect = Callable[[MonkeyPatch], None]
_PARSE = inbox_format.parse


def files_are_not_synced(patch: MonkeyPatch) -> None:
    """Files are written without fsync."""
    patch.setattr(os_compat, "sync", lambda fd: None)


def names_are_not_synced(patch: MonkeyPatch) -> None:
    """Folders are not synced after a rename."""
    patch.setattr(os_compat, "sync_folder", lambda folder: None)


def nobody_locks(patch: MonkeyPatch) -> None:
    """Every attempt to take a lock succeeds."""
    patch.setattr(os_compat, "lock", lambda fd, **_: True)


def the_journal_is_not_locked(patch: MonkeyPatch) -> None:
    """The inbox is locked, but the journal isn't."""

    @contextlib.contextmanager
    def journal_lock(folder: str, wait: float) -> Iterator[None]:
        yield

    patch.setattr(lock, "journal_lock", journal_lock)


def it_is_written_in_place(patch: MonkeyPatch) -> None:
    """Files are truncated and rewritten in place."""

    def replace_file(path: str, chunks: Iterable[bytes], family: str = "", **_: Any) -> None:
        with files.explained(path, "nothing was changed"):
            fd = os_compat.open_private(
                files.resolve_links(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            )
            try:
                for chunk in chunks:
                    files.write_all(fd, chunk)
                os_compat.sync(fd)
            finally:
                os_compat.close(fd)

    patch.setattr(files, "replace_file", replace_file)


def the_watermark_is_ignored(patch: MonkeyPatch) -> None:
    """Every inbox line counts as new."""

    def parse(
        data: bytes, path: str, token: str, folded: int, read: Callable[[bytes], Any]
    ) -> inbox_format.InboxContent[Any]:
        return _PARSE(data, path, "", 0, read)

    patch.setattr(inbox, "parse", parse)


def the_inbox_is_cut_whatever_came(patch: MonkeyPatch) -> None:
    """After a merge, the inbox is emptied even if it has grown since."""

    def cut(self: inbox.Inbox, content: inbox_format.InboxContent[Any], _: bool = False) -> None:
        with self._open_locked(os.O_RDWR | os.O_CREAT) as fd:
            os.ftruncate(fd, 0)
            files.write_all(fd, inbox_format.new_header(journal_exists=True))
            os_compat.sync(fd)

    patch.setattr(inbox.Inbox, "cut", cut)


def a_torn_line_is_dropped(patch: MonkeyPatch) -> None:
    """An incomplete line is cut off without being kept anywhere."""

    patch.setattr(inbox.Inbox, "_write_torn", lambda self, data: paths.TORN)


def no_checksum_is_checked(patch: MonkeyPatch) -> None:
    """Every checksum of a journal or backup is accepted."""
    patch.setattr(layout, "checksum_holds", lambda data: True)


def others_may_read(patch: MonkeyPatch) -> None:
    """New files get the usual mode, 0644."""
    patch.setattr(os_compat, "make_private", lambda fd, mode=0: os.fchmod(fd, 0o644))


def others_may_enter(patch: MonkeyPatch) -> None:
    """New folders get the usual mode, 0755, and keep it."""
    patch.setattr(os_compat, "FOLDER_MODE", 0o755)
    patch.setattr(modes, "tighten", lambda folder: "")


def no_backup_is_made(patch: MonkeyPatch) -> None:
    """The old journal is discarded without a backup or a warning."""

    def finish(self: automatic.AutoBackup) -> list[str]:
        self.discard()
        return []

    patch.setattr(automatic.AutoBackup, "finish", finish)


def a_backup_may_be_a_part(patch: MonkeyPatch) -> None:
    """A backup is written directly to its final name, not to a temporary file first."""

    def publish(temp: str, path: str) -> None:
        with open(temp, "rb") as file:
            data = file.read()
        fd = os_compat.open_private(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        for start in range(0, len(data), 512):
            files.write_all(fd, data[start : start + 512])
        os_compat.close(fd)
        os.unlink(temp)

    patch.setattr(files, "publish", publish)


def what_a_restore_replaces_is_not_kept(patch: MonkeyPatch) -> None:
    """A restore replaces the journal without backing it up."""
    patch.setattr(restore, "_back_up_journal", lambda archive, raw, before: "")


def no_older_format_is_kept(patch: MonkeyPatch) -> None:
    """A journal is migrated without a copy of the old file."""
    patch.setattr(migrations, "keep_copy", lambda keys, path, data, version: path)


def records_are_forgotten_in_the_trash(patch: MonkeyPatch) -> None:
    """Deleting an entry removes what is about it."""
    trash = changes.ChangeSet.trash

    def trash_all(self: changes.ChangeSet, ids: Iterable[str], at: datetime) -> None:
        gone = list(ids)
        trash(self, gone, at)
        self.remove_records_about(gone)

    patch.setattr(changes.ChangeSet, "trash", trash_all)


def temporary_files_stay(patch: MonkeyPatch) -> None:
    """Temporary files left by a crashed process are never removed."""
    patch.setattr(files, "remove_stale", lambda folder, family: None)


def everywhere(patch: MonkeyPatch, package: str, real: Any, planted: Any) -> None:
    """Replace a function in every module that imports it by name."""
    # Import all modules first: one imported later would keep the replacement.
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] == package:
            for key, value in list(vars(module).items()):
                if value is real:
                    patch.setattr(module, key, planted)


def nothing_is_made_safe(patch: MonkeyPatch) -> None:
    """Terminal control characters are not escaped."""
    everywhere(patch, "reflect", display.safe_display, lambda given, **_: given)


def textual_reads_markup(patch: MonkeyPatch) -> None:
    """Text passed to widgets is parsed as markup, as Textual does by default."""

    def plain(given: str, style: str = "", **_: object) -> Content:
        return Content.from_markup(display.safe_display(given).expandtabs(4))

    everywhere(patch, "reflect", safe_text.safe_content, plain)


def rich_reads_markup(patch: MonkeyPatch) -> None:
    """Terminal output is parsed as markup, as Rich does by default."""

    def assemble(*parts: str | tuple[str, str]) -> Text:
        return Text.from_markup("".join(p if isinstance(p, str) else p[0] for p in parts))

    patch.setattr(Text, "assemble", staticmethod(assemble))
