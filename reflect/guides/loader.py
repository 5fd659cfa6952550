"""From a guide's file to a guide; whatever is wrong is told with its line."""

import re
import stat
from pathlib import Path

from reflect.errors import FileError
from reflect.guides.build import build
from reflect.guides.errors import GuideError, WrongError, shown
from reflect.guides.toml_lines import line_of
from reflect.model.guide import Guide

LIMIT = 256 * 1024
_PLACE = re.compile(r"^(?P<what>.*?) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


def read(path: Path) -> Guide:
    """Read a guide from its file.

    Raises:
        FileError: there is no such file, or it can't be read.
        GuideError: what it says is wrong.
    """
    text = _text(path)
    data = _parsed(path, text)
    try:
        return build(data, path.stem)
    except WrongError as wrong:
        raise GuideError(path, line_of(text, wrong.key, wrong.prompt), wrong.what) from None


def _text(path: Path) -> str:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise FileError(f"{shown(path)} is not a file; name the guide's .toml file")
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "that is not a path"
        raise FileError(f"{shown(path)} can't be read: {reason}") from None
    if len(raw) > LIMIT:
        raise FileError(f"{shown(path)} is over {LIMIT // 1024} KB; cut it down")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise GuideError(path, line, "this is not UTF-8; save the file as UTF-8") from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _parsed(path: Path, text: str) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(text)
    except RecursionError:
        raise GuideError(path, 1, "brackets nested too deeply; a guide needs two levels") from None
    except ValueError as error:
        last = text.rstrip("\n").count("\n") + 1
        place = _PLACE.match(str(error))
        line = int(place["line"] or last) if place else 1
        what = place["what"] if place else "a value can't be read"
        remedy = 'write each line as key = "text", each prompt below its own [[prompt]]'
        raise GuideError(path, line, f"not TOML: {what}; {remedy}") from None
