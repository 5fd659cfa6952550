"""Tests for EntryActions: deleting, tagging, copying and undoing."""

from collections.abc import Iterable

import pytest

from reflect.errors import BusyError
from reflect.journal import Journal
from reflect.model.entry import Answer
from reflect.search.document import SearchDocument
from reflect.tui.context import AppContext
from reflect.tui.screens.browse.entry_actions import EntryActions
from reflect.tui.write_queue import WriteQueue
from tests.factories import NOW
from tests.tui.conftest import Keep
from tests.tui.screens.browse.helpers_node import StubNode

ADVANCED: list[None] = []


@pytest.fixture
def actions(node: StubNode, context: AppContext) -> EntryActions:
    """The entry actions; ADVANCED gets an item for each cursor move."""
    ADVANCED.clear()
    return EntryActions(node.screen, context, advance=lambda: ADVANCED.append(None))


def documents(journal: Journal, ids: Iterable[str] = ()) -> list[SearchDocument]:
    """Return the entries with the given ids, or all entries if none are given."""
    snapshot = journal.snapshots.read()
    return [snapshot.item(snapshot.ids.index(one)) for one in tuple(ids) or snapshot.ids]


def titles(journal: Journal) -> list[str]:
    """Return the titles of the entries on disk."""
    return sorted(row.entry().title for row in journal.entries.rows())


def begin_draft(journal: Journal) -> None:
    """Leave a draft."""
    session = journal.drafts.begin("drucker", title="Begun")
    session.answer("I said yes.", NOW)
    journal.drafts.save(session)


@pytest.mark.parametrize(("count", "asks"), [(9, False), (10, True)])
async def test_ten_entries_are_deleted_only_after_confirmation(
    actions: EntryActions, node: StubNode, journal: Journal, keep: Keep, count: int, asks: bool
) -> None:
    for number in range(count):
        keep(number, title=f"Entry {number}")
    actions.delete(documents(journal))
    assert bool(node.app.dialogs) is asks
    if asks:
        node.app.answer(False)
        await node.settle()
        assert len(titles(journal)) == count
        actions.delete(documents(journal))
        node.app.answer(True)
    await node.settle()
    assert titles(journal) == []
    assert len(ADVANCED) == 1
    (done,) = node.posted(EntryActions.Done)
    assert not done.reload.select


async def test_draft_is_dropped_only_after_confirmation(
    actions: EntryActions, node: StubNode, journal: Journal, keep: Keep
) -> None:
    keep(1, title="Entry")
    begin_draft(journal)
    actions.delete(documents(journal))
    node.app.answer(True)
    await node.settle()
    assert journal.drafts.all() == []
    assert titles(journal) == []
    # Only the entry can be restored.
    actions.undo()
    await node.settle()
    assert titles(journal) == ["Entry"]
    assert journal.drafts.all() == []


async def test_undo_restores_and_selects_the_latest_deletion_first(
    actions: EntryActions, node: StubNode, journal: Journal, keep: Keep
) -> None:
    first, second = keep(1, title="One"), keep(2, title="Two")
    actions.delete(documents(journal, [first.id]))
    actions.delete(documents(journal, [second.id]))
    actions.undo()
    await node.settle()
    assert titles(journal) == ["Two"]
    done = node.posted(EntryActions.Done)[-1]
    assert (done.reload.select, done.reload.keep_search) == (second.id, True)
    assert second.id in done.reload.own_ids
    actions.undo()
    await node.settle()
    assert titles(journal) == ["One", "Two"]
    actions.undo()
    await node.settle()
    assert "nothing" in node.app.toasts[-1]


async def test_entry_being_deleted_is_not_deleted_twice(
    actions: EntryActions, node: StubNode, journal: Journal, keep: Keep
) -> None:
    entry = keep(1)
    (document,) = documents(journal)
    actions.delete([document])
    actions.delete([document])
    await node.settle()
    assert len(node.app.toasts) == 1
    # After a reload, an entry with that id is a different one.
    actions.forget_deleted()
    journal.entries.restore([entry.id])
    actions.delete([document])
    await node.settle()
    assert titles(journal) == []


async def test_failed_deletion_can_be_repeated_but_not_undone(
    actions: EntryActions,
    node: StubNode,
    journal: Journal,
    keep: Keep,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def busy(ids: object) -> None:
        raise BusyError("another program is writing")

    keep(1)
    (document,) = documents(journal)
    with monkeypatch.context() as patch:
        patch.setattr(journal.entries, "delete", busy)
        actions.delete([document])
        await node.settle()
    assert [type(event.error) for event in node.posted(WriteQueue.Failed)] == [BusyError]
    assert actions.undos.pop() is None
    actions.delete([document])
    await node.settle()
    assert titles(journal) == []


async def test_undo_restores_each_entrys_own_tags(
    actions: EntryActions, node: StubNode, journal: Journal, keep: Keep
) -> None:
    had, had_not = keep(1, tags=("launch", "q4")), keep(2, tags=())
    actions.tag(documents(journal))
    node.app.answer("launch -q4")
    await node.settle()
    assert [set(journal.entries.get(one.id).tags) for one in (had, had_not)] == [{"launch"}] * 2
    assert node.posted(EntryActions.Done)
    actions.undo()
    await node.settle()
    assert set(journal.entries.get(had.id).tags) == {"launch", "q4"}
    assert journal.entries.get(had_not.id).tags == ()


async def test_tag_change_without_effect_cannot_be_undone(
    actions: EntryActions, node: StubNode, journal: Journal, keep: Keep
) -> None:
    keep(1, tags=("launch",))
    actions.tag(documents(journal))
    node.app.answer("launch")
    await node.settle()
    assert not node.posted(EntryActions.Done)
    assert actions.undos.pop() is None


async def test_entry_deleted_while_the_dialog_is_open_is_not_tagged(
    actions: EntryActions, node: StubNode, journal: Journal, keep: Keep
) -> None:
    entry = keep(1)
    actions.tag(documents(journal))
    journal.entries.delete([entry.id])
    journal.snapshots.read()
    node.app.answer("launch")
    await node.settle()
    assert "no longer" in node.app.toasts[-1]


def test_draft_cannot_be_tagged(actions: EntryActions, node: StubNode, journal: Journal) -> None:
    begin_draft(journal)
    actions.tag(documents(journal))
    assert not node.app.dialogs


def test_copy_uses_the_lesson_or_else_the_title(
    actions: EntryActions, node: StubNode, journal: Journal, keep: Keep
) -> None:
    lesson = Answer("lesson", "What?", "Ask first.")
    for number, answers in enumerate(((lesson,), ()), 1):
        keep(number, title="No lesson", answers=answers)
    copied = set()
    for document in documents(journal):
        actions.copy(document)
        copied.add(node.app.clipboard)
    assert copied == {"Ask first.", "No lesson"}
