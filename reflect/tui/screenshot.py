"""Saves screenshots."""

import os
import re
from contextlib import suppress
from pathlib import Path

from reflect.config.paths import home_folder
from reflect.errors import FileError
from reflect.journal.export_rules import write_file

# An SVG viewer would fetch these fonts from the network.
_FONTS = re.compile(r"@font-face\s*\{[^}]*\}")


def save_screenshot(svg: str, name: str) -> Path:
    """Save a screenshot in a file that only the user can read, and return its path.

    Args:
        svg: the SVG that Textual exported.
        name: the file name without its extension.

    Raises:
        FileError: if the file can't be written.
    """
    path = pictures_folder() / f"{name}.svg"
    write_file(path, _FONTS.sub("", svg), force=False)
    return path


def pictures_folder() -> Path:
    """Return the platform's pictures folder, or the home folder if there is none.

    Raises:
        FileError: there is neither.
    """
    import platformdirs

    with suppress(OSError):
        folder = platformdirs.user_pictures_path()
        if folder.is_dir():
            return folder
    home = home_folder(os.environ)
    if home is None:
        raise FileError("there is no folder for pictures", hint="Set $HOME.")
    return home
