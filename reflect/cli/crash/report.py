"""The report of a bug, without anything that somebody wrote: it can be sent to anybody."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from reflect import __version__

KEPT = 10
FOLDER = "bugs"
PACKAGES = ("textual", "typer", "rich", "tinydb")
_MOST_FRAMES = 60
_MOST_CAUSES = 10
# What is no name of a terminal or a module is left out, whatever it is.
_PLAIN = re.compile(r"[\w.+<>-]{1,80}")


def folder() -> Path:
    """Give the folder of the reports."""
    from reflect.config.paths import platform_folder

    return platform_folder("state", os.environ) / FOLDER


def listed(place: Path) -> list[Path]:
    """List the reports in a folder, the oldest first."""
    try:
        return sorted(path for path in place.glob("*.txt") if path.is_file())
    except OSError:
        return []


def write(error: BaseException) -> Path:
    """Write the report of an error, private, and let go of all but the newest ten.

    Raises:
        OSError: there is no room for it, or it may not be written.
    """
    import time

    place = folder()
    _make_private(place)
    moment = time.time_ns()
    name = time.strftime("%Y%m%dT%H%M%S", time.gmtime(moment // 10**9))
    path = place / f"{name}.{moment % 10**9:09d}Z.txt"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
        file.write(text(error))
    for old in listed(place)[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return path


def text(error: BaseException) -> str:
    """Describe an error and where it came up; what can't be found out is left out."""
    lines = ["A bug in reflect. This report holds nothing of what you wrote.", ""]
    for about in (_versions, _terminal, _command, _journal):
        with suppress(Exception):
            lines += [f"{name + ':':<10}{value}" for name, value in about()]
    for one, how in _chain(error):
        lines += ["", f"{how}{_plain(type(one).__name__)}", *_trace(one)]
    return "\n".join(lines) + "\n"


def _versions() -> Iterator[tuple[str, str]]:
    import platform
    from importlib.metadata import version

    yield "reflect", __version__
    yield "python", f"{platform.python_version()} {platform.python_implementation()}"
    # The rest of a kernel's name may say whose it is.
    kernel = re.match(r"[\d.]*", platform.release())
    yield "platform", f"{platform.system()} {kernel[0] if kernel else ''} {platform.machine()}"
    for name in PACKAGES:
        with suppress(Exception):
            yield name, version(name)


def _terminal() -> Iterator[tuple[str, str]]:
    import shutil

    size = shutil.get_terminal_size((0, 0))
    yield "terminal", f"{size.columns}×{size.lines}, TERM {_plain(os.environ.get('TERM', 'unset'))}"
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        kind = "terminal" if stream.isatty() else "none"
        yield stream.name.strip("<>"), f"{kind}, {_plain(str(stream.encoding))}"


def _command() -> Iterator[tuple[str, str]]:
    from reflect.cli.called import called

    yield "command", " ".join(called(sys.argv[1:])) or "none"


def _journal() -> Iterator[tuple[str, str]]:
    """Count what lies in the journal's folder; its names are reflect's own."""
    from reflect.cli.called import value_of
    from reflect.config.settings import load_config
    from reflect.store import paths

    named, config = value_of(sys.argv[1:], "--journal", "-j"), value_of(sys.argv[1:], "--config")
    place = load_config(os.environ, path=Path(config) if config else None, journal=named).journal
    for name in (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX):
        path = place / name
        if path.is_file():
            data = path.read_bytes()
            lines = data.count(b"\n")
            yield name, f"{len(data)} bytes, {lines} lines"
    for name in (paths.DRAFTS, paths.BACKUPS):
        if (place / name).is_dir():
            yield name, f"{len(list((place / name).iterdir()))} files"


def _chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """Give an error and what led to it, the newest first."""
    one: BaseException | None = error
    how = ""
    for _ in range(_MOST_CAUSES):
        if one is None:
            return
        yield one, how
        if isinstance(one, BaseExceptionGroup):
            yield from ((inner, "within: ") for inner in one.exceptions[:_MOST_CAUSES])
        how = "caused by: " if one.__cause__ else "while handling: "
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _trace(error: BaseException) -> list[str]:
    """Name each call by its module, function and line; of a deep one, both ends."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        module = _plain(str(frame.f_globals.get("__name__", "?")))
        lines.append(f"  {module}:{_plain(frame.f_code.co_qualname)}:{trace.tb_lineno}")
        trace = trace.tb_next
    if len(lines) > _MOST_FRAMES:
        half = _MOST_FRAMES // 2
        lines[half:-half] = [f"  … {len(lines) - 2 * half} more"]
    return lines


def _plain(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else "?"


def _make_private(place: Path) -> None:
    """Create a folder with those above it, each its owner's alone."""
    if place.is_dir():
        return
    _make_private(place.parent)
    with suppress(FileExistsError):
        place.mkdir(mode=0o700)
