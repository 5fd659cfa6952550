"""Browse, part seven: entries go out as a file to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import FileError, ReflectError
from reflect.journal.export_rules import (
    entry_noun,
    exportable,
    file_name,
    left_out_message,
    write_file,
)
from reflect.tui.screens.browse.navigation import Ways

if TYPE_CHECKING:
    from reflect.model.entry import Entry
    from reflect.model.guide import Guide

NO_HOME = "There is no such home folder."


@dataclass(frozen=True, slots=True)
class ExportBundle:
    """What goes out, and how many entries stay in."""

    entries: "Sequence[Entry]"
    left_out: int = 0

    @property
    def name(self) -> str:
        """A name for the file."""
        if len(self.entries) == 1:
            return file_name(self.entries[0])
        return f"reflections-{len(self.entries)}.md"


class Exporting(Ways):
    """Writes one entry or several to a Markdown file."""

    def action_export(self) -> None:
        """Ask where, and write what may go out."""
        ids = self.chosen()
        if len(ids) == 1 and self.item(ids[0]).state == "draft":
            self.say("A draft is not an entry yet: it can't be exported.", "warning")
        elif ids:
            self.writes.add(lambda: self._pack(ids), self._offer)

    def _pack(self, ids: Sequence[str]) -> ExportBundle:
        """Leave out what may not leave; an entry that was chosen alone may."""
        entries = [self.reading.entry(one) for one in ids]
        return ExportBundle(entries) if len(entries) == 1 else ExportBundle(*exportable(entries))

    def _offer(self, parcel: ExportBundle) -> None:
        if not self.is_active:
            return  # the key was pressed twice
        if not parcel.entries:
            self.say(f"Nothing is exported. {left_out_message(parcel.left_out)}", "warning")
        else:
            self._ask(parcel, f"~/{parcel.name}")

    def _ask(self, parcel: ExportBundle, path: str, trouble: str = "") -> None:
        from reflect.tui.screens.dialogs.confirm import AskLine

        count = len(parcel.entries)
        is_private = count == 1 and parcel.entries[0].is_private
        told = [
            trouble,
            "This entry is private." if is_private else "",
            "A Markdown file, to be read or printed.",
            left_out_message(parcel.left_out),
        ]
        ask = AskLine(
            f"Export {count:,} {entry_noun(parcel.entries)} to",
            help="\n".join(filter(None, told)),
            value=path,
            check=lambda text: "" if text.strip() else "Give the name of a file.",
            echo=_where,
        )
        self.app.push_screen(ask, lambda text: self._export(parcel, text) if text else None)

    def _export(self, parcel: ExportBundle, text: str, *, force: bool = False) -> None:
        path = _path(text)
        if path is None:
            self._ask(parcel, text, NO_HOME)
            return

        def then(trouble: str | None) -> None:
            if trouble is None:
                self._ask_to_replace(parcel, path)
            elif trouble:
                self._ask(parcel, text, trouble)
            else:
                said = f"Wrote {len(parcel.entries):,} {entry_noun(parcel.entries)} to {path}."
                self.say(" ".join(filter(None, [said, left_out_message(parcel.left_out)])))

        self.writes.add(lambda: self._write_file(parcel, path, force), then)

    def _write_file(self, parcel: ExportBundle, path: Path, force: bool) -> str | None:
        """Write the file.

        Returns:
            "", or what is wrong; None where there is a file of this name already.
        """
        if not force and _is_file(path):
            return None
        from reflect.formats.summary.summary import render_summary

        text = render_summary(
            parcel.entries,
            now=self.context.now,
            left_out=parcel.left_out,
            find_guide=self._guide_named,
        )
        try:
            write_file(path, text, force)
        except FileError as error:
            return f"It was not written: {error.message}."
        except (OSError, ValueError) as error:
            return f"It was not written: {getattr(error, 'strerror', None) or error}."
        return ""

    def _ask_to_replace(self, parcel: ExportBundle, path: Path) -> None:
        from reflect.tui.screens.dialogs.confirm import Confirm

        ask = Confirm(f"{path} is there already. Write over it?", yes="Write over it", no="Back")

        def then(yes: bool | None) -> None:
            if yes:
                self._export(parcel, str(path), force=True)
            else:
                self._ask(parcel, str(path))

        self.app.push_screen(ask, then)

    def _guide_named(self, name: str) -> "Guide | None":
        """Find the guide of an entry; None where it is gone."""
        from reflect.guides.loader import load_guide

        try:
            return load_guide(name, self.context.journal.guides)
        except ReflectError:
            return None


def _is_file(path: Path) -> bool:
    """Say whether a file of this name is there; a name that can't be is none."""
    try:
        return path.is_file() and not path.is_symlink()
    except OSError:
        return False


def _path(text: str) -> Path | None:
    """Read the name of a file; None where `~` names no home folder."""
    try:
        return Path(text.strip()).expanduser().absolute()
    except RuntimeError:
        return None


def _where(text: str) -> str:
    """Say in which folder a file would be: a long name hides it in the line."""
    path = _path(text)
    if path is None:
        return NO_HOME
    return f"In the folder {path.parent}" if text.strip() else "In which folder?"
