"""Folders for temporary files. Unlike Python's `tempfile`, never the current folder."""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from reflect.errors import FileError

_VARIABLES = ("TMPDIR", "TEMP", "TMP")
_FOLDERS = ("/tmp", "/var/tmp", "/usr/tmp")


def system_temp_folders(environ: Mapping[str, str]) -> list[str]:
    """Return the existing folders for temporary files: those in the environment, then the system's.

    Args:
        environ: the environment. Relative paths in it are ignored.
    """
    places = [environ.get(name, "") for name in _VARIABLES]
    if sys.platform == "win32":
        places += [rf"{environ.get(name, '')}\Temp" for name in ("LOCALAPPDATA", "SYSTEMROOT")]
    else:
        places += _FOLDERS
    return [place for place in dict.fromkeys(places) if _is_folder(Path(place))]


def _is_folder(place: Path) -> bool:
    try:
        return place.is_absolute() and place.is_dir()
    except OSError:
        return False


@contextmanager
def temp_folder(prefix: str, environ: Mapping[str, str]) -> Iterator[Path]:
    """Create a private folder, which is removed at the end of the `with` statement.

    Args:
        prefix: the first part of its name.
        environ: the environment.

    Raises:
        FileError: no folder for temporary files is writable.
    """
    why = "there is none"
    for place in system_temp_folders(environ):
        try:
            created = tempfile.TemporaryDirectory(
                prefix=prefix, dir=place, ignore_cleanup_errors=True
            )
        except OSError as error:
            why = error.strerror or str(error)
            continue
        with created as path:
            yield Path(path)
        return
    raise FileError(
        f"there is no folder for temporary files: {why}",
        hint="Set $TMPDIR to a folder that you may write to.",
    )
