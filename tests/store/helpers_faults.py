"""Helpers that make one of the store's system calls fail, or simulate a crash during it."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from reflect.store import os_compat

CALLS = (
    "open",
    "read",
    "write",
    "fsync",
    "fchmod",
    "chmod",
    "fstat",
    "lseek",
    "ftruncate",
    "replace",
    "link",
    "unlink",
    "utime",
    "mkdir",
    "listdir",
    "close",
)
ERRORS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "EINTR": errno.EINTR}


def failing(code: int) -> Callable[..., None]:
    """Return a system call that always fails."""

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


class Killed(BaseException):
    """Simulates the death of the process: no further system calls are made."""


@dataclass(frozen=True)
class Fault:
    """A fault to inject.

    Args:
        at: the number of the system call; -1 to inject nothing.
        kind: one of "kill before", "kill after", "kill midway" (only half of a write is done) and
            "short" (a write is incomplete), or an error in ERRORS. With the suffix " late", the
            call takes effect before the error is reported.
        lasting: whether all later calls fail as well.
    """

    at: int = -1
    kind: str = ""
    lasting: bool = False


class Shim:
    """Wraps the store's system calls to count them and inject faults."""

    def __init__(self, fault: Fault) -> None:
        self.calls: list[str] = []
        self.open: set[int] = set()
        self._fault = fault
        self._dead = False

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Return the replacement for a system call."""

        def call(*args: Any, **kwargs: Any) -> Any:
            if self._dead:
                raise Killed
            number = len(self.calls)
            self.calls.append(name)
            fault = self._fault
            if number == fault.at or (fault.lasting and 0 <= fault.at < number):
                return self._harm(name, real, args, kwargs)
            return self._make(name, real, args, kwargs)

        return call

    def _make(self, name: str, real: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        # The machine itself doesn't crash, so syncing would only waste time.
        done: Any = None if name == "fsync" else real(*args, **kwargs)
        if name == "open":
            self.open.add(done)
        elif name == "close":
            self.open.discard(args[0])
        return done

    def _harm(self, name: str, real: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        kind, _, late = self._fault.kind.partition(" ")
        if kind == "short" or late in ("midway", "late"):
            if name == "write":
                taken = max(1, len(args[1]) // 2)
                args = (args[0], args[1][:taken])
            elif kind == "short":
                return self._make(name, real, args, kwargs)
        if kind == "short" or late in ("midway", "late", "after"):
            done = self._make(name, real, args, kwargs)
            if kind == "short":
                return done
        if kind == "kill":
            self._dead = True
            raise Killed
        if name == "close" and not late:
            # Linux closes a file and releases its lock even if it reports an error.
            self._make(name, real, args, kwargs)
        code = ERRORS[kind]
        raise OSError(code, os.strerror(code))


@contextmanager
def injected(fault: Fault) -> Iterator[Shim]:
    """Inject a fault into the store's system calls within the body."""
    shim = Shim(fault)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, shim.wrap(name, getattr(os, name)))
        # The kernel releases a dead process's locks. Here, closing its files has the same effect.
        patch.setattr(os_compat, "_try_lock", shim.wrap("flock", os_compat._try_lock))
        yield shim
    for fd in shim.open:
        os.close(fd)


def kinds_for(call: str) -> list[tuple[str, bool]]:
    """Return the faults that can affect a call, and whether each of them is lasting."""
    kinds = [("kill before", False), ("kill after", False)]
    if call == "write":
        kinds += [("kill midway", False), ("short", False), ("short", True)]
    for error in ERRORS:
        kinds += [(error, False), (error, True), (f"{error} late", False)]
    return kinds
