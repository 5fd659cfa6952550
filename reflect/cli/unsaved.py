"""What was written of an entry before and not saved, offered to whoever edits it again."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from reflect.cli.context import CliContext
from reflect.cli.output import is_interactive
from reflect.errors import ReflectError
from reflect.journal.aside import texts_of
from reflect.model.entry import Entry

_UPDATED = re.compile(r"^updated_at: (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A text of an entry that could not be saved, and its file."""

    file: Path
    text: str


def offered(context: CliContext, entry: Entry) -> Unsaved | None:
    """Say where such a text is, and ask whether to begin with it; None where there is none.

    Args:
        state: gives the recovery folder, and the keys.
        entry: as it is stored.
    """
    files = texts_of(context.recovery, entry.id)
    if not files:
        return None
    file = files[0]
    more = f", with {len(files) - 1} more beside it" if len(files) > 1 else ""
    context.say(f"What was written of it before and not saved is in {file}{more}.")
    if not is_interactive():
        return None
    try:
        text = context.encryption.read_file(file).decode("utf-8-sig")
    except ReflectError as error:
        context.say(f"It can't be opened: {error.message}.")
        return None
    except UnicodeDecodeError:
        context.say("It can't be opened here: it is not UTF-8 text.")
        return None
    if _is_older(text, entry):
        context.say("The entry was changed since; what was changed is not in it.")
    return Unsaved(file, text) if typer.confirm("Begin with it?", err=True) else None


def _is_older(text: str, entry: Entry) -> bool:
    """Say whether a text was begun from an earlier version of an entry."""
    found = _UPDATED.search(text)
    try:
        return found is not None and datetime.fromisoformat(found[1]) < entry.updated_at
    except (ValueError, TypeError):
        # Whoever wrote it may have written there, too.
        return False


def forget(context: CliContext, unsaved: Unsaved) -> None:
    """Remove such a text, as it is saved now."""
    try:
        unsaved.file.unlink(missing_ok=True)
    except OSError as error:
        context.say(f"{unsaved.file} could not be removed: {error.strerror}")
    else:
        context.say(f"Removed {unsaved.file}.")
