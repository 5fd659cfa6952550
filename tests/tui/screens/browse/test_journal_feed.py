"""Tests for JournalFeed: reading, detecting changes and reporting errors."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from reflect.errors import BusyError, DamagedError
from reflect.journal import Journal
from reflect.journal.snapshot import Snapshot
from reflect.tui.context import AppContext
from reflect.tui.screens.browse.journal_feed import FeedState, JournalFeed, Reload
from tests.factories import NOW
from tests.store.helpers_journals import journal_in
from tests.tui.conftest import Keep
from tests.tui.screens.browse.helpers_node import StubNode


@pytest.fixture
def feed(node: StubNode, context: AppContext) -> JournalFeed:
    """A feed that has not been started."""
    return JournalFeed(node.screen, context)


def state_of(feed: JournalFeed) -> FeedState:
    """Return the state, which mypy would otherwise assume to be constant."""
    return feed.state


async def started(feed: JournalFeed, node: StubNode) -> None:
    """Start a feed and clear its messages."""
    feed.start()
    await node.settle()
    node.messages.clear()


async def test_start_lists_the_entries_and_folds_the_inbox(
    feed: JournalFeed, node: StubNode, keep: Keep, journal: Journal
) -> None:
    keep(1)
    assert state_of(feed) is FeedState.IDLE
    feed.start()
    assert state_of(feed) is FeedState.READING
    await node.settle()
    assert state_of(feed) is FeedState.READY
    assert feed.entries is not None and len(feed.entries) == 1
    assert feed.snapshot is not None and feed.snapshot.is_ready
    kinds = [type(message) for message in node.messages]
    assert kinds[:2] == [JournalFeed.Loaded, JournalFeed.Ready]
    assert journal_in(journal.folder).exists()


async def test_start_succeeds_if_the_inbox_cannot_be_folded(
    feed: JournalFeed, node: StubNode, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise BusyError("another program is writing")

    monkeypatch.setattr(journal.entries, "fold", busy)
    feed.start()
    await node.settle()
    assert state_of(feed) is FeedState.READY
    assert not node.posted(JournalFeed.Failed)


async def test_entries_are_listed_before_all_are_parsed(
    feed: JournalFeed, node: StubNode, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(1)
    monkeypatch.setattr(Snapshot, "prepare", lambda self, count: False)
    feed.start()
    await node.settle()
    assert feed.snapshot is not None and not feed.snapshot.is_ready
    assert feed.entries is not None and len(feed.entries) == 1


async def test_reloads_requested_while_reading_are_merged(
    feed: JournalFeed, node: StubNode, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    proceed, read = threading.Event(), context.journal.snapshots.read

    def wait_and_read() -> Snapshot:
        proceed.wait(10)
        return read()

    monkeypatch.setattr(context.journal.snapshots, "read", wait_and_read)
    feed.reload(Reload())
    feed.reload(Reload(frozenset("a"), "a"))
    feed.reload(Reload(frozenset("b"), is_external=True))
    proceed.set()
    await node.settle()
    first, second = node.posted(JournalFeed.Loaded)
    assert first.reload == Reload()
    assert second.reload == Reload(frozenset("ab"), "a", is_external=True)


async def test_poll_detects_a_changed_journal_and_a_new_day(
    feed: JournalFeed, node: StubNode, context: AppContext, keep: Keep
) -> None:
    feed.poll()
    await node.settle()
    assert state_of(feed) is FeedState.IDLE
    await started(feed, node)
    feed.poll()
    assert state_of(feed) is FeedState.CHECKING
    await node.settle()
    assert state_of(feed) is FeedState.READY
    assert not node.messages
    keep(1)
    feed.poll()
    await node.settle()
    assert [event.is_external for event in node.posted(JournalFeed.Changed)] == [True]
    feed.reload(Reload())
    await node.settle()
    node.messages.clear()
    context.journal.clock = lambda: NOW + timedelta(days=1)
    feed.poll(is_external=False)
    await node.settle()
    assert [event.is_external for event in node.posted(JournalFeed.Changed)] == [False]


async def test_check_is_dropped_if_a_reload_starts(
    feed: JournalFeed, node: StubNode, keep: Keep
) -> None:
    await started(feed, node)
    keep(1)
    feed.poll()
    feed.reload(Reload())
    await node.settle()
    assert state_of(feed) is FeedState.READY
    assert not [one for one in node.messages if isinstance(one, JournalFeed.Changed)]


async def test_only_entries_added_by_other_programs_are_counted_as_new(
    feed: JournalFeed, node: StubNode, keep: Keep, journal: Journal
) -> None:
    entry = keep(1)
    await started(feed, node)
    own, other = keep(2), keep(3)
    session = journal.drafts.begin("drucker", title="Begun")
    session.answer("I said yes.", NOW)
    journal.drafts.save(session)
    feed.reload(Reload(frozenset([own.id])))
    await node.settle()
    (loaded,) = node.posted(JournalFeed.Loaded)
    assert (loaded.new, loaded.has_changed) == (1, True)
    assert feed.snapshot is not None and other.id in feed.snapshot.ids
    journal.drafts.save(replace(session, title="Another"))
    feed.reload(Reload())
    await node.settle()
    assert [one.has_changed for one in node.posted(JournalFeed.Loaded)] == [False]
    journal.tags.change([entry.id], add=["changed"])
    feed.reload(Reload())
    await node.settle()
    assert [(one.new, one.has_changed) for one in node.posted(JournalFeed.Loaded)] == [(0, True)]


async def test_error_is_posted_once_until_it_changes_or_the_user_retries(
    feed: JournalFeed, node: StubNode, keep: Keep, journal: Journal
) -> None:
    keep(1)
    await started(feed, node)
    path = journal_in(journal.folder)
    good = path.read_bytes()
    path.write_bytes(b"{}")
    feed.reload(Reload(is_external=True))
    await node.settle()
    assert state_of(feed) is FeedState.FAILED
    assert feed.entries is not None and len(feed.entries) == 1
    (failed,) = node.posted(JournalFeed.Failed)
    assert isinstance(failed.error, DamagedError)
    feed.reload(Reload(is_external=True))
    await node.settle()
    assert not node.posted(JournalFeed.Failed)
    feed.reload(Reload())
    await node.settle()
    assert len(node.posted(JournalFeed.Failed)) == 1
    path.write_bytes(good)
    feed.poll()
    await node.settle()
    assert node.posted(JournalFeed.Changed)
    feed.reload(Reload(is_external=True))
    await node.settle()
    assert state_of(feed) is FeedState.READY
