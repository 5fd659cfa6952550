"""The config file's keys and their valid values."""

from collections.abc import Iterator

from reflect.errors import UsageError
from reflect.model.hints import PATTERNS

# The type and description of each key, as shown by `reflect config`.
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
MOST_MB = 1_000_000_000
_SHOWN = 40
NEW_MODES = ("screen", "plain")
_TABLES = {"keymap": str, "hints": bool}


def check_key(key: str, where: str) -> None:
    """Check that a key exists.

    Args:
        key: a key in KEYS, or `keymap.…` or `hints.…` for a key within a table.
        where: the file or command to name in the message.

    Raises:
        UsageError: the key is unknown; the hint suggests a similar one.
    """
    table, dot, name = key.partition(".")
    if key not in KEYS and not (dot and name and table in _TABLES):
        from difflib import get_close_matches

        near = get_close_matches(key, KEYS, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known keys: {', '.join(KEYS)}."
        raise UsageError(f"{where}: unknown key {_short(key)}", hint=hint)
    if table == "hints" and dot and name not in PATTERNS:
        from difflib import get_close_matches

        near = get_close_matches(name, PATTERNS, n=1, cutoff=0.4)
        hint = f"Did you mean {near[0]!r}?" if near else f"Known ones: {', '.join(PATTERNS)}."
        raise UsageError(f"{where}: there is no hint {_short(name)}", hint=hint)


def value_type(key: str) -> type:
    """Return the type of a key's value; the key may be within a table."""
    return KEYS[key][0] if key in KEYS else _TABLES[key.partition(".")[0]]


def check_value(key: str, value: object, where: str) -> None:
    """Check a key and its value.

    Raises:
        UsageError: the key is unknown or the value is invalid; the message begins with `where`.
    """
    for fault in value_errors(key, value, where):
        raise fault


def value_errors(key: str, value: object, where: str) -> Iterator[UsageError]:
    """Yield the errors in a key and its value; tables are checked key by key."""
    try:
        check_key(key, where)
    except UsageError as error:
        yield error
        return
    if key in _TABLES and isinstance(value, dict):
        for name, item in value.items():
            yield from value_errors(f"{key}.{name}", item, where)
        return
    kind = value_type(key)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        wanted = {int: "a whole number", bool: "true or false", dict: "a table of keys"}
        yield UsageError(f"{where}: {_clip(key)} must be {wanted.get(kind, 'text in quotes')}")
    elif key == "pause" and not (isinstance(value, int) and 0 <= value <= LONGEST_PAUSE):
        yield UsageError(f"{where}: pause must be 0 to {LONGEST_PAUSE} seconds")
    elif key == "backup.max_mb" and not (isinstance(value, int) and 0 <= value <= MOST_MB):
        yield UsageError(f"{where}: backup.max_mb must be 0 to {MOST_MB} megabytes")
    elif key == "new" and value not in NEW_MODES:
        yield UsageError(f"{where}: new must be one of: {', '.join(NEW_MODES)}")


def parse_value(key: str, text: str) -> str | int | bool:
    """Parse a value typed on the command line.

    Raises:
        UsageError: the key is unknown or the value is invalid.
    """
    check_key(key, "config set")
    kind = value_type(key)
    if kind is dict:
        raise UsageError(f"{key} is a table", hint=f"Name one of its keys: {key}.NAME")
    if kind is bool:
        if text.lower() not in ("true", "false"):
            raise UsageError(f"{key} must be true or false: {_short(text)}")
        return text.lower() == "true"
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise UsageError(f"{key} must be a whole number: {_short(text)}") from None
    return text


def _clip(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _short(text: str) -> str:
    return repr(_clip(text))
