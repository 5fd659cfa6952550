"""Bug reports: the facts needed to find a bug, without anything the user wrote."""

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reflect import __version__

KEPT = 10
FOLDER = "bugs"
PACKAGES = ("textual", "typer", "rich", "tinydb")
_MAX_FRAMES = 60
_MAX_CAUSES = 10
# Anything that doesn't look like the name of a module or a terminal could be the user's text.
_NAME = re.compile(r"[\w.+<>-]{1,80}")


@dataclass
class Run:
    """The command being run.

    Args:
        command: The names of the command and its subcommand; empty if none was called.
        options: The names of the given options, without their values.
        journal_option: The value of `--journal`, which is needed to find the journal.
        config_option: The value of `--config`.
    """

    command: Sequence[str] = ()
    options: Sequence[str] = ()
    journal_option: str | None = None
    config_option: Path | None = None


run = Run()


def folder() -> Path:
    """Return the folder where reports are stored."""
    from reflect.config.paths import platform_folder

    return platform_folder("state", os.environ) / FOLDER


def listed(place: Path) -> list[Path]:
    """Return the reports in a folder, oldest first."""
    try:
        return sorted(path for path in place.glob("*.txt") if path.is_file())
    except OSError:
        return []


def write(error: BaseException) -> Path:
    """Write a report that only its owner can read, and delete the oldest reports.

    Raises:
        OSError: The report could not be written.
        FileError: Its folder could not be created.
    """
    import time

    from reflect.journal.user_files import write_private

    place = folder()
    moment = time.time_ns()
    name = time.strftime("%Y%m%dT%H%M%S", time.gmtime(moment // 10**9))
    path = place / f"{name}.{moment % 10**9:09d}Z.txt"
    write_private(path, text(error).encode("utf-8", "replace"))
    for old in listed(place)[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return path


def text(error: BaseException) -> str:
    """Return the text of a report, omitting any section that can't be determined."""
    lines = ["A bug in reflect. This report holds nothing of what you wrote.", ""]
    for part in (_versions, _terminal, _command, _journal):
        with suppress(Exception):
            lines += [f"{name + ':':<10}{value}" for name, value in part()]
    for cause, relation in _chain(error):
        lines += ["", f"{relation}{_safe_name(type(cause).__name__)}", *_trace(cause)]
    return "\n".join(lines) + "\n"


def _versions() -> Iterator[tuple[str, str]]:
    import platform
    from importlib.metadata import version

    yield "reflect", __version__
    yield "python", f"{platform.python_version()} {platform.python_implementation()}"
    # What follows the version number may contain the name of a person or machine.
    kernel = re.match(r"[\d.]*", platform.release())
    yield "platform", f"{platform.system()} {kernel[0] if kernel else ''} {platform.machine()}"
    for name in PACKAGES:
        with suppress(Exception):
            yield name, version(name)


def _terminal() -> Iterator[tuple[str, str]]:
    import shutil

    size = shutil.get_terminal_size((0, 0))
    term = _safe_name(os.environ.get("TERM", "unset"))
    yield "terminal", f"{size.columns}×{size.lines}, TERM {term}"
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        kind = "terminal" if stream.isatty() else "none"
        yield stream.name.strip("<>"), f"{kind}, {_safe_name(str(stream.encoding))}"


def _command() -> Iterator[tuple[str, str]]:
    yield "command", " ".join([*run.command, *run.options]) or "none"


def _journal() -> Iterator[tuple[str, str]]:
    from reflect.config.settings import load_config
    from reflect.doctor.journal_files import measure

    config = load_config(os.environ, path=run.config_option, journal=run.journal_option)
    yield from measure(config.journal)


def _chain(error: BaseException) -> Iterator[tuple[BaseException, str]]:
    """Yield an error and its causes, newest first, each with its relation to the previous one."""
    cause: BaseException | None = error
    relation = ""
    for _ in range(_MAX_CAUSES):
        if cause is None:
            return
        yield cause, relation
        if isinstance(cause, BaseExceptionGroup):
            yield from ((inner, "within: ") for inner in cause.exceptions[:_MAX_CAUSES])
        relation = "caused by: " if cause.__cause__ else "while handling: "
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _trace(error: BaseException) -> list[str]:
    """Return the module, function and line of each frame, shortening long tracebacks."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        module = _safe_name(str(frame.f_globals.get("__name__", "?")))
        lines.append(f"  {module}:{_safe_name(frame.f_code.co_qualname)}:{trace.tb_lineno}")
        trace = trace.tb_next
    if len(lines) > _MAX_FRAMES:
        half = _MAX_FRAMES // 2
        lines[half:-half] = [f"  … {len(lines) - 2 * half} more"]
    return lines


def _safe_name(name: str) -> str:
    return name if _NAME.fullmatch(name) else "?"
