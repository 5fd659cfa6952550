"""Harm done to the system calls of the store, at a chosen one, within this process."""

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
    """A system call that fails."""

    def fail(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


class Killed(BaseException):
    """The process is dead: from here on not one of its system calls is made."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong.

    Args:
        at: the number of the system call; -1 for never.
        kind: "kill before", "kill after", "kill midway" (half of a write is made), "short" (a
            write takes a part), an error of ERRORS, or one with " late": made, then reported.
        lasting: whether every later call goes wrong as well.
    """

    at: int = -1
    kind: str = ""
    lasting: bool = False


class Shim:
    """Stands between the store and the system, counts the calls and does the harm."""

    def __init__(self, fault: Fault) -> None:
        self.calls: list[str] = []
        self.open: set[int] = set()
        self._fault = fault
        self._dead = False

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        """Make the call that stands in for a real one."""

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
        # Nothing of this process is lost while the machine stands: waiting would only cost time.
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
            # Linux gives a file and its lock back even where it reports an error.
            self._make(name, real, args, kwargs)
        code = ERRORS[kind]
        raise OSError(code, os.strerror(code))


@contextmanager
def injected(fault: Fault) -> Iterator[Shim]:
    """Do the harm to all system calls that the store makes within."""
    shim = Shim(fault)
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, shim.wrap(name, getattr(os, name)))
        # Locks of the dead are given back by the kernel: here, when their files are closed.
        patch.setattr(os_compat, "_try_lock", shim.wrap("flock", os_compat._try_lock))
        yield shim
    for fd in shim.open:
        os.close(fd)


def kinds_for(call: str) -> list[tuple[str, bool]]:
    """What can go wrong with a call, and whether from then on."""
    kinds = [("kill before", False), ("kill after", False)]
    if call == "write":
        kinds += [("kill midway", False), ("short", False), ("short", True)]
    for error in ERRORS:
        kinds += [(error, False), (error, True), (f"{error} late", False)]
    return kinds
