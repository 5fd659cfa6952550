"""Tests for CaptureFlow."""

import pytest

from reflect.errors import BusyError
from reflect.journal import Journal
from reflect.tui.context import AppContext
from reflect.tui.screens.browse.capture import CaptureFlow
from reflect.tui.screens.dialogs.capture import CaptureScreen
from reflect.tui.write_queue import WriteQueue
from tests.tui.screens.browse.helpers_node import StubNode


@pytest.fixture
def flow(node: StubNode, context: AppContext) -> CaptureFlow:
    """A capture flow for the stand-in screen."""
    return CaptureFlow(node.screen, context, WriteQueue(node.screen))


@pytest.fixture
def busy(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to save a note fail."""

    def fail(text: str) -> None:
        raise BusyError("another program is writing")

    monkeypatch.setattr(journal.entries, "capture", fail)


async def test_note_is_saved(flow: CaptureFlow, node: StubNode, journal: Journal) -> None:
    flow.ask()
    node.app.answer(" ")
    flow.ask()
    node.app.answer("Promised a date")
    assert "capture" in flow.save_now()  # it would be lost if the process ended now
    await node.settle()
    (done,) = node.posted(CaptureFlow.Done)
    assert done.entry.title == "Promised a date"
    assert flow.save_now() == ""
    assert [row.entry().title for row in journal.entries.rows()] == ["Promised a date"]


@pytest.mark.usefixtures("busy")
async def test_failed_save_reopens_the_dialog(flow: CaptureFlow, node: StubNode) -> None:
    flow.ask()
    node.app.answer("Promised a date")
    await node.settle()
    ((screen, _),) = node.app.dialogs
    assert isinstance(screen, CaptureScreen)
    assert screen.typed == "Promised a date"


@pytest.mark.usefixtures("busy")
async def test_unsaved_note_goes_to_a_recovery_file_behind_another_screen(
    flow: CaptureFlow, node: StubNode, context: AppContext
) -> None:
    flow.ask()
    node.app.answer("Promised a date")
    node.is_active = False
    await node.settle()
    assert not node.app.dialogs
    (file,) = context.recovery.iterdir()
    assert file.read_text() == "Promised a date"
    assert file.name in node.app.toasts[-1]


async def test_dropped_note_is_removed_from_the_drafts(
    flow: CaptureFlow, node: StubNode, journal: Journal
) -> None:
    for leave in ("drop", "save"):
        flow.ask()
        ((screen, _),) = node.app.dialogs
        assert isinstance(screen, CaptureScreen)
        assert screen.draft is not None
        screen.draft.stage("Promised a date")
        screen.draft.write()
        assert len(journal.drafts.ids()) == 1
        node.app.answer(None if leave == "drop" else "Promised a date")
        await node.settle()
        assert journal.drafts.ids() == []
    assert len(journal.entries.rows()) == len(node.posted(CaptureFlow.Dropped)) == 1


@pytest.mark.usefixtures("busy", "no_temporary_folder")
async def test_note_without_a_place_is_left_to_the_shell(
    flow: CaptureFlow, node: StubNode, context: AppContext
) -> None:
    context.recovery.write_text("in the way")
    flow.ask()
    node.app.answer("Promised a date")
    node.is_active = False
    await node.settle()
    assert context.unsaved == ["Promised a date"]
    assert "Promised" not in node.app.toasts[-1]
