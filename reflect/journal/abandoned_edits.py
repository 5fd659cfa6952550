"""Recovers what was written in an editor when it and reflect were ended before it was saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reflect.editor.abandoned import abandoned_edits
from reflect.editor.folder import clear, mark_saved
from reflect.editor.unsaved import UnsavedEdit, unsaved_edits
from reflect.errors import Notice
from reflect.journal.encryption import JournalEncryption
from reflect.journal.recovery import write_recovery_copy
from reflect.model.ids import is_id


@dataclass(frozen=True, slots=True)
class RecoveredEdit:
    """The result of recovering an abandoned edit.

    Args:
        folder: the folder of the edit.
        name: the name of the edited file.
        copies: each file with unsaved text, and its recovery file or None if that failed.
        may_be_open: whether the folder stays because a window may still have the file open.
    """

    folder: Path
    name: str
    copies: Sequence[tuple[Path, Path | None]] = ()
    may_be_open: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether everything was recovered."""
        return all(copy for _, copy in self.copies)

    @property
    def is_removed(self) -> bool:
        """Whether the folder is gone."""
        return self.is_complete and not self.may_be_open

    @property
    def notices(self) -> list[Notice]:
        """A message for each text, with the command that takes it up again."""
        what = "What was written before and not saved is"
        entry_id = Path(self.name).stem
        notices = []
        for file, copy in self.copies:
            if copy is None:
                notices.append(Notice(f"{what} still in {file}."))
            elif is_id(entry_id):
                notices.append(
                    Notice(f"{what} in {copy}; {{command}} offers it.", ("edit", entry_id))
                )
            else:
                command = ("new", "--from", str(copy))
                notices.append(Notice(f"{what} in {copy}; {{command}} takes it.", command))
        return notices


def recover_abandoned_edits(
    environ: Mapping[str, str],
    recovery: Path,
    now: datetime,
    *,
    current: JournalEncryption,
) -> Iterator[RecoveredEdit]:
    """Move the text of abandoned edits to the recovery folder, and remove their folders.

    A folder stays if a window may still have its file open, so that what is saved there later can
    be recovered. A text is encrypted if the journal that it belongs to is, whichever journal is
    open now.

    Args:
        environ: the environment.
        recovery: the recovery folder, which is in the state folder.
        now: the current time.
        current: the encryption of the current journal, used for edits that do not name theirs.

    Yields:
        Each edit, after it was recovered.
    """
    for folder in abandoned_edits(environ, now):
        encryption = current
        if folder.journal not in ("", current.folder):
            place = Path(folder.journal)
            encryption = JournalEncryption.of_folder(place, state=recovery.parent)
        edits = unsaved_edits(folder, environ)
        copies = [(edit.file, _recover(edit, recovery, encryption)) for edit in edits]
        recovered = RecoveredEdit(folder.path, folder.name, copies, folder.may_be_open)
        if recovered.is_removed:
            clear(folder)
        elif edits and recovered.is_complete:
            mark_saved(folder, edits[0].data or b"")
        yield recovered


def _recover(edit: UnsavedEdit, recovery: Path, encryption: JournalEncryption) -> Path | None:
    if edit.data is None:
        return None
    return write_recovery_copy(recovery, edit.data, edit.name, encryption)
