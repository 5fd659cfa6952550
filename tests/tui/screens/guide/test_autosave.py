"""Tests for autosave in the Guide."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from reflect.errors import FileError
from reflect.journal import Journal
from reflect.tui.context import AppContext
from reflect.tui.screens.guide.autosave import DRAFT_SAVED, GO_ON, SAVED_AGAIN
from tests.sealed import on_both, text_of
from tests.tui.helpers_pilot import screen_text
from tests.tui.screens.guide.pages import guide, guide_result, messages, open_guide, write

pytestmark = on_both


class Full:
    """A full disk, which tests can free again."""

    def __init__(self) -> None:
        self.is_full = True

    def before(self, keep: Callable[..., Any]) -> Callable[..., Any]:
        """Make a function fail while the disk is full."""

        def tried(*arguments: Any) -> Any:
            if self.is_full:
                raise FileError("no space left", hint="Make room.")
            return keep(*arguments)

        return tried


@pytest.fixture
def drafts_full(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Full:
    """A full disk that affects drafts."""
    full = Full()
    monkeypatch.setattr(journal.drafts, "write", full.before(journal.drafts.write))
    return full


@pytest.fixture
def entries_full(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> Full:
    """A full disk that affects entries."""
    full = Full()
    monkeypatch.setattr(journal.entries, "add", full.before(journal.entries.add))
    return full


async def test_draft_contains_each_answer_once_the_page_turns(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        assert context.journal.drafts.resume().answers == {"happened": "We launched alone."}
        assert "draft kept" in screen_text(pilot)


async def test_autosave_saves_unfinished_text(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We laun")
        assert not context.journal.drafts.all()
        guide(pilot).autosave.autosave()
        await write(pilot, "")
        assert context.journal.drafts.resume().typing == ("happened", "We laun")


async def test_autosave_removes_deleted_text_from_the_draft(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "No", "ctrl+s")
        await write(pilot, "", "backspace", "backspace")
        guide(pilot).autosave.autosave()
        await write(pilot, "")
        assert context.journal.drafts.resume().typing == ("", "")


async def test_ctrl_s_saves_the_draft(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "", "ctrl+s")
        assert messages(pilot)
        assert not context.journal.drafts.ids()
        await write(pilot, "We launched", "ctrl+s")
        assert DRAFT_SAVED in messages(pilot)
        assert context.journal.drafts.resume().typing == ("happened", "We launched")
        assert "We launched" in screen_text(pilot)


async def test_failed_autosave_is_reported_once_and_retried(
    context: AppContext, drafts_full: Full
) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "Quiet.", "tab")
        assert messages(pilot).count("No space left") == 1
        assert GO_ON in messages(pilot)
        assert "draft not kept" in screen_text(pilot)
        drafts_full.is_full = False
        guide(pilot).autosave.autosave()
        await write(pilot, "")
        assert SAVED_AGAIN in messages(pilot)
        assert context.journal.drafts.resume().answers["expected"] == "Quiet."


async def test_leave_stays_once_when_the_draft_cannot_be_saved(
    context: AppContext, drafts_full: Full
) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "ctrl+q")
        assert str(context.recovery) in messages(pilot)
        assert "We launched alone." in screen_text(pilot)
        assert pilot.app.return_value is None
        await write(pilot, "", "ctrl+q")
    left = guide_result(pilot)
    assert (left.entry, left.draft_id) == (None, "")
    (told,) = map(str, context.farewell)
    assert str(context.recovery) in told
    files = sorted(context.recovery.iterdir())
    assert "We launched alone." in text_of(files[0])


async def test_failed_save_keeps_the_page_and_the_draft(
    context: AppContext, entries_full: Full
) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "Quiet.", "ctrl+d")
        assert f"resume {guide(pilot).session.id}" in messages(pilot)
        assert "Quiet." in screen_text(pilot)
        assert len(context.journal.drafts.resume().answers) == 2
        entries_full.is_full = False
        await write(pilot, "", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert [answer.text for answer in entry.answers] == ["We launched alone.", "Quiet."]
    assert not context.journal.drafts.all()


async def test_stop_saves_unfinished_text(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        await write(pilot, "Qui")
        pilot.app.stop()  # type: ignore[attr-defined]
    session = context.journal.drafts.resume()
    assert session.typing == ("expected", "Qui")
    assert context.farewell == [
        f"The draft is kept: `reflect resume {session.id}` goes on with it."
    ]


async def test_stop_writes_a_recovery_file_when_the_draft_cannot_be_saved(
    context: AppContext, drafts_full: Full
) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.")
        pilot.app.stop()  # type: ignore[attr-defined]
    (file,) = context.recovery.iterdir()
    assert "We launched alone." in text_of(file)
    (told,) = map(str, context.farewell)
    assert str(file) in told


async def test_stop_does_not_save_an_empty_draft(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        pilot.app.stop()  # type: ignore[attr-defined]
    assert context.farewell == []
    assert not context.journal.drafts.all()


async def test_stop_during_the_pause_saves_the_draft(context: AppContext) -> None:
    async with open_guide(context, pause=60) as pilot:
        await write(pilot, "We launched alone.", "tab", "tab")
        assert "Quiet, before judging." in screen_text(pilot)
        pilot.app.stop()  # type: ignore[attr-defined]
    assert context.journal.drafts.resume().answers == {"happened": "We launched alone."}
    assert context.farewell


async def test_save_does_not_overwrite_an_entry_changed_elsewhere(
    context: AppContext,
) -> None:
    noted = context.journal.entries.capture("Promised a date")
    async with open_guide(context, context.journal.drafts.resume(noted.id)) as pilot:
        context.journal.entries.replace(replace(noted, title="Promised two dates"), noted)
        await write(pilot, "Nobody would mind.", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.id != noted.id
    assert context.journal.entries.get(noted.id).title == "Promised two dates"
    assert context.journal.entries.get(entry.id) == entry


async def test_guide_goes_on_in_a_draft_of_its_own(context: AppContext) -> None:
    async with open_guide(context) as pilot:
        await write(pilot, "We launched alone.", "tab")
        other = context.journal.drafts.resume()
        other.typing = ("expected", "From the other terminal.")
        context.journal.drafts.save(other)
        await write(pilot, "From here.", "ctrl+s")
        own_id = guide(pilot).session.id
        assert own_id in messages(pilot)
        assert "draft kept" in screen_text(pilot)
        await write(pilot, "", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.id == own_id != other.id
    assert entry.answers[-1].text == "From here."
    assert context.journal.drafts.resume().typing == other.typing
