"""Runs the editor in the foreground."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from reflect.editor.command import CHOOSE, SET_EDITOR
from reflect.errors import FileError, StoppedError


def run_editor(arguments: list[str], environ: Mapping[str, str], lock: int | None) -> None:
    """Run the editor until it exits.

    While it runs, Ctrl-C belongs to the editor, and termination signals are passed on to it.
    """
    received: list[int] = []
    editor: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        received.append(number)
        for process in editor:
            process.send_signal(number)

    with _signals(pass_on):
        try:
            inherited = () if lock is None else (lock,)
            editor.append(subprocess.Popen(arguments, env=dict(environ), pass_fds=inherited))
        except OSError as error:
            raise FileError(
                f"the editor did not start: {arguments[0]}: {error.strerror}",
                hint=CHOOSE,
                command=SET_EDITOR,
            ) from None
        for number in received:
            # The signal may have come before the editor started; sending it twice is harmless.
            editor[0].send_signal(number)
        code = editor[0].wait()
    if received:
        raise StoppedError("stopped while the editor was open")
    if code:
        ended = f"exited with {code}" if code > 0 else f"was ended by signal {-code}"
        raise FileError(f"the editor {ended}; nothing was saved")


@contextmanager
def _signals(pass_on: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle signals while the editor runs, which is only possible in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers: dict[int, Callable[[int, FrameType | None], None]] = {
        signal.SIGINT: _ignore,
        signal.SIGTERM: pass_on,
    }
    if sys.platform != "win32":
        handlers |= {signal.SIGHUP: pass_on, signal.SIGQUIT: _ignore}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore(number: int, frame: FrameType | None) -> None:
    """Ignore a signal. Unlike SIG_IGN, this handler is not inherited by the editor."""
