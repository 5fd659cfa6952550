"""Runs the editor in the foreground."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from reflect.editor.command import CHOOSE, SET_EDITOR
from reflect.errors import FileError, StoppedError

# In seconds. A closed terminal signals the editor as well as reflect, and an editor that gets a
# second signal while it keeps its text may give up.
GRACE = 1.0


def run_editor(words: list[str], environ: Mapping[str, str], lock: int | None) -> None:
    """Run the editor until it exits.

    While it runs, Ctrl-C belongs to the editor, and termination signals are passed on to it if they
    have not ended it already.

    Args:
        words: the program and its arguments.
        environ: the environment of the editor.
        lock: a file descriptor for the editor to inherit, or None.

    Raises:
        FileError: the editor did not start or failed.
        StoppedError: a termination signal arrived.
    """
    received: list[int] = []
    timers: list[threading.Timer] = []
    editor: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        received.append(number)
        for process in editor:
            delay = GRACE * len(received)
            timers.append(threading.Timer(delay, process.send_signal, (number,)))
            timers[-1].start()

    with _signals(pass_on):
        try:
            editor.append(_start(words, environ, lock))
        except OSError as error:
            raise FileError(
                f"the editor did not start: {words[0]}: {error.strerror}",
                hint=CHOOSE,
                command=SET_EDITOR,
            ) from None
        if received:
            # The signal came before the editor started, so it can't have received it.
            editor[0].send_signal(received[0])
        code = editor[0].wait()
        for timer in timers:
            timer.cancel()
    if received:
        raise StoppedError("stopped while the editor was open")
    if code:
        ended = f"exited with {code}" if code > 0 else f"was ended by signal {-code}"
        raise FileError(f"the editor {ended}; nothing was saved")


def _start(
    words: list[str], environ: Mapping[str, str], lock: int | None
) -> "subprocess.Popen[bytes]":
    inherited = () if lock is None else (lock,)
    with _terminal() as (stdin, stdout):
        return subprocess.Popen(
            words, env=dict(environ), pass_fds=inherited, stdin=stdin, stdout=stdout
        )


@contextmanager
def _terminal() -> Iterator[tuple[int | None, int | None]]:
    """Open the terminal for the editor if reflect's output goes elsewhere or its input is empty.

    The input is empty if `xargs` started reflect. Input from a pipe is left to the editor, because
    it may be commands for an editor such as `ed`.

    Yields:
        The editor's stdin and stdout, or None for those that it inherits.
    """
    has_input, has_output = _is_terminal(0), _is_terminal(1)
    stdin = stdout = None
    with suppress(OSError):
        if has_input and not has_output:
            stdout = os.open(os.ttyname(0), os.O_RDWR | os.O_NOCTTY)
        elif has_output and os.path.samestat(os.fstat(0), Path(os.devnull).stat()):
            stdin = os.open(os.ttyname(1), os.O_RDWR | os.O_NOCTTY)
    try:
        yield stdin, stdout
    finally:
        for opened in filter(None, (stdin, stdout)):
            os.close(opened)


def _is_terminal(stream: int) -> bool:
    try:
        return sys.platform != "win32" and os.isatty(stream)
    except OSError:
        return False


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
