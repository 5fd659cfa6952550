"""Keeps the libraries' own logs from the terminal; what they log of a bug is told as one.

asyncio logs the error of a task that nobody asked for, text and all.
"""

import logging

from reflect.cli.crash.hooks import report_crash


class CrashLogHandler(logging.Handler):
    """Hears what is logged, and passes on nothing but the bug in it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of a bug; every other message is dropped."""
        if record.exc_info and record.exc_info[1] is not None:
            report_crash(record.exc_info[1])


def install_log_handler() -> None:
    """Hear every logger of this process from now on."""
    # Else an error within logging would be printed with what was to be logged.
    logging.raiseExceptions = False
    root = logging.getLogger()
    if not any(isinstance(one, CrashLogHandler) for one in root.handlers):
        root.addHandler(CrashLogHandler(logging.WARNING))
