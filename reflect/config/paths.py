"""Platform folders, and paths given by options and environment variables."""

import sys
from collections.abc import Mapping
from pathlib import Path

from reflect.errors import UsageError


def platform_folder(kind: str, environ: Mapping[str, str]) -> Path:
    """Return the platform's config, data or state folder for reflect.

    Args:
        kind: "config", "data" or "state".
        environ: the environment, whose absolute XDG paths take precedence.

    Source: XDG Base Directory Specification 0.8; platformdirs on other systems.
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
    """Return the config file: `path`, else $REFLECT_CONFIG, else the platform default."""
    named = path or environ.get("REFLECT_CONFIG")
    return Path.cwd() / (named or platform_folder("config", environ) / "config.toml")


def resolve_folder(place: str, base: Path) -> Path:
    """Return the folder named by the user.

    Args:
        place: the folder name, which may begin with `~`.
        base: the folder that relative names are resolved against.

    Raises:
        UsageError: the name is empty, or `~NAME` has no home folder.
    """
    if not place.strip():
        raise UsageError("the journal's folder has no name", hint="Name a folder, or leave it out.")
    try:
        return base / Path(place).expanduser()
    except RuntimeError:
        raise UsageError(f"no such home folder: {place}") from None
