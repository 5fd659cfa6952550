"""A simulated disk that loses unsynced data in a power failure.

Unsynced changes may be dropped, torn or reordered.
"""

import os
import random
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

BLOCK = 512


@dataclass(frozen=True)
class Event:
    """A single request to the disk.

    Args:
        kind: one of "write", "truncate" and "sync" for a file, "name", "unname" and "sync names"
            for a folder, or "done" for an operation that was acknowledged.
        target: the number of the file, or the path of the folder.
        name: the name within the folder.
        file: the number of the file that the name refers to.
        offset, data: the position and contents of a write, or the new size of a truncated file.
    """

    kind: str
    target: int | str = ""
    name: str = ""
    file: int = 0
    offset: int = 0
    data: bytes = b""


class Recorder:
    """Records the store's disk requests within a folder that starts out empty."""

    def __init__(self) -> None:
        self.log: list[Event] = []
        self._files: dict[str, int] = {}
        self._fds: dict[int, int] = {}
        self._folders: dict[int, str] = {}
        self._count = 0

    def done(self) -> None:
        """Record that an operation was acknowledged."""
        self.log.append(Event("done"))

    def _name(self, path: str, file: int) -> None:
        self._files[path] = file
        folder, name = os.path.split(path)
        self.log.append(Event("name", folder, name, file))

    def _unname(self, path: str) -> int:
        folder, name = os.path.split(path)
        self.log.append(Event("unname", folder, name))
        return self._files.pop(path)

    def after_open(self, fd: int, path: str) -> None:
        """Record that a file was opened, and created if it is new."""
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            self._folders[fd] = path
            return
        self._folders.pop(fd, None)
        if path not in self._files:
            self._count += 1
            self._name(path, self._count)
        self._fds[fd] = self._files[path]

    def before_write(self, fd: int, data: bytes, appending: bool) -> None:
        """Record a write."""
        size = os.fstat(fd).st_size
        offset = size if appending else os.lseek(fd, 0, os.SEEK_CUR)
        self.log.append(Event("write", self._fds[fd], offset=offset, data=bytes(data)))

    def truncate(self, fd: int, size: int) -> None:
        """Record a truncation."""
        self.log.append(Event("truncate", self._fds[fd], offset=size))

    def sync(self, fd: int) -> None:
        """Record that a file or a folder was synced."""
        if fd in self._folders:
            self.log.append(Event("sync names", self._folders[fd]))
        else:
            self.log.append(Event("sync", self._fds[fd]))

    def replace(self, old: str, new: str) -> None:
        """Record an atomic rename."""
        file = self._files.pop(old)
        self._files[new] = file
        folder, name = os.path.split(new)
        self.log.append(Event("name", folder, name, file, data=os.path.basename(old).encode()))

    def link(self, old: str, new: str) -> None:
        """Record a hard link."""
        self._name(new, self._files[old])

    def unlink(self, path: str) -> None:
        """Record that a name was removed."""
        self._unname(path)

    def mkdir(self, path: str, _mode: int) -> None:
        """Record that a folder was created."""
        folder, name = os.path.split(path)
        self.log.append(Event("name", folder, name, file=-1))


@contextmanager
def recorded() -> Iterator[Recorder]:
    """Record the store's disk requests within the body, without syncing the real disk."""
    recorder = Recorder()
    appending: set[int] = set()
    real: dict[str, Callable[..., Any]] = {
        name: getattr(os, name)
        for name in ("open", "write", "ftruncate", "replace", "link", "unlink", "mkdir")
    }

    def open_(path: str, flags: int, *rest: int) -> int:
        fd: int = real["open"](path, flags, *rest)
        recorder.after_open(fd, path)
        (appending.add if flags & os.O_APPEND else appending.discard)(fd)
        return fd

    def write(fd: int, data: bytes) -> int:
        recorder.before_write(fd, data, fd in appending)
        taken: int = real["write"](fd, data)
        return taken

    def noted(name: str, note: Callable[..., None]) -> Callable[..., None]:
        def call(*args: Any, **_: Any) -> None:
            real[name](*args)
            note(*args)

        return call

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "open", open_)
        patch.setattr(os, "write", write)
        patch.setattr(os, "fsync", recorder.sync)
        patch.setattr(os, "ftruncate", noted("ftruncate", recorder.truncate))
        patch.setattr(os, "replace", noted("replace", recorder.replace))
        patch.setattr(os, "link", noted("link", recorder.link))
        patch.setattr(os, "unlink", noted("unlink", recorder.unlink))
        patch.setattr(os, "mkdir", noted("mkdir", recorder.mkdir))
        yield recorder


@dataclass
class Disk:
    """The durable contents of a disk, and the requests made since the last sync."""

    files: dict[int, bytes] = field(default_factory=dict)
    names: dict[tuple[str, str], int] = field(default_factory=dict)
    pending: dict[int | str, list[Event]] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Process a request. A sync makes all earlier requests for its target durable."""
        if event.kind == "done":
            return
        if not event.kind.startswith("sync"):
            self.pending.setdefault(event.target, []).append(event)
            return
        for earlier in self.pending.pop(event.target, []):
            self._apply(earlier)

    def _apply(self, event: Event) -> None:
        if event.kind == "name":
            self.names[str(event.target), event.name] = event.file
            if event.data:
                self.names.pop((str(event.target), event.data.decode()), None)
        elif event.kind == "unname":
            self.names.pop((str(event.target), event.name), None)
        else:
            file = int(event.target)
            held = self.files.get(file, b"")
            if event.kind == "truncate":
                self.files[file] = held[: event.offset].ljust(event.offset, b"\0")
            else:
                end = event.offset + len(event.data)
                held = held.ljust(end, b"\0")
                self.files[file] = held[: event.offset] + event.data + held[end:]

    def lose_power(self, random_: random.Random) -> None:
        """Apply some pending requests, chosen at random; writes may be incomplete."""
        for events in self.pending.values():
            chosen = random_.choice(("none", "all", "first", "any"))
            count = random_.randrange(len(events) + 1)
            for number, event in enumerate(events):
                if (
                    chosen == "all"
                    or (chosen == "first" and number < count)
                    or (chosen == "any" and random_.random() < 0.5)
                ):
                    self._apply(self._torn(event, random_))

    def _torn(self, event: Event, random_: random.Random) -> Event:
        if event.kind != "write" or random_.random() < 0.4:
            return event
        data = bytearray(event.data)
        if random_.random() < 0.3:
            return Event(
                "write",
                event.target,
                offset=event.offset,
                data=bytes(data[: random_.randrange(len(data))]),
            )
        # Blocks that never reached the disk keep their old contents, which are zeros here.
        for start in range(-(event.offset % BLOCK), len(data), BLOCK):
            if random_.random() < 0.5:
                span = slice(max(0, start), min(len(data), start + BLOCK))
                held = self.files.get(int(event.target), b"")[event.offset :]
                before = held[span].ljust(span.stop - span.start, b"\0")
                data[span] = before
        return Event("write", event.target, offset=event.offset, data=bytes(data))

    def lay_out(self, old: Path, new: Path) -> None:
        """Write the disk's contents below `old` to the folder `new`."""
        for (folder, name), file in sorted(self.names.items()):
            path = new / Path(folder, name).relative_to(old)
            if not path.parent.is_dir():
                continue
            if file < 0:
                path.mkdir()
            else:
                path.write_bytes(self.files.get(file, b""))
