"""The settings: defaults, overridden in turn by config.toml, the environment and options."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reflect.config.paths import config_file, platform_folder, resolve_folder
from reflect.config.schema import KEYS, check_value, parse_value, value_errors
from reflect.errors import FileError, NotFoundError, ReflectError, UsageError
from reflect.text.decode import EncodingError
from reflect.toml_file import TomlError, parse_toml, read_toml

_UNSET = "{command} removes it."


@dataclass(frozen=True, slots=True)
class Config:
    """The settings for one run.

    Args:
        path: the config file, which may not exist.
        journal: the journal folder.
        journal_named: whether the user named the folder instead of using the default.
        guide: the name of the default guide.
        pause: the length of the pause in seconds, from 0 to 3600.
        editor: the editor's command line; "" to use $VISUAL or $EDITOR.
        new: how `new` asks its questions on a terminal; one of NEW_MODES.
        theme: the name of the theme; "" for the default.
        keymap: the keys for each action id, such as "browse.new".
        hints: whether wording hints are shown, for all patterns or for each pattern by name.
        backup_max_mb: the maximum size of all backups in megabytes; 0 for no limit.
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
        """The folder for the user's own guides."""
        return self.path.parent / "guides"

    def hints_off(self) -> frozenset[str] | None:
        """Return the wording patterns that are turned off, or None if all hints are off."""
        if isinstance(self.hints, Mapping):
            return frozenset(name for name, is_on in self.hints.items() if not is_on)
        return frozenset() if self.hints else None


def load_config(
    environ: Mapping[str, str], *, path: Path | None = None, journal: str | None = None
) -> Config:
    """Return the settings.

    Args:
        environ: the environment, for REFLECT_CONFIG, REFLECT_JOURNAL and the platform's folders.
        path: the config file given as an option.
        journal: the journal folder given as an option.

    Raises:
        UsageError: a key is unknown or a value is invalid.
        FileError: the file can't be read, or it was explicitly named but does not exist.
    """
    file = config_file(environ, path)
    is_named = bool(path or environ.get("REFLECT_CONFIG"))
    return _made(file, read_config(file, must_exist=is_named), environ, journal)


def load_valid_config(
    environ: Mapping[str, str], *, path: Path | None = None, journal: str | None = None
) -> tuple[Config, list[ReflectError]]:
    """Return the valid settings, and all errors in the config file.

    Args:
        environ: the environment, for REFLECT_CONFIG, REFLECT_JOURNAL and the platform's folders.
        path: the config file given as an option.
        journal: the journal folder given as an option.

    Raises:
        UsageError: an option or environment variable does not name a valid folder.
    """
    file = config_file(environ, path)
    try:
        values = _parse(file, must_exist=bool(path or environ.get("REFLECT_CONFIG")))
    except ReflectError as error:
        return _made(file, {}, environ, journal), [error]
    errors: list[ReflectError] = []
    for key, value in list(values.items()):
        wrong = list(_errors_in(key, value, file))
        if not wrong and key == "journal":
            try:
                resolve_folder(value, file.parent, environ)
            except UsageError as error:
                wrong = [UsageError.at(file, f"{error.message}", hint=error.hint)]
                wrong[0].add_notice(_UNSET, ("config", "unset", key))
        if wrong:
            errors += wrong
            del values[key]
    return _made(file, values, environ, journal), errors


def _errors_in(key: str, value: object, file: Path) -> Iterator[UsageError]:
    """Yield the errors in a setting or in a table of settings, with the command that removes it."""
    parts = {key: value}
    if isinstance(value, dict) and value and key in KEYS:
        parts = {f"{key}.{name}": item for name, item in value.items()}
    for name, item in parts.items():
        for error in value_errors(name, item, str(file)):
            error.add_notice(_UNSET, ("config", "unset", name))
            yield error


def _made(
    file: Path, values: dict[str, Any], environ: Mapping[str, str], journal: str | None
) -> Config:
    """Combine the values in the config file with the environment and options that override them."""
    values = {key.replace(".", "_"): value for key, value in values.items()}
    written = values.pop("journal", None)
    if journal is not None:
        place = resolve_folder(journal, Path(), environ)
    elif environ.get("REFLECT_JOURNAL"):
        place = resolve_folder(environ["REFLECT_JOURNAL"], Path(), environ)
    elif written is not None:
        place = resolve_folder(written, file.parent, environ)
    else:
        return Config(path=file, journal=platform_folder("data", environ), **values)
    return Config(path=file, journal=place, journal_named=True, **values)


def read_config(file: Path, *, must_exist: bool = False) -> dict[str, Any]:
    """Return the validated values in a config file; empty if there is no file."""
    values = _parse(file, must_exist=must_exist)
    for key, value in values.items():
        check_value(key, value, str(file))
    return values


def _parse(file: Path, *, must_exist: bool) -> dict[str, Any]:
    """Return the unvalidated values in a config file, by schema key."""
    return _parsed(_read(file, must_exist=must_exist), file)


def _parsed(text: str, file: Path) -> dict[str, Any]:
    """Return the unvalidated values in the text of a config file, by schema key."""
    try:
        values = parse_toml(text)
    except TomlError as error:
        raise UsageError.at(file, f"{error.message}", hint="Mend it, or move it away.") from None
    if isinstance(values.get("keymap"), dict):
        values["keymap"] = dict(_flat(values["keymap"]))
    if isinstance(values.get("backup"), dict):
        values |= {f"backup.{name}": value for name, value in values.pop("backup").items()}
    return values


def _read(file: Path, *, must_exist: bool = False) -> str:
    """Return the text of a config file; empty if there is no file."""
    try:
        return read_toml(file)
    except EncodingError as error:
        what = f"line {error.line}: this is not UTF-8"
        raise UsageError.at(file, what, hint="Save it as UTF-8, or move it away.") from None
    except FileError as error:
        is_missing = isinstance(error.__cause__, FileNotFoundError | NotADirectoryError)
        if not is_missing:
            raise
        if file.is_symlink():
            raise FileError.at(
                file, "is a link to what is not there", hint="Is its disk connected?"
            ) from None
        if must_exist:
            raise FileError(f"there is no config {file}", hint="Check the path.") from None
        return ""


def _value(values: Mapping[str, Any], key: str) -> Any:
    """Return the value of a key, which may be within a table."""
    table, _, name = key.partition(".")
    inside = values.get(table)
    return inside.get(name) if key not in values and isinstance(inside, dict) else values.get(key)


def _flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Join the names of nested tables, because TOML reads `browse.new` as two levels."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def without_value(file: Path, key: str) -> str:
    """Return the text of a config file without a setting, preserving comments and order.

    Args:
        file: the config file.
        key: a key of the file, which may be unknown.

    Raises:
        NotFoundError: the setting is not in the file.
        UsageError: the file is not TOML, or the setting can't be removed from it.
        FileError: the file can't be read.
    """
    before = _read(file).replace("\r\n", "\n")
    if not _parsed(before, file) or _place_of(key, parse_toml(before)) is None:
        raise NotFoundError(f"{file}: {key} is not set")
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(before)
        place = _place_of(key, document)
        if place is not None:
            del place[0][place[1]]
        changed = tomlkit.dumps(document)
        if _place_of(key, parse_toml(changed)) is None:
            return changed
    except (ReflectError, TOMLKitError, ValueError, TypeError, KeyError):
        pass
    raise UsageError.at(
        file,
        f"{key} can't be removed from it",
        hint="Change it in an editor.",
        detail="Nothing was changed.",
    )


def _place_of(key: str, table: Any) -> tuple[Any, str] | None:
    """Return the table that holds a dotted key, and the key within it."""
    if key in table:
        return table, key
    for name, inside in table.items():
        if isinstance(inside, dict) and key.startswith(f"{name}."):
            return _place_of(key.removeprefix(f"{name}."), inside)
    return None


def with_value(file: Path, key: str, text: str) -> str:
    """Return the text of a config file with a changed value, preserving comments and order.

    Args:
        file: the config file, which may be missing.
        key: a key in the schema.
        text: the value as typed on the command line.

    Raises:
        UsageError: the key is unknown, the value is invalid, or the file can't be changed.
        FileError: the file can't be read.
    """
    value = parse_value(key, text)
    check_value(key, value, "config set")
    read_config(file)
    before = _read(file).replace("\r\n", "\n")
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(before)
        table, dot, name = key.partition(".")
        if dot:
            if not isinstance(document.get(table), dict):
                document[table] = tomlkit.table()
            document[table][name] = value
        else:
            document[key] = value
        changed = tomlkit.dumps(document)
        if _value(_parsed(changed, file), key) == value:
            return changed
    except (ReflectError, TOMLKitError, ValueError, TypeError):
        # For example, the table is written in a way that allows no further keys.
        pass
    raise UsageError.at(
        file,
        f"{key} can't be set in it",
        hint="Change it in an editor.",
        detail="Nothing was changed.",
    )
