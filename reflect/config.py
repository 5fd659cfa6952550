"""The configuration: defaults, then config.toml, then the environment, then options."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reflect.errors import FileError, UsageError
from reflect.model.language import PATTERNS

# Each key with its type and what it is for; the command line's `config` shows these lines.
KEYS: dict[str, tuple[type, str]] = {
    "journal": (str, "the journal's folder"),
    "guide": (str, "the guide that `new` uses"),
    "pause": (int, "seconds of quiet between action and reflection; 0 for none"),
    "new": (str, "where `new` asks: screen or plain"),
    "editor": (str, "the editor; else $VISUAL, then $EDITOR"),
    "theme": (str, "the colours of the screen; empty for reflect-dark"),
    "keymap": (dict, "other keys for the screen: keymap.ACTION = KEYS"),
    "hints": (bool, "the look at the language before saving; hints.PATTERN for one of them"),
    "backup.max_mb": (int, "how many megabytes the backups may take; 0 for any number"),
}
LONGEST_PAUSE = 3600
WAYS = ("screen", "plain")
_TABLES = {"keymap": str, "hints": bool}


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
        new: where `new` asks on a terminal, one of WAYS.
        theme: a theme's name; "" for our dark one.
        keymap: keys by the id of what they do, such as "browse.new".
        hints: whether the language is looked at, or for which patterns it is not.
        backup_max_mb: how many megabytes the backups may take; 0 for any number.
    """

    path: Path
    journal: Path
    journal_named: bool = False
    guide: str = "drucker"
    pause: int = 60
    editor: str = ""
    new: str = "screen"
    theme: str = ""
    keymap: Mapping[str, str] = field(default_factory=dict)
    hints: bool | Mapping[str, bool] = True
    backup_max_mb: int = 500

    @property
    def guides(self) -> Path:
        """The folder of the user's own guides."""
        return self.path.parent / "guides"

    def hints_off(self) -> frozenset[str] | None:
        """Give the patterns of language that are not pointed out; None where all hints are off."""
        if isinstance(self.hints, Mapping):
            return frozenset(name for name, is_on in self.hints.items() if not is_on)
        return frozenset() if self.hints else None


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
    values = {key.replace(".", "_"): value for key, value in values.items()}
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
    if isinstance(values.get("keymap"), dict):
        values["keymap"] = dict(_flat(values["keymap"]))
    if isinstance(values.get("backup"), dict):
        values |= {f"backup.{name}": value for name, value in values.pop("backup").items()}
    for key, value in values.items():
        check(key, value, str(file))
    return values


def _flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Join the names of tables within tables: TOML reads `browse.new` as a table of its own."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def check_key(key: str, where: str) -> None:
    """Refuse an unknown key, naming the nearest known one.

    Args:
        key: as in KEYS, or `keymap.…` or `hints.…` for one in a table.

    Raises:
        UsageError: with `where` (a file, or the command) in its message.
    """
    table, dot, name = key.partition(".")
    if key not in KEYS and not (dot and name and table in _TABLES):
        from difflib import get_close_matches

        near = get_close_matches(key, KEYS, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(KEYS)}."
        raise UsageError(f"{where}: unknown key {key!r}", hint)
    if table == "hints" and dot and name not in PATTERNS:
        from difflib import get_close_matches

        near = get_close_matches(name, PATTERNS, n=1, cutoff=0.4)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known ones: {', '.join(PATTERNS)}."
        raise UsageError(f"{where}: there is no hint {name!r}", hint)


def kind_of(key: str) -> type:
    """Give the type of a key's value, also of one in a table."""
    return KEYS[key][0] if key in KEYS else _TABLES[key.partition(".")[0]]


def check(key: str, value: object, where: str) -> None:
    """Refuse an unknown key or a value of the wrong kind.

    Raises:
        UsageError: with `where` (a file, or the command) in its message.
    """
    check_key(key, where)
    if key in _TABLES and isinstance(value, dict):
        for name, one in value.items():
            check(f"{key}.{name}", one, where)
        return
    kind = kind_of(key)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        wanted = {int: "a whole number", bool: "true or false", dict: "a table of keys"}
        raise UsageError(f"{where}: {key} must be {wanted.get(kind, 'text in quotes')}")
    if key == "pause" and not (isinstance(value, int) and 0 <= value <= LONGEST_PAUSE):
        raise UsageError(f"{where}: pause must be 0 to {LONGEST_PAUSE} seconds")
    if key == "backup.max_mb" and not (isinstance(value, int) and value >= 0):
        raise UsageError(f"{where}: backup.max_mb must be 0 or more megabytes")
    if key == "new" and value not in WAYS:
        raise UsageError(f"{where}: new must be one of: {', '.join(WAYS)}")


def parsed(key: str, text: str) -> str | int | bool:
    """Read a value as typed on the command line.

    Raises:
        UsageError: an unknown key, or a value that is none for it.
    """
    check_key(key, "config set")
    kind = kind_of(key)
    if kind is dict:
        raise UsageError(f"{key} is a table", f"Name one of its keys: {key}.NAME")
    if kind is bool:
        if text.lower() not in ("true", "false"):
            raise UsageError(f"{key} must be true or false: {text!r}")
        return text.lower() == "true"
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise UsageError(f"{key} must be a whole number: {text!r}") from None
    return text


def set_value(file: Path, key: str, text: str) -> None:
    """Write one value into the config file; its comments and order stay.

    Args:
        text: the value as typed on the command line.

    Raises:
        UsageError: an unknown key or a wrong value; nothing was written.
        FileError: the file can't be written.
    """
    value = parsed(key, text)
    check(key, value, "config set")
    read(file)
    import tomlkit

    try:
        text = file.read_text("utf-8") if file.exists() else ""
        document = tomlkit.parse(text)
        table, dot, name = key.partition(".")
        if dot:
            if not isinstance(document.get(table), dict):
                document[table] = tomlkit.table()
            document[table][name] = value
        else:
            document[key] = value
        target = file.resolve()
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = target.with_name(f"{target.name}.new")
        fresh.write_text(tomlkit.dumps(document), "utf-8")
        fresh.replace(target)
    except OSError as error:
        raise FileError(f"can't write the config {file}: {error.strerror}") from error
