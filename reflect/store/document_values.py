"""Reads the values of documents, and names the key of one that is missing or invalid."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from reflect.errors import DamagedError
from reflect.model.ids import is_id

Document = Mapping[str, Any]


def wrong(document: Document, key: str) -> DamagedError:
    """Return the error for a missing or invalid value; it never includes the value."""
    value = document.get("id")
    # Only records have this key (see record_codec.py).
    article, noun = ("a", "record") if "at" in document else ("an", "entry")
    name = f"{noun} {value}" if type(value) is str and is_id(value) else f"{article} {noun}"
    problem = "is not what it should be" if key in document else "is missing"
    return DamagedError(f"{name}: `{key}` {problem}", command=("doctor",))


def read_text(document: Document, key: str, default: str | None = None) -> str:
    """Return a string.

    Raises:
        DamagedError: The value is invalid, or it is missing and there is no default.
    """
    value = document.get(key, default)
    if not isinstance(value, str):
        raise wrong(document, key)
    return value


def read_id(document: Document, key: str) -> str:
    """Return an id; raises `DamagedError` if it is missing or invalid."""
    value = read_text(document, key)
    if not is_id(value):
        raise wrong(document, key)
    return value


def read_choice(document: Document, key: str, known: tuple[str, ...]) -> str:
    """Return one of the known strings; raises `DamagedError` if it is missing or another."""
    value = read_text(document, key)
    if value not in known:
        raise wrong(document, key)
    return value


def read_number(document: Document, key: str) -> int:
    """Return an integer; raises `DamagedError` if it is missing or invalid."""
    value = document.get(key)
    if type(value) is not int:
        raise wrong(document, key)
    return value


def read_flag(document: Document, key: str) -> bool:
    """Return true or false, by default false; raises `DamagedError` if it is invalid."""
    value = document.get(key, False)
    if type(value) is not bool:
        raise wrong(document, key)
    return value


def read_day(document: Document, key: str) -> date:
    """Return a day; raises `DamagedError` if it is missing or invalid."""
    text = read_text(document, key)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise wrong(document, key) from None
    # Python accepts other notations too, but entry lists compare dates as strings.
    if day.isoformat() != text:
        raise wrong(document, key)
    return day


def read_instant(document: Document, key: str) -> datetime:
    """Return a time with its UTC offset; raises `DamagedError` if it is missing or invalid."""
    try:
        instant = datetime.fromisoformat(read_text(document, key))
    except ValueError:
        raise wrong(document, key) from None
    if instant.tzinfo is None:
        raise wrong(document, key)
    return instant


def read_texts(document: Document, key: str) -> tuple[str, ...]:
    """Return strings, by default none; raises `DamagedError` if the value is invalid."""
    values = document.get(key, [])
    if type(values) is not list or not all(isinstance(value, str) for value in values):
        raise wrong(document, key)
    return tuple(values)


def read_mapping(document: Document, key: str) -> dict[str, Any]:
    """Return a mapping, by default an empty one; raises `DamagedError` if it is invalid."""
    value = document.get(key, {})
    if type(value) is not dict:
        raise wrong(document, key)
    return value


def read_mappings(document: Document, key: str) -> list[Document]:
    """Return a list of mappings, by default none; raises `DamagedError` if it is invalid."""
    values = document.get(key, [])
    if type(values) is not list or any(type(value) is not dict for value in values):
        raise wrong(document, key)
    return values
