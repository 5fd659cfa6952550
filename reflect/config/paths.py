"""Platform folders, and paths given by options and environment variables."""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from reflect.errors import FileError, UsageError

_NO_HOME = "the home folder is not known: $HOME is not set"
# A folder in which nothing can be read or created. It stands for a home folder that is not known,
# so that what does not need one works all the same.
_NOWHERE = Path(os.devnull)


def home_folder(environ: Mapping[str, str]) -> Path | None:
    """Return the user's home folder, or None if it is not known.

    Args:
        environ: the environment, in which $HOME is an absolute path; otherwise it does not count.
    """
    named = Path(environ.get("HOME", ""))
    if named.is_absolute():
        return named
    if sys.platform == "win32":
        with suppress(RuntimeError):
            return Path.home()
        return None
    import pwd

    with suppress(KeyError):
        registered = Path(pwd.getpwuid(os.getuid()).pw_dir)
        return registered if registered.is_absolute() else None
    return None


def platform_folder(kind: str, environ: Mapping[str, str]) -> Path:
    """Return the platform's config, data or state folder for reflect.

    Without a home folder, the config is empty, and nothing can be written to the state folder.

    Args:
        kind: "config", "data" or "state".
        environ: the environment, whose absolute XDG paths take precedence.

    Raises:
        UsageError: there is no home folder for the data.

    Source: XDG Base Directory Specification 0.8; platformdirs on other systems.
    """
    named = environ.get(f"XDG_{kind.upper()}_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named) / "reflect"
    if sys.platform == "linux":
        home = home_folder(environ)
        if home is None and kind == "data":
            raise UsageError(_NO_HOME, hint="Name the journal's folder with --journal.")
        below = {"config": ".config", "data": ".local/share", "state": ".local/state"}[kind]
        return (home or _NOWHERE) / below / "reflect"
    import platformdirs

    find = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "state": platformdirs.user_state_path,
    }[kind]
    return find("reflect", appauthor=False)


def config_file(environ: Mapping[str, str], path: Path | None) -> Path:
    """Return the config file: `path`, else $REFLECT_CONFIG, else the platform default.

    Raises:
        FileError: the path is relative to a folder that no longer exists.
    """
    named = path or environ.get("REFLECT_CONFIG")
    return absolute_path(Path(named or platform_folder("config", environ) / "config.toml"))


def require_home(file: Path) -> None:
    """Check that a config file lies in a folder that can exist, before it is written or shown.

    Raises:
        UsageError: it was to lie in the home folder, which is not known.
    """
    if is_nowhere(file):
        raise UsageError(_NO_HOME, hint="Name the config file with --config.")


def is_nowhere(file: Path) -> bool:
    """Return whether a config file was to lie in the home folder, which is not known."""
    return _NOWHERE in file.parents


def absolute_path(path: Path) -> Path:
    """Return an absolute path; a relative one is resolved against the current folder.

    Raises:
        FileError: the current folder no longer exists.
    """
    if path.is_absolute():
        return path
    try:
        return Path.cwd() / path
    except OSError as error:
        raise FileError(
            f"can't find {path}: the current folder is not there any more",
            hint="Change to another folder, or give an absolute path.",
        ) from error


def resolve_folder(place: str, base: Path, environ: Mapping[str, str]) -> Path:
    """Return the folder named by the user.

    Args:
        place: the folder name, which may begin with `~`.
        base: the folder that relative names are resolved against; an empty path for the current
            folder.
        environ: the environment.

    Raises:
        UsageError: the name is empty, or `~` or `~NAME` has no home folder.
        FileError: the name is relative to a folder that no longer exists.
    """
    if not place.strip():
        raise UsageError("the journal's folder has no name", hint="Name a folder, or leave it out.")
    folder = base / expand_home(place, environ)
    absolute_path(folder)
    return folder


def expand_home(place: str, environ: Mapping[str, str]) -> Path:
    """Return a path whose first part may be `~` or `~NAME`.

    Raises:
        UsageError: the home folder is not known, or there can be no such path.
    """
    if "\0" in place:
        raise UsageError("not a path: it contains the character NUL", hint="Leave that out.")
    path = Path(place)
    first = path.parts[0] if path.parts else ""
    if first == "~":
        home = home_folder(environ)
        if home is None:
            raise UsageError(_NO_HOME, hint="Give an absolute path.")
        return home.joinpath(*path.parts[1:])
    try:
        return path.expanduser()
    except RuntimeError:
        raise UsageError(f"no such home folder: {place}") from None
