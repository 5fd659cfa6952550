"""Writes the user's private files outside the journal: the config, guides, exports, bug reports."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reflect.errors import FileError
from reflect.journal.export_rules import write_file

_DONE = "nothing was written"


@contextmanager
def private_folder(folder: Path) -> Iterator[None]:
    """Create a folder and its missing parents, so that only their owner can access them.

    They are removed again if the body of the `with` statement fails.

    Raises:
        FileError: the folder can't be created.
    """
    from reflect.config.paths import absolute_path
    from reflect.store import files

    absolute_path(folder)
    with files.new_folder(os.fspath(folder), _DONE):
        yield


def write_private(file: Path, data: bytes) -> None:
    """Write a new file that only its owner can access, with any missing folders.

    Raises:
        OSError: the file exists or can't be written.
        FileError: a folder can't be created.
    """
    from reflect.store import files

    with private_folder(file.parent):
        files.write_new(os.fspath(file), data)


def save_setting(file: Path, key: str, text: str) -> None:
    """Set a value in the config file, which is created if necessary.

    A link to a config file is preserved.

    Args:
        file: the config file.
        key: a key in the schema.
        text: the value as typed on the command line.

    Raises:
        UsageError: the key is unknown or the value is invalid; nothing is written.
        FileError: the file can't be read or written.
        UnconfirmedError: the file is written, but may not survive a crash.
    """
    from reflect.config.paths import require_home
    from reflect.config.settings import with_value

    require_home(file)
    _write_config(file, with_value(file, key, text))


def remove_setting(file: Path, key: str) -> None:
    """Remove a value from the config file.

    Args:
        file: the config file.
        key: a key in the file, which may be unknown or have an invalid value.

    Raises:
        NotFoundError: the setting is not in the file.
        UsageError: the file is not TOML; nothing is written.
        FileError: the file can't be read or written.
        UnconfirmedError: the file is written, but may not survive a crash.
    """
    from reflect.config.settings import without_value

    _write_config(file, without_value(file, key))


def _write_config(file: Path, text: str) -> None:
    from reflect.store import files

    with private_folder(file.parent):
        files.replace_file(os.fspath(file), [text.encode()], follow_link=True)


def save_guide(file: Path, text: str) -> None:
    """Write a new guide.

    Raises:
        FileError: the file exists or can't be written.
        UnconfirmedError: the file is written, but may not survive a crash.
    """
    from reflect.config.paths import require_home

    require_home(file)
    if os.path.lexists(file):
        raise FileError(f"{file} is there already", hint="Give another name, or edit it.")
    with private_folder(file.parent):
        write_file(file, text, force=False)
