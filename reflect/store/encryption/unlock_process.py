"""Tries a passphrase in another process, so that the screen stays responsive.

    python -P -m reflect.store.encryption.unlock_process
        stdin: FOLDER NUL PASSPHRASE    stdout: JSON

Deriving the key takes a second or more and holds the GIL, so a thread would not help. The
passphrase and the identity are only sent through pipes, never through arguments or the environment.
"""

import json
import os
import subprocess
import sys
import threading
from typing import Any

from reflect import errors
from reflect.errors import FileError, LockedError, ReflectError
from reflect.store.encryption.keys import FolderKeys

_NUL = b"\0"


class Unlocking:
    """A single attempt to unlock the keys of a journal.

    Args:
        keys: the keys to unlock.
    """

    def __init__(self, keys: FolderKeys) -> None:
        self._keys = keys
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopped = False

    def run(self, passphrase: str) -> None:
        """Unlock the keys. Call this once, from a worker thread.

        If no process can be started, the keys are unlocked in the current one.

        Raises:
            LockedError: The passphrase is wrong, or the attempt was stopped.
            DamagedError: The keys are damaged, missing, or don't match.
            FileError: The keys can't be read, or the process was killed.
        """
        # A valid passphrase never contains a lone surrogate.
        data = passphrase.encode("utf-8", "replace")
        written = self._start_and_ask(data)
        if self._is_stopped:
            raise LockedError("it was left before the passphrase was tried")
        answer = _read(written)
        if answer is None:
            self._keys.unlock(data.decode())
        elif "identity" in answer:
            self._keys.set_identity(answer["identity"])
        else:
            kind = getattr(errors, answer["error"])
            raise kind(
                answer["message"],
                hint=answer["hint"],
                path=answer["path"],
                command=tuple(answer["command"]),
                detail=answer["detail"],
            )

    def stop(self) -> None:
        """Stop the process if it is running. May be called from any thread."""
        with self._lock:
            self._is_stopped = True
            if self._process is not None:
                self._process.kill()

    def _start_and_ask(self, passphrase: bytes) -> bytes:
        """Run the process and return its output; b"" if it could not be started."""
        with self._lock:
            if self._is_stopped or not sys.executable:
                return b""
            # -P: do not import from the current directory.
            command = [sys.executable, "-P", "-m", __name__]
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            try:
                self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)
            except OSError:
                return b""
        with self._process as process:
            written, _ = process.communicate(os.fsencode(self._keys.folder) + _NUL + passphrase)
        if process.returncode < 0 and not self._is_stopped:
            raise FileError(
                f"the passphrase could not be tried (signal {-process.returncode})",
                hint="It needs up to a gigabyte of memory.",
            )
        return written


def _read(written: bytes) -> dict[str, Any] | None:
    """Parse the output of the process; return None if it is invalid."""
    try:
        answer = json.loads(written)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def main() -> None:
    """Read a folder and a passphrase from stdin, and print the identity or an error."""
    folder, _, passphrase = sys.stdin.buffer.read().partition(_NUL)
    keys = FolderKeys(os.fsdecode(folder))
    try:
        keys.unlock(passphrase.decode())
        answer: dict[str, Any] = {"identity": keys.identity_text()}
    except ReflectError as error:
        answer = {
            "error": type(error).__name__,
            "message": error.message,
            "hint": error.hint,
            "path": error.path and os.fspath(error.path),
            "command": error.command,
            "detail": error.detail,
        }
    sys.stdout.buffer.write(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
