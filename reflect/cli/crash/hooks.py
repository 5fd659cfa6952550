"""What happens when something goes wrong that nobody foresaw, wherever it does.

Python would print the lines of the source and the error's text, which may hold what somebody
wrote. Here a bug is named by its type and its place, in two lines; the second names a report.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from threading import ExceptHookArgs

EXIT_CODE = 1
_LAST_WORDS = b"reflect: a bug in reflect\n"
# How the editor says where a text is that was not saved.
_KEPT_IN = "What you wrote is in "
_QUIET = (KeyboardInterrupt, SystemExit, BrokenPipeError)


class _Told:
    """What was said so far, and what waits until the screen is gone."""

    places: ClassVar[set[str]] = set()
    waiting: ClassVar[list[str] | None] = None


def is_debugging() -> bool:
    """Say whether the user asked to see everything."""
    return os.environ.get("REFLECT_DEBUG") == "1"


def install() -> None:
    """Take over from Python what nobody catches: anywhere, in a thread, where no one can raise."""
    if is_debugging():
        return
    sys.excepthook = _uncaught
    threading.excepthook = _in_thread
    sys.unraisablehook = _unraisable
    if not sys.warnoptions:
        import warnings

        # A warning comes with a line of the source, and tells a user nothing.
        warnings.simplefilter("ignore")


def report_crash(error: BaseException) -> int:
    """Name a bug in two lines on stderr and write its report; return the exit code.

    The same bug at the same place is told once.
    """
    try:
        name = f"{type(error).__name__} at {place_of(error)}"
        if name not in _Told.places:
            _Told.places.add(name)
            _say([f"reflect: a bug in reflect: {name}", f"  {_next_step(error)}"])
    except BaseException:
        # Nothing may come out of here: Python would print both errors whole.
        with suppress(BaseException):
            os.write(2, _LAST_WORDS)
    return EXIT_CODE


def place_of(error: BaseException) -> str:
    """Name the module and the line: of ours the one called last, if any of ours was called."""
    place = ours = ""
    for frame in _frames(error.__traceback__):
        module = frame.tb_frame.f_globals.get("__name__", "?")
        place = f"{module}:{frame.tb_lineno}"
        if module.partition(".")[0] == "reflect":
            ours = place
    return ours or place or "?"


@contextmanager
def deferred_reports() -> Iterator[None]:
    """Let bugs wait to be named while the screen is filled."""
    if is_debugging():
        yield
        return
    from reflect.cli.crash.logging import install_log_handler

    install_log_handler()
    _Told.waiting = []
    try:
        yield
    finally:
        lines, _Told.waiting = _Told.waiting, None
        if lines:
            _say(lines)


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _next_step(error: BaseException) -> str:
    from reflect.cli.crash.report import write

    path = None
    with suppress(Exception):
        path = write(error)
    # The one note that is ours: it has a path, and nothing else of anybody's.
    notes = [note for note in getattr(error, "__notes__", ()) if note.startswith(_KEPT_IN)]
    kept = notes[0] if notes else "Nothing more was written."
    if path is None:
        return f"{kept} REFLECT_DEBUG=1 shows the whole of it."
    return f"{kept} To report it, send {path}: it holds no text of yours."


def _say(lines: list[str]) -> None:
    if _Told.waiting is not None:
        _Told.waiting += lines
        return
    from reflect.text.display import safe_display

    # With nowhere to say it, the exit code must do.
    with suppress(OSError, ValueError):
        print("\n".join(safe_display(line) for line in lines), file=sys.stderr, flush=True)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, _QUIET):
        report_crash(error.with_traceback(trace))


def _in_thread(args: "ExceptHookArgs") -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, _QUIET):
        report_crash(args.exc_value)


def _unraisable(args: "sys.UnraisableHookArgs") -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, _QUIET):
        report_crash(args.exc_value)
