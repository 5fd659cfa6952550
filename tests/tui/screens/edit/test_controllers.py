"""Tests for `EditAutosave` and `EntrySaver` without a screen."""

import pytest

from reflect.journal import Journal
from reflect.journal.edits import entry_form
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.autosave import EditAutosave
from reflect.tui.screens.edit.entry_saver import EntrySaver
from tests.factories import NOW
from tests.tui.conftest import Keep
from tests.tui.screens.edit.pages import MINE, OLD, change_elsewhere
from tests.tui.screens.helpers_worker_node import WorkerNode


async def test_autosave_finds_the_copy_from_an_earlier_edit(context: AppContext) -> None:
    for left, text in (("", "mine"), ("mine", "mine, too")):
        node = WorkerNode(context)
        autosave = EditAutosave(node.node, context)
        autosave.start("0000000001")
        found = await node.posted(EditAutosave.Found)
        assert (found.text, found.version) == (left, NOW if left else None)
        autosave.autosave(text, NOW)
        await node.posted(EditAutosave.Saved)
        assert autosave.has_saved(text)


async def test_autosave_removes_the_copy_of_unchanged_text(context: AppContext) -> None:
    node = WorkerNode(context)
    autosave = EditAutosave(node.node, context)
    autosave.start("0000000001")
    await node.posted(EditAutosave.Found)
    autosave.autosave("mine", NOW)
    await node.posted(EditAutosave.Saved)
    autosave.autosave("", NOW)
    assert list(context.recovery.iterdir()) == []


async def test_saver_posts_success_failure_and_conflict(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    node = WorkerNode(context)
    saver = EntrySaver(node.node, context)
    form = entry_form(journal, entry)
    saver.save(form.replace("day: 2026-11-21", "day: some day"), entry)
    assert saver.is_saving
    failed = await node.posted(EntrySaver.Failed)
    assert form.splitlines()[failed.line - 1].startswith("day:")
    theirs = change_elsewhere(journal, entry)
    saver.save(form.replace(OLD, MINE), entry)
    conflict = await node.posted(EntrySaver.Conflict)
    assert conflict.theirs == theirs
    assert any(block.differs for block in conflict.blocks)
    saver.save(form.replace(OLD, MINE), theirs)
    saved = await node.posted(EntrySaver.Saved)
    assert journal.entries.get(entry.id) == saved.entry
    assert not saver.is_saving


async def test_saver_posts_a_change_made_elsewhere_once(
    context: AppContext, journal: Journal, keep: Keep
) -> None:
    entry = keep()
    node = WorkerNode(context)
    saver = EntrySaver(node.node, context)
    theirs = change_elsewhere(journal, entry)
    saver.check(entry.id)
    assert (await node.posted(EntrySaver.Changed)).entry == theirs
    saver.check(entry.id)
    with pytest.raises(ValueError, match="unpack"):
        await node.posted(EntrySaver.Changed)
