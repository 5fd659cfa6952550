"""Tests for signals that arrive while the editor starts."""

import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from reflect.editor.edit import edit_text
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
