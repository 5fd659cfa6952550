"""Finds and recovers the edits that remain after reflect and the editor were killed."""

from collections.abc import Iterator

from reflect.doctor.context import DoctorContext
from reflect.doctor.finding import Finding
from reflect.editor.abandoned import abandoned_edits
from reflect.editor.unsaved import unsaved_edits
from reflect.journal.abandoned_edits import recover_abandoned_edits
from reflect.text.display import plural


def check_abandoned_edits(context: DoctorContext) -> Iterator[Finding]:
    """Check for temporary editor folders that are no longer in use."""
    for folder in abandoned_edits(context.environ, context.now):
        texts = len(unsaved_edits(folder, context.environ))
        yield Finding(
            "warning",
            f"{folder.path}: left by an editor or a full disk, with {plural(texts, 'text')}",
            "{command} moves what was written to the recovery folder.",
            str(folder.path),
            ("doctor", "--repair"),
        )


def remove_abandoned_edits(context: DoctorContext) -> Iterator[str]:
    """Move text from unused editor folders to the recovery folder, and remove the folders.

    Yields:
        A line for each file or folder that was moved or removed.
    """
    for edit in recover_abandoned_edits(
        context.environ, context.recovery, context.now, current=context.encryption
    ):
        for file, copy in edit.copies:
            if copy is None:
                yield f"{file}: stays, as it could not be moved to {context.recovery}"
            else:
                yield f"{file}: moved to {copy}"
        if edit.is_removed:
            yield f"{edit.folder}: removed"
