"""Loads bundled and user-written guides from TOML files."""

import os
from pathlib import Path

from reflect.errors import FileError, NotFoundError, ReflectError, UsageError
from reflect.guides.errors import GuideError, SchemaError, closest_match, display_path
from reflect.guides.schema import build_guide, is_name
from reflect.guides.template import write_template
from reflect.guides.toml_lines import line_of
from reflect.model.guide import Guide
from reflect.text.decode import EncodingError
from reflect.toml_file import TomlError, parse_toml, read_toml

_REMEDY = 'write each line as key = "text", each prompt below its own [[prompt]]'


def read_guide(path: Path) -> Guide:
    """Return the guide in a file.

    Raises:
        FileError: the file does not exist or can't be read.
        GuideError: the file has an error.
    """
    try:
        text = read_toml(path).replace("\r\n", "\n")
        return build_guide(parse_toml(text), path.stem)
    except EncodingError as error:
        what = "this is not UTF-8; save the file as UTF-8"
        raise GuideError(path, error.line, what) from None
    except TomlError as error:
        raise GuideError(path, error.line, f"{error.reason}; {_REMEDY}") from None
    except SchemaError as wrong:
        raise GuideError(path, line_of(text, wrong.key, wrong.prompt), wrong.what) from None


# In listing order.
BUNDLED = (
    "drucker",
    "near-miss",
    "aar",
    "five-whys",
    "gibbs",
    "blameless",
    "experiment",
    "double-loop",
    "decision",
    "premortem",
    "win",
    "buy-in",
    "mentor",
    "five-s",
    "mastery",
    "safety",
)
DEFAULT = "drucker"
SUFFIX = ".toml"
_FOLDER = Path(__file__).parent / "bundled"


def load_guide(name: str, folder: Path | None) -> Guide:
    """Return a guide by name, reading no file but its own.

    Args:
        name: the name of a bundled or user-written guide; never a path.
        folder: the folder of user-written guides; None if there is none.

    Raises:
        UsageError: the name is not valid.
        NotFoundError: no guide has this name.
        FileError: the guide's file can't be read.
        GuideError: the guide's file has an error.
    """
    if name in BUNDLED:
        return read_guide(_FOLDER / f"{name}{SUFFIX}")
    if not is_name(name):
        raise UsageError(
            f"not the name of a guide: {name!r}",
            hint=_suggestion(name, folder) + "A name has a-z, 0-9 and -, and is never a path.",
        )
    if folder is None or name not in guide_names(folder):
        raise NotFoundError(
            f"no such guide: {name!r}",
            hint=f"{_suggestion(name, folder)}{{command}} lists them.",
            command=("guides",),
        )
    return read_guide(folder / f"{name}{SUFFIX}")


def guide_names(folder: Path | None) -> list[str]:
    """Return the names of all guides without reading them, bundled ones first."""
    own = (path.stem for path in _files(folder)[0])
    return [*BUNDLED, *(name for name in own if is_name(name) and name not in BUNDLED)]


def load_guides(folder: Path | None) -> list[Guide]:
    """Return all valid guides, bundled ones first."""
    guides = [load_guide(name, None) for name in BUNDLED]
    for path in _files(folder)[0]:
        try:
            guides.append(check_guide(path))
        except ReflectError:
            continue  # reported by `guide_errors`
    return guides


def guide_errors(folder: Path | None) -> list[ReflectError]:
    """Return the errors in the user's guides: one per broken file, or one for the folder."""
    files, errors = _files(folder)
    for path in files:
        try:
            check_guide(path)
        except ReflectError as error:
            errors.append(error)
    return errors


def check_guide(path: Path) -> Guide:
    """Return the guide in a file after checking that it can be used.

    Raises:
        FileError: the file does not exist or can't be read.
        GuideError: the file has an error; the message gives the line and a remedy.
    """
    guide = read_guide(path)
    if path.suffix != SUFFIX:
        raise GuideError(path, 1, f"the file's name does not end in {SUFFIX}; rename it")
    if guide.name in BUNDLED and path.resolve().parent != _FOLDER.resolve():
        raise GuideError(path, 1, _taken(guide.name) + "; give the file another name")
    return guide


def guide_template(name: str) -> str:
    """Return a commented template for a new guide.

    Raises:
        UsageError: the name is not valid for a new guide.
    """
    if name in BUNDLED:
        raise UsageError(_taken(name), hint="Choose another name.")
    if not is_name(name):
        raise UsageError(
            f"not a name for a guide: {name!r}", hint="Use a-z, 0-9 and -, such as team-week."
        )
    return write_template(name)


def _taken(name: str) -> str:
    return f"{name!r} is the name of a bundled guide"


def _suggestion(name: str, folder: Path | None) -> str:
    near = closest_match(name, guide_names(folder))
    return f"Did you mean {near!r}? " if near else ""


def _files(folder: Path | None) -> tuple[list[Path], list[ReflectError]]:
    """Return the user's guide files sorted by name, and an error if the folder can't be read."""
    if folder is None:
        return [], []
    try:
        paths = [path for path in folder.iterdir() if path.suffix == SUFFIX]
    except OSError as error:
        # The folder is created along with the first guide.
        if not os.path.lexists(folder):
            return [], []
        return [], [FileError(f"{display_path(folder)} can't be read: {error.strerror}")]
    return sorted(path for path in paths if not path.name.startswith(".")), []
