"""Reads the journal for Browse in a worker, and detects changes to it."""

import asyncio
import gc
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING

from textual.dom import DOMNode
from textual.message import Message

from reflect.errors import ReflectError
from reflect.tui.context import AppContext
from reflect.tui.screens.browse.list_model import AllEntries
from reflect.tui.workers import start_worker

if TYPE_CHECKING:
    from datetime import date

    from reflect.journal.snapshot import Counts, Snapshot
    from reflect.practice.today import Today

SLICE = 100
"""How many entries to parse at a time, so that the screen stays responsive."""


class FeedState(Enum):
    """The current activity of a feed."""

    IDLE = auto()
    READING = auto()
    READY = auto()
    CHECKING = auto()
    FAILED = auto()


@dataclass(frozen=True, slots=True)
class Reload:
    """A request to read the journal again.

    Args:
        own_ids: the ids of entries added by this process.
        select: the id of the entry to move the cursor to, or "" to leave it where it is.
        keep_search: whether to keep the search even if it hides that entry.
        is_external: whether another program changed the journal.
    """

    own_ids: frozenset[str] = frozenset()
    select: str = ""
    keep_search: bool = False
    is_external: bool = False

    def merged(self, later: "Reload") -> "Reload":
        """Return a request that combines this one with a later one."""
        return replace(
            later,
            own_ids=self.own_ids | later.own_ids,
            select=later.select or self.select,
            is_external=self.is_external or later.is_external,
        )


class JournalFeed:
    """Reads the journal for a screen.

    Args:
        node: the node that runs the workers and receives the messages.
        context: the context that provides the journal.
    """

    class Loaded(Message):
        """Posted when the journal was read and can be listed.

        Args:
            reload: the request that caused it.
            new: the number of entries added by another program.
            has_changed: whether any entry was added, changed or removed.
        """

        def __init__(self, reload: Reload, new: int, has_changed: bool) -> None:
            super().__init__()
            self.reload = reload
            self.new = new
            self.has_changed = has_changed

    class Ready(Message):
        """Posted when all entries are parsed, so that searches and counts are complete.

        It is posted once more when it is known what waits today.
        """

    class Failed(Message):
        """Posted when the journal could not be read."""

        def __init__(self, error: ReflectError) -> None:
            super().__init__()
            self.error = error

    class Changed(Message):
        """Posted when the journal has changed since it was read.

        Args:
            is_external: whether another program may have changed it.
        """

        def __init__(self, is_external: bool) -> None:
            super().__init__()
            self.is_external = is_external

    def __init__(self, node: DOMNode, context: AppContext) -> None:
        self.state = FeedState.IDLE
        self.snapshot: Snapshot | None = None
        self.entries: AllEntries | None = None
        self.counts: Counts | None = None
        self.waiting: Today | None = None
        self._node = node
        self._context = context
        self._day: date | None = None
        self._error: ReflectError | None = None
        self._next: Reload | None = None  # requested while reading

    def start(self) -> None:
        """Read the journal for the first time, then fold new entries into the main file."""
        self.state = FeedState.READING
        start_worker(self._node, self._start, group="reading")

    def reload(self, reload: Reload) -> None:
        """Read the journal again; if a read is in progress, do so when it has finished."""
        if self.state is FeedState.READING:
            self._next = self._next.merged(reload) if self._next else reload
        else:
            self.state = FeedState.READING
            start_worker(self._node, partial(self._read, reload), group="reading")

    def poll(self, *, is_external: bool = True) -> None:
        """Check whether the journal has changed since it was read.

        Args:
            is_external: whether to attribute changes to another program.
        """
        if self.snapshot is not None and self.state in (FeedState.READY, FeedState.FAILED):
            before, self.state = self.state, FeedState.CHECKING
            start_worker(self._node, partial(self._check, before, is_external), group="polling")

    async def _start(self) -> None:
        await self._read(Reload())
        if self.state is FeedState.READY:
            # Folding can wait if another program is writing or the folder is read-only.
            with suppress(ReflectError):
                await asyncio.to_thread(self._context.journal.entries.fold)
            freeze_garbage()
            self.poll(is_external=False)

    async def _read(self, reload: Reload) -> None:
        await self._load(reload)
        while self._next is not None:
            reload, self._next = self._next, None
            await self._load(reload)
        self.state = FeedState.FAILED if self._error else FeedState.READY

    async def _load(self, reload: Reload) -> None:
        try:
            snapshot, entries, counts, changed = await asyncio.to_thread(self._fetch)
        except ReflectError as error:
            self._fail(error, is_external=reload.is_external)
            return
        own = reload.own_ids | (self._next.own_ids if self._next else frozenset())
        before = self.snapshot
        new = [
            entry_id
            for entry_id in changed
            if before and before.index_of(entry_id) is None and entry_id not in own
        ]
        self.snapshot, self.entries, self.counts = snapshot, entries, counts
        self._error = None
        self._node.post_message(self.Loaded(reload, len(new), bool(changed)))
        await self._prepare(snapshot)

    def _fetch(self) -> "tuple[Snapshot, AllEntries, Counts, list[str]]":
        self._day = today = self._context.today
        snapshot = self._context.journal.snapshots.read()
        changed = [] if self.snapshot is None else changed_ids(self.snapshot, snapshot)
        return snapshot, AllEntries(snapshot, today), snapshot.counts(today), changed

    async def _prepare(self, snapshot: "Snapshot") -> None:
        """Parse all entries, stopping early if another read is requested."""
        while self._next is None and await asyncio.to_thread(snapshot.prepare, SLICE):
            pass
        today = self._context.today
        if snapshot.is_ready:
            await asyncio.to_thread(snapshot.make_ready, today)
        self.counts = snapshot.counts(today)
        self._node.post_message(self.Ready())
        if self._next is None:
            self.waiting = await asyncio.to_thread(self._read_today)
            self._node.post_message(self.Ready())

    def _read_today(self) -> "Today":
        # Imported here because the first paint doesn't need them.
        from reflect.journal.today import read_today
        from reflect.practice.today import Today

        try:
            return read_today(self._context.journal, titles=0, is_loaded=True)
        except ReflectError:
            # The journal was damaged or locked since it was read, which the next read reports.
            return Today()

    def _fail(self, error: ReflectError, *, is_external: bool) -> None:
        known = self._error
        is_known = known is not None and (known.message, known.hint) == (error.message, error.hint)
        self._error = error
        if not (is_known and is_external):
            self._node.post_message(self.Failed(error))

    async def _check(self, before: FeedState, is_external: bool) -> None:
        has_changed = await asyncio.to_thread(self._context.journal.snapshots.has_changed)
        if self.state is not FeedState.CHECKING:
            return
        self.state = before
        # The date affects which look-backs are due.
        if has_changed or self._context.today != self._day:
            self._node.post_message(self.Changed(is_external))


def changed_ids(before: "Snapshot", after: "Snapshot") -> list[str]:
    """Return the ids of entries that were added, removed or changed, ignoring drafts.

    Args:
        before, after: the older and the newer snapshot.
    """
    if not before.is_ready:
        # Comparing the entries would require parsing all of them.
        return [entry_id for entry_id in after.ids if before.index_of(entry_id) is None]
    return [
        entry_id
        for entry_id in {*before.ids, *after.ids}
        if _differs(before, before.index_of(entry_id), after, after.index_of(entry_id))
    ]


def _differs(before: "Snapshot", old: int | None, after: "Snapshot", new: int | None) -> bool:
    # Unchanged entries are the same objects in both snapshots.
    was = None if old is None else before.item(old)
    now = None if new is None else after.item(new)
    return was is not now and "draft" not in (was and was.state, now and now.state)


def freeze_garbage() -> None:
    """Enable garbage collection again, excluding the entries that were read.

    The command line disables it, because scanning thousands of entries takes longer than a
    command does. The full-screen app, however, runs for hours.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
