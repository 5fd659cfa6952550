"""Tests for signals that arrive while the editor starts."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from reflect.editor.edit import edit_text
from reflect.editor.process import run_editor
from reflect.errors import StoppedError

WAIT = "import signal; signal.alarm(60); signal.pause()"


def test_signal_during_startup_reaches_the_editor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = []

    class Late(subprocess.Popen[bytes]):
        """A process during whose creation reflect receives a signal."""

        def __init__(self, arguments: list[str], **options: Any) -> None:
            super().__init__(arguments, **options)
            ended.append(self)
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(subprocess, "Popen", Late)
    command = f'{sys.executable} -c "{WAIT}"'
    with (
        pytest.raises(StoppedError),
        edit_text("x", name="x.md", command=command, environ=os.environ, save_recovery=print),
    ):
        pass
    assert [one.returncode for one in ended] == [-signal.SIGTERM]


def test_signal_that_the_editor_has_received_already_is_not_repeated(tmp_path: Path) -> None:
    """A closed terminal signals both, and vim gives up at the second signal."""
    received = tmp_path / "received"
    code = (
        "import os, pathlib, signal\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})\n"
        "for pid in (os.getppid(), os.getpid()): os.kill(pid, signal.SIGTERM)\n"
        "signal.sigwait({signal.SIGTERM})\n"
        "again = signal.sigtimedwait({signal.SIGTERM}, 0.2)\n"
        f"pathlib.Path({str(received)!r}).write_text('once' if again is None else 'twice')"
    )
    with pytest.raises(StoppedError):
        run_editor([sys.executable, "-c", code], os.environ, None)
    assert received.read_text() == "once"
