"""Tests for `DraftAutosave` without a screen."""

import pytest

from reflect.errors import FileError
from reflect.journal.session_saver import AutosaveResult
from reflect.practice.session import Session
from reflect.tui.context import AppContext
from reflect.tui.results import GuideResult
from reflect.tui.screens.guide.autosave import DraftAutosave
from tests.tui.screens.helpers_worker_node import WorkerNode


@pytest.fixture
def session(context: AppContext) -> Session:
    """A session without answers."""
    return context.journal.drafts.begin("drucker")


def start(context: AppContext, session: Session) -> tuple[DraftAutosave, WorkerNode]:
    """Return an autosave for a session and its node."""
    node = WorkerNode(context)
    autosave = DraftAutosave(node.node, context)
    autosave.start(session)
    return autosave, node


async def test_autosave_writes_a_changed_session(context: AppContext, session: Session) -> None:
    autosave, node = start(context, session)
    session.answer("We launched.")
    autosave.autosave()
    saved = await node.posted(DraftAutosave.Saved)
    assert (saved.result, saved.text, saved.error) == (AutosaveResult.SAVED, "", None)
    assert context.journal.drafts.resume().answers == session.answers


async def test_explicit_save_always_posts_a_result(context: AppContext, session: Session) -> None:
    autosave, node = start(context, session)
    autosave.save_draft()
    unchanged = await node.posted(DraftAutosave.Saved)
    assert (unchanged.result, bool(unchanged.text)) == (AutosaveResult.UNCHANGED, True)
    session.answer("We launched.")
    autosave.save_draft()
    saved = await node.posted(DraftAutosave.Saved)
    assert (saved.result, bool(saved.text)) == (AutosaveResult.SAVED, True)


async def test_failed_autosave_posts_its_error(
    context: AppContext, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise FileError("no space left")

    monkeypatch.setattr(context.journal.drafts, "write", fail)
    autosave, node = start(context, session)
    session.answer("We launched.")
    autosave.autosave()
    failed = await node.posted(DraftAutosave.Saved)
    assert failed.result is AutosaveResult.FAILED
    assert isinstance(failed.error, FileError)


async def test_close_returns_the_draft_and_removes_an_empty_one(
    context: AppContext, session: Session
) -> None:
    autosave, node = start(context, session)
    autosave.close()
    assert (await node.posted(DraftAutosave.Closed)).result == GuideResult()
    autosave, node = start(context, session)
    session.answer("We launched.")
    autosave.close()
    closed = await node.posted(DraftAutosave.Closed)
    assert closed.result == GuideResult(draft_id=session.id)
    assert autosave.is_closing


async def test_save_entry_returns_the_stored_entry(context: AppContext, session: Session) -> None:
    autosave, node = start(context, session)
    session.answer("We launched.")
    autosave.save_entry(unfinished=True)
    entry = (await node.posted(DraftAutosave.Closed)).result.entry
    assert entry is not None
    assert context.journal.entries.get(entry.id) == entry
    assert autosave.save_now() == ""


async def test_close_leaves_a_draft_that_was_continued_elsewhere(
    context: AppContext, session: Session
) -> None:
    autosave, node = start(context, session)
    session.answer("We launched.")
    autosave.save_draft_here()
    drafts = context.journal.drafts
    other = drafts.resume()
    other.typing = ("expected", "From the other terminal.")
    drafts.save(other)
    autosave.close()
    closed = await node.posted(DraftAutosave.Closed)
    assert closed.result == GuideResult(draft_id=session.id)
    assert not context.warnings
    assert drafts.resume().typing == other.typing


async def test_close_reports_a_draft_that_was_finished_elsewhere(
    context: AppContext, session: Session
) -> None:
    autosave, node = start(context, session)
    session.answer("We launched.")
    autosave.save_draft_here()
    drafts = context.journal.drafts
    drafts.finish(drafts.resume(), unfinished=True)
    autosave.close()
    closed = await node.posted(DraftAutosave.Closed)
    assert closed.result == GuideResult(is_reported=True)
    assert session.id in str(context.warnings[-1])
    assert session.id in autosave.save_now()
    assert drafts.ids() == []


async def test_draft_without_a_place_is_left_to_the_shell(
    context: AppContext,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    no_temporary_folder: None,
) -> None:
    def fail(*_: object) -> None:
        raise FileError("no space left")

    monkeypatch.setattr(context.journal.drafts, "write", fail)
    context.recovery.write_text("in the way")
    autosave, _ = start(context, session)
    session.answer("We launched.")
    assert "We launched." not in autosave.save_now()
    (text,) = context.unsaved
    assert "We launched." in text
