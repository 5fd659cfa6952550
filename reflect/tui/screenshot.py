"""Pictures of the screen."""

import re
from contextlib import suppress
from pathlib import Path

from reflect.journal.export_rules import write_file

# A viewer of the picture would fetch these fonts from the network.
_FONTS = re.compile(r"@font-face\s*\{[^}]*\}")


def save_screenshot(svg: str, name: str) -> Path:
    """Save a picture, readable by the user alone, and return its path.

    Args:
        svg: as Textual exports it.
        name: of the file, without its extension.

    Raises:
        FileError: it can't be written.
    """
    path = pictures_folder() / f"{name}.svg"
    write_file(path, _FONTS.sub("", svg), force=False)
    return path


def pictures_folder() -> Path:
    """Return the platform's folder for pictures; the home folder if there is none."""
    import platformdirs

    with suppress(OSError):
        folder = platformdirs.user_pictures_path()
        if folder.is_dir():
            return folder
    return Path.home()
