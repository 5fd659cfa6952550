"""The settings: defaults, overridden in turn by config.toml, the environment and options."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reflect.config.paths import config_file, platform_folder, resolve_folder
from reflect.config.schema import check_value, parse_value, value_errors
from reflect.errors import FileError, ReflectError, UsageError


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
        wrong = list(value_errors(key, value, str(file)))
        if not wrong and key == "journal":
            try:
                resolve_folder(value, file.parent)
            except UsageError as error:
                wrong = [UsageError.at(file, f"{error.message}", hint=error.hint)]
        if wrong:
            errors += wrong
            del values[key]
    return _made(file, values, environ, journal), errors


def _made(
    file: Path, values: dict[str, Any], environ: Mapping[str, str], journal: str | None
) -> Config:
    """Combine the values in the config file with the environment and options that override them."""
    values = {key.replace(".", "_"): value for key, value in values.items()}
    written = values.pop("journal", None)
    if journal is not None:
        place = resolve_folder(journal, Path())
    elif environ.get("REFLECT_JOURNAL"):
        place = resolve_folder(environ["REFLECT_JOURNAL"], Path())
    elif written is not None:
        place = resolve_folder(written, file.parent)
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
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        if must_exist:
            raise FileError(f"there is no config {file}", hint="Check the path.") from None
        return {}
    except OSError as error:
        raise FileError(f"can't read the config {file}: {error.strerror}") from error
    import tomllib

    try:
        values = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} isn't TOML: {error}", hint="Mend it, or move it away.") from error
    if isinstance(values.get("keymap"), dict):
        values["keymap"] = dict(_flat(values["keymap"]))
    if isinstance(values.get("backup"), dict):
        values |= {f"backup.{name}": value for name, value in values.pop("backup").items()}
    return values


def _flat(table: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Join the names of nested tables, because TOML reads `browse.new` as two levels."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def set_value(file: Path, key: str, text: str) -> None:
    """Set a value in the config file, preserving its comments and order.

    Args:
        file: the config file, which is created if necessary.
        key: a key in the schema.
        text: the value as typed on the command line.

    Raises:
        UsageError: the key is unknown or the value is invalid; nothing is written.
        FileError: the file can't be written.
    """
    value = parse_value(key, text)
    check_value(key, value, "config set")
    read_config(file)
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
        _replace(file.resolve(), tomlkit.dumps(document))
    except OSError as error:
        raise FileError(
            f"can't write the config {file}: {error.strerror}", detail="Nothing was changed."
        ) from error


def _replace(target: Path, text: str) -> None:
    """Replace the config file, or leave it as it was and no other file beside it."""
    import os
    import shutil
    import tempfile

    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    temp = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(handle)
        if target.exists():
            shutil.copymode(target, temp)
        temp.replace(target)
    except BaseException:
        with suppress(OSError):
            temp.unlink()
        raise
