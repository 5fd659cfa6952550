"""Shell commands for remedies, in backticks like the commands of reflect."""

import os
import shlex
from collections.abc import Sequence

from reflect.store import files


def move_away(path: str, folder: str) -> str:
    """Return a shell command that moves a file or folder out of a journal folder.

    Args:
        path: the file or folder.
        folder: the journal folder. The new name begins with its name.
    """
    return move_all_away([path], folder)


def move_all_away(moved: Sequence[str], folder: str) -> str:
    """Return a shell command that moves several files or folders; see `move_away`."""
    moves = (shlex.join(["mv", path, away_path(path, folder)]) for path in moved)
    return f"`{' && '.join(moves)}`"


def away_path(path: str, folder: str) -> str:
    """Return the path to which a file or folder is moved away; see `move_away`."""
    place = folder if os.path.basename(folder).strip(".") else os.path.abspath(folder)
    parent, name = os.path.split(place)
    return files.free_path(parent, f"{name}-{os.path.basename(path).lstrip('.')}", "")


def set_aside(path: str) -> str:
    """Return a shell command that gives a file a name that reflect does not read."""
    folder, name = os.path.split(path)
    return command("mv", path, files.free_path(folder, f"{name}.aside", ""))


def remove(path: str) -> str:
    """Return a shell command that removes a file."""
    return command("rm", path)


def command(*words: str) -> str:
    """Return a shell command in backticks."""
    return f"`{shlex.join(words)}`"
