"""Exports entries to a Markdown file."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from reflect.config.paths import absolute_path, expand_home
from reflect.errors import FileError, ReflectError, UnconfirmedError
from reflect.journal.export_rules import (
    entry_noun,
    exportable,
    file_name,
    left_out_message,
    write_file,
)
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error, notify
from reflect.tui.write_queue import WriteQueue

if TYPE_CHECKING:
    from reflect.journal.snapshot import Snapshot
    from reflect.model.entry import Entry
    from reflect.model.guide import Guide


@dataclass(frozen=True, slots=True)
class ExportBundle:
    """The entries to export, and the number of entries left out."""

    entries: "Sequence[Entry]"
    left_out: int = 0

    @property
    def name(self) -> str:
        """The default file name."""
        if len(self.entries) == 1:
            return file_name(self.entries[0])
        return f"reflections-{len(self.entries)}.md"


class ExportFlow:
    """Asks for a file name and writes entries to that file.

    Args:
        node: the screen that shows the dialogs.
        context: the context that provides the date and the guides.
        writes: the queue that reads the entries and writes the file.
    """

    def __init__(self, node: Screen[Any], context: AppContext, writes: WriteQueue) -> None:
        self._node = node
        self._context = context
        self._writes = writes

    def start(self, snapshot: "Snapshot", ids: Sequence[str]) -> None:
        """Ask for a file name and export entries.

        If there are several entries, private and unfinished ones are left out.

        Args:
            snapshot: the snapshot that contains the entries.
            ids: the ids of the entries.
        """

        def bundle() -> ExportBundle:
            entries = [snapshot.entry(entry_id) for entry_id in ids]
            return ExportBundle(entries) if len(ids) == 1 else ExportBundle(*exportable(entries))

        self._writes.add(bundle, self._offer)

    def _offer(self, bundle: ExportBundle) -> None:
        if not self._node.is_active:
            return  # the key was pressed twice
        if bundle.entries:
            self._ask(bundle, f"~/{bundle.name}")
        else:
            text = f"Nothing is exported. {left_out_message(bundle.left_out)}"
            notify(self._node.app, text, "warning")

    def _ask(self, bundle: ExportBundle, path: str, problem: str = "") -> None:
        from reflect.tui.screens.dialogs.confirm import AskLine

        count = len(bundle.entries)
        is_private = count == 1 and bundle.entries[0].is_private
        lines = [
            problem,
            "This entry is private." if is_private else "",
            "A Markdown file, to be read or printed.",
            left_out_message(bundle.left_out),
        ]
        ask = AskLine(
            f"Export {count:,} {entry_noun(bundle.entries)} to",
            help="\n".join(filter(None, lines)),
            value=path,
            check=lambda text: "" if text.strip() else "Give the name of a file.",
            echo=_where,
        )
        self._node.app.push_screen(ask, lambda text: self._export(bundle, text) if text else None)

    def _export(self, bundle: ExportBundle, text: str, *, force: bool = False) -> None:
        try:
            path = _path(text)
        except ReflectError as error:
            self._ask(bundle, text, f"{error.message}.")
            return

        def written(problem: str | None) -> None:
            if problem is None:
                self._confirm_overwrite(bundle, path)
            elif problem:
                self._ask(bundle, text, problem)
            else:
                count = f"{len(bundle.entries):,} {entry_noun(bundle.entries)}"
                lines = [f"Wrote {count} to {path}.", left_out_message(bundle.left_out)]
                notify(self._node.app, " ".join(filter(None, lines)))

        self._writes.add(lambda: self._write(bundle, path, force), written)

    def _write(self, bundle: ExportBundle, path: Path, force: bool) -> str | None:
        """Write the file.

        Returns:
            An error message, "" on success, or None if the file already exists.
        """
        if not force and _is_file(path):
            return None
        from reflect.formats.summary.summary import render_summary

        text = render_summary(
            bundle.entries,
            now=self._context.now,
            left_out=bundle.left_out,
            find_guide=self._find_guide,
        )
        try:
            write_file(path, text, force)
        except UnconfirmedError as error:
            return format_error(error, self._node.app)
        except FileError as error:
            return f"It was not written: {error.message}."
        except (OSError, ValueError) as error:
            return f"It was not written: {getattr(error, 'strerror', None) or error}."
        return ""

    def _confirm_overwrite(self, bundle: ExportBundle, path: Path) -> None:
        from reflect.tui.screens.dialogs.confirm import Confirm

        ask = Confirm(f"{path} is there already. Write over it?", yes="Write over it", no="Back")

        def answered(yes: bool | None) -> None:
            if yes:
                self._export(bundle, str(path), force=True)
            else:
                self._ask(bundle, str(path))

        self._node.app.push_screen(ask, answered)

    def _find_guide(self, name: str) -> "Guide | None":
        """Return a guide, or None if it can't be loaded."""
        from reflect.guides.loader import load_guide

        try:
            return load_guide(name, self._context.journal.guides)
        except ReflectError:
            return None


def _is_file(path: Path) -> bool:
    """Return whether a regular file exists at a path; False if the path is invalid."""
    try:
        return path.is_file() and not path.is_symlink()
    except OSError:
        return False


def _path(text: str) -> Path:
    """Return the absolute path.

    Raises:
        ReflectError: a home folder is not known, or the current folder no longer exists.
    """
    return absolute_path(expand_home(text.strip(), os.environ))


def _where(text: str) -> str:
    """Describe the target folder, because a long path may not fit into the input."""
    try:
        path = _path(text)
    except ReflectError as error:
        return f"{error.message[:1].upper()}{error.message[1:]}."
    return f"In the folder {path.parent}" if text.strip() else "In which folder?"
