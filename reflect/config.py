"""The configuration: defaults, then config.toml, then the environment, then options."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reflect.errors import FileError, UsageError

# Each key with its type and what it is for; the command line's `config` shows these lines.
KEYS: dict[str, tuple[type, str]] = {
    "journal": (str, "the journal's folder"),
    "guide": (str, "the guide that `new` uses"),
    "pause": (int, "seconds of quiet between action and reflection; 0 for none"),
    "editor": (str, "the editor; else $VISUAL, then $EDITOR"),
}
LONGEST_PAUSE = 3600


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one run.

    Args:
        path: the config file; need not exist.
        journal: the journal's folder.
        journal_named: whether somebody named it, rather than it being the default one.
        guide: the name of the default guide.
        pause: seconds of quiet, 0 to 3600.
        editor: a command line; "" for $VISUAL or $EDITOR.
    """

    path: Path
    journal: Path
    journal_named: bool = False
    guide: str = "drucker"
    pause: int = 60
    editor: str = ""

    @property
    def guides(self) -> Path:
        """The folder of the user's own guides."""
        return self.path.parent / "guides"


def folder(kind: str, environ: Mapping[str, str]) -> Path:
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


def load(
    environ: Mapping[str, str], *, path: Path | None = None, journal: str | None = None
) -> Config:
    """Read the configuration.

    Args:
        environ: the environment, for REFLECT_CONFIG, REFLECT_JOURNAL and the folders.
        path: the config file that an option names.
        journal: the journal's folder that an option names.

    Raises:
        UsageError: an unknown key or a wrong value.
        FileError: the file can't be read, or a named one isn't there.
    """
    file = config_file(environ, path)
    is_named = bool(path or environ.get("REFLECT_CONFIG"))
    values = read(file, must_exist=is_named)
    written = values.pop("journal", None)
    if journal is not None:
        place = located(journal, Path())
    elif environ.get("REFLECT_JOURNAL"):
        place = located(environ["REFLECT_JOURNAL"], Path())
    elif written is not None:
        place = located(written, file.parent)
    else:
        return Config(path=file, journal=folder("data", environ), **values)
    return Config(path=file, journal=place, journal_named=True, **values)


def config_file(environ: Mapping[str, str], path: Path | None) -> Path:
    """Name the config file: the one that is given, or REFLECT_CONFIG's, or the platform's."""
    named = path or environ.get("REFLECT_CONFIG")
    return Path.cwd() / (named or folder("config", environ) / "config.toml")


def located(place: str, base: Path) -> Path:
    """Read the name of a folder.

    Args:
        base: what a relative one counts from.

    Raises:
        UsageError: it is empty, or `~NAME` is nobody's home.
    """
    if not place.strip():
        raise UsageError("the journal's folder has no name", "Name a folder, or leave it out.")
    try:
        return base / Path(place).expanduser()
    except RuntimeError:
        raise UsageError(f"no such home folder: {place}") from None


def read(file: Path, *, must_exist: bool = False) -> dict[str, Any]:
    """Read and check the values of a config file; none where there is no file."""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        if must_exist:
            raise FileError(f"there is no config {file}", "Check the path.") from None
        return {}
    except OSError as error:
        raise FileError(f"can't read the config {file}: {error.strerror}") from error
    import tomllib

    try:
        values = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} isn't TOML: {error}", "Mend it, or move it away.") from error
    for key, value in values.items():
        check(key, value, str(file))
    return values


def check_key(key: str, where: str) -> None:
    """Refuse an unknown key, naming the nearest known one.

    Raises:
        UsageError: with `where` (a file, or the command) in its message.
    """
    if key not in KEYS:
        from difflib import get_close_matches

        near = get_close_matches(key, KEYS, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(KEYS)}."
        raise UsageError(f"{where}: unknown key {key!r}", hint)


def check(key: str, value: object, where: str) -> None:
    """Refuse an unknown key or a value of the wrong kind.

    Raises:
        UsageError: with `where` (a file, or the command) in its message.
    """
    check_key(key, where)
    kind = KEYS[key][0]
    if not isinstance(value, kind) or isinstance(value, bool):
        wanted = "a whole number" if kind is int else "text in quotes"
        raise UsageError(f"{where}: {key} must be {wanted}")
    if key == "pause" and not (isinstance(value, int) and 0 <= value <= LONGEST_PAUSE):
        raise UsageError(f"{where}: pause must be 0 to {LONGEST_PAUSE} seconds")


def set_value(file: Path, key: str, text: str) -> None:
    """Write one value into the config file; its comments and order stay.

    Args:
        text: the value as typed on the command line.

    Raises:
        UsageError: an unknown key or a wrong value; nothing was written.
        FileError: the file can't be written.
    """
    value: str | int = text
    if key in KEYS and KEYS[key][0] is int:
        try:
            value = int(text)
        except ValueError:
            raise UsageError(f"{key} must be a whole number: {text!r}") from None
    check(key, value, "config set")
    read(file)
    import tomlkit

    try:
        text = file.read_text("utf-8") if file.exists() else ""
        document = tomlkit.parse(text)
        document[key] = value
        target = file.resolve()
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = target.with_name(f"{target.name}.new")
        fresh.write_text(tomlkit.dumps(document), "utf-8")
        fresh.replace(target)
    except OSError as error:
        raise FileError(f"can't write the config {file}: {error.strerror}") from error
