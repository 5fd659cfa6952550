"""Handlers for uncaught errors.

By default, Python prints source lines and the error message, which may contain the user's text.
These handlers print two lines instead: the error's type and location, and the path of a report.
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
    """The bugs reported so far, and the messages deferred until the full-screen app has closed."""

    places: ClassVar[set[str]] = set()
    deferred: ClassVar[list[str] | None] = None


def is_debugging() -> bool:
    """Return whether the user asked for tracebacks with REFLECT_DEBUG=1."""
    return os.environ.get("REFLECT_DEBUG") == "1"


def install() -> None:
    """Install handlers for uncaught errors in the main thread, other threads and finalizers."""
    if is_debugging():
        return
    sys.excepthook = _handle_uncaught
    threading.excepthook = _handle_in_thread
    sys.unraisablehook = _handle_unraisable
    if not sys.warnoptions:
        import warnings

        # A warning would show a source line, which means nothing to users.
        warnings.simplefilter("ignore")


def report_crash(error: BaseException) -> int:
    """Print a two-line message about a bug and write a report; return the exit code.

    Each bug is reported only once per location.
    """
    try:
        name = f"{type(error).__name__} at {place_of(error)}"
        if name not in _Reported.places:
            _Reported.places.add(name)
            _print([f"reflect: a bug in reflect: {name}", f"  {_next_step(error)}"])
    except BaseException:
        # If this function raised an error, Python would print both errors in full.
        with suppress(BaseException):
            os.write(2, _LAST_RESORT)
    return EXIT_CODE


def place_of(error: BaseException) -> str:
    """Return the module and line of the innermost frame, preferring frames in reflect."""
    place = own_place = ""
    for frame in _frames(error.__traceback__):
        module = frame.tb_frame.f_globals.get("__name__", "?")
        place = f"{module}:{frame.tb_lineno}"
        if module.partition(".")[0] == "reflect":
            own_place = place
    return own_place or place or "?"


@contextmanager
def deferred_reports() -> Iterator[None]:
    """Defer messages about bugs while the full-screen app is open."""
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
    """Keep log messages off the terminal, and report logged errors as bugs.

    For example, asyncio logs the error of a task that was never awaited.
    """
    import logging

    class CrashLogHandler(logging.Handler):
        """Drops log messages and reports the errors attached to them."""

        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info and record.exc_info[1] is not None:
                report_crash(record.exc_info[1])

    # Otherwise, logging would print its own errors along with the message.
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
    # Other notes may contain the user's text.
    notes = [note for note in getattr(error, "__notes__", ()) if isinstance(note, RecoveryNote)]
    kept = notes[0] if notes else "Nothing more was written."
    if path is None:
        return f"{kept} REFLECT_DEBUG=1 shows the full traceback."
    return f"{kept} To report it, send {path}: it holds no text of yours."


def _print(lines: list[str]) -> None:
    if _Reported.deferred is not None:
        _Reported.deferred += lines
        return
    from reflect.text.display import safe_display

    # If stderr can't be written, the exit code has to suffice.
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
