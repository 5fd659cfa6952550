"""Handlers for errors that nothing else caught.

Python would print source lines and the message of the error, which may contain text of the user.
Here a bug is two lines: its type and place, then the path of a report.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar

from reflect.errors import RecoveryNote

if TYPE_CHECKING:
    from threading import ExceptHookArgs

EXIT_CODE = 1
_LAST_RESORT = b"reflect: a bug in reflect\n"
_NOT_BUGS = (KeyboardInterrupt, SystemExit, BrokenPipeError)


class _Reported:
    """The bugs named so far, and the lines that wait until the full screen is closed."""

    places: ClassVar[set[str]] = set()
    deferred: ClassVar[list[str] | None] = None


def is_debugging() -> bool:
    """Return whether the user asked for tracebacks."""
    return os.environ.get("REFLECT_DEBUG") == "1"


def install() -> None:
    """Handle uncaught errors: of the main thread, of other threads, and of finalizers."""
    if is_debugging():
        return
    sys.excepthook = _handle_uncaught
    threading.excepthook = _handle_in_thread
    sys.unraisablehook = _handle_unraisable
    if not sys.warnoptions:
        import warnings

        # A warning shows a source line, and means nothing to a user.
        warnings.simplefilter("ignore")


def report_crash(error: BaseException) -> int:
    """Name a bug in two lines on stderr, and write its report; return the exit code.

    A bug that occurs again at the same place is not reported again.
    """
    try:
        name = f"{type(error).__name__} at {place_of(error)}"
        if name not in _Reported.places:
            _Reported.places.add(name)
            _print([f"reflect: a bug in reflect: {name}", f"  {_next_step(error)}"])
    except BaseException:
        # If an error left this function, Python would print both in full.
        with suppress(BaseException):
            os.write(2, _LAST_RESORT)
    return EXIT_CODE


def place_of(error: BaseException) -> str:
    """Return module and line of the innermost call in reflect, or of the innermost call."""
    place = own_place = ""
    for frame in _frames(error.__traceback__):
        module = frame.tb_frame.f_globals.get("__name__", "?")
        place = f"{module}:{frame.tb_lineno}"
        if module.partition(".")[0] == "reflect":
            own_place = place
    return own_place or place or "?"


@contextmanager
def deferred_reports() -> Iterator[None]:
    """Hold back the lines about bugs while the full screen is open."""
    if is_debugging():
        yield
        return
    install_log_handler()
    _Reported.deferred = []
    try:
        yield
    finally:
        lines, _Reported.deferred = _Reported.deferred, None
        if lines:
            _print(lines)


def install_log_handler() -> None:
    """Keep log messages off the terminal, and report errors that libraries log as bugs.

    asyncio logs the error of a task that was never awaited, with its message.
    """
    import logging

    class CrashLogHandler(logging.Handler):
        """A handler that drops every message, and reports the error that it carries."""

        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1] is not None:
                report_crash(record.exc_info[1])

    # Otherwise an error within logging would be printed together with the message.
    logging.raiseExceptions = False
    logging.getLogger().handlers = [CrashLogHandler(logging.WARNING)]


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _next_step(error: BaseException) -> str:
    from reflect.cli.crash.report import write

    path = None
    with suppress(Exception):
        path = write(error)
    # Other notes may contain text of the user.
    notes = [note for note in getattr(error, "__notes__", ()) if isinstance(note, RecoveryNote)]
    kept = notes[0] if notes else "Nothing more was written."
    if path is None:
        return f"{kept} REFLECT_DEBUG=1 shows the whole of it."
    return f"{kept} To report it, send {path}: it holds no text of yours."


def _print(lines: list[str]) -> None:
    if _Reported.deferred is not None:
        _Reported.deferred += lines
        return
    from reflect.text.display import safe_display

    # If stderr can't be written, the exit code must do.
    with suppress(OSError, ValueError):
        print("\n".join(safe_display(line) for line in lines), file=sys.stderr, flush=True)


def _handle_uncaught(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    if not issubclass(kind, _NOT_BUGS):
        report_crash(error.with_traceback(trace))


def _handle_in_thread(args: "ExceptHookArgs") -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, _NOT_BUGS):
        report_crash(args.exc_value)


def _handle_unraisable(args: "sys.UnraisableHookArgs") -> None:
    if args.exc_value is not None and not issubclass(args.exc_type, _NOT_BUGS):
        report_crash(args.exc_value)
