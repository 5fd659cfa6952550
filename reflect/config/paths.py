"""The folders of the platform, and the files and folders that options and variables name."""

import sys
from collections.abc import Mapping
from pathlib import Path

from reflect.errors import UsageError


def platform_folder(kind: str, environ: Mapping[str, str]) -> Path:
    """Give the platform's folder for reflect.

    Args:
        kind: "config", "data" or "state".
        environ: the environment; XDG variables count where they are absolute.

    Source: XDG Base Directory Specification 0.8; elsewhere what platformdirs says.
    """
    named = environ.get(f"XDG_{kind.upper()}_HOME", "")
    if named and Path(named).is_absolute():
        return Path(named) / "reflect"
    if sys.platform == "linux":
        below = {"config": ".config", "data": ".local/share", "state": ".local/state"}[kind]
        return Path(environ.get("HOME") or "~").expanduser() / below / "reflect"
    import platformdirs

    find = {
        "config": platformdirs.user_config_path,
        "data": platformdirs.user_data_path,
        "state": platformdirs.user_state_path,
    }[kind]
    return find("reflect", appauthor=False)


def config_file(environ: Mapping[str, str], path: Path | None) -> Path:
    """Name the config file: the one that is given, or REFLECT_CONFIG's, or the platform's."""
    named = path or environ.get("REFLECT_CONFIG")
    return Path.cwd() / (named or platform_folder("config", environ) / "config.toml")


def resolve_folder(place: str, base: Path) -> Path:
    """Read the name of a folder.

    Args:
        base: what a relative one counts from.

    Raises:
        UsageError: it is empty, or `~NAME` is nobody's home.
    """
    if not place.strip():
        raise UsageError("the journal's folder has no name", hint="Name a folder, or leave it out.")
    try:
        return base / Path(place).expanduser()
    except RuntimeError:
        raise UsageError(f"no such home folder: {place}") from None
