"""Tests for the Guide with a locked journal."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from reflect.errors import LockedError
from reflect.journal import Journal
from reflect.model.entry import Answer
from reflect.store.encryption import age, convert
from reflect.store.encryption.key_setup import Prepared
from reflect.store.encryption.keys import FolderKeys
from reflect.tui.context import AppContext
from reflect.tui.screens.dialogs.passphrase import PassphraseScreen
from reflect.tui.screens.guide.screen import GuideScreen
from reflect.tui.widgets.similar_entries import SimilarEntryTitle
from tests.factories import NOW, make_entry
from tests.sealed import PASSPHRASE, TEXT
from tests.tui.helpers_locked import FILES, encrypted_journal, locked_context
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.screens.guide.pages import guide, guide_result, messages, open_guide, write

FACTS = "Promised the client a launch date; support knew nothing, nobody was on call."
LESSON = "Ask who is on call before any date is promised."
LOCKED = "locked: ctrl+r to unlock and see"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A plain journal."""
    return Journal(tmp_path / "journal", clock=lambda: NOW)


@pytest.fixture
def locked(tmp_path: Path) -> AppContext:
    """A context with a locked journal that contains a similar entry."""
    folder = tmp_path / "journal"
    answers = (Answer("happened", "What happened?", FACTS), Answer("lesson", "?", LESSON))
    day = date(2026, 10, 21)
    encrypted_journal(folder, make_entry(1, occurred_on=day, answers=answers, kind=""))
    return locked_context(folder)


async def to_reflection(pilot: Pilot[Any]) -> None:
    """Answer the facts and go to the reflection, which shows earlier entries."""
    await write(pilot, FACTS, "tab", "tab")


async def unlock(pilot: Pilot[Any], passphrase: str = PASSPHRASE) -> None:
    """Enter a passphrase in the dialog and wait for the result."""
    await write(pilot, passphrase, "enter")
    await settle(pilot)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_similar_entries_are_unlocked_over_the_page(
    locked: AppContext, size: tuple[int, int]
) -> None:
    session = locked.journal.drafts.begin("drucker", tags=["launch", "delegation"])
    async with open_guide(locked, session, size=size) as pilot:
        await write(pilot, FACTS)
        assert "locked" not in screen_text(pilot)
        await write(pilot, "", "tab", "tab")
        assert LOCKED.split()[0] in screen_text(pilot)
        await write(pilot, "It seemed cl")
        await write(pilot, "", "ctrl+r")
        assert isinstance(pilot.app.screen, PassphraseScreen)
        await unlock(pilot, "wrong")
        assert "not the passphrase" in screen_text(pilot)
        await unlock(pilot)
        before = guide(pilot).similar
        assert "You have been here before (1)" in str(before.query_one(SimilarEntryTitle).render())
        assert before.is_unfolded
        if size == (80, 24):  # in the smallest window it may be scrolled to its end
            assert "Launched without support" in screen_text(pilot)
        await write(pilot, "", "ctrl+r")
        await write(pilot, "ear.", "ctrl+d")
    entry = guide_result(pilot).entry
    assert entry is not None
    assert entry.answers[-1].text == "It seemed clear."


async def test_guide_continues_without_the_passphrase(locked: AppContext) -> None:
    async with open_guide(locked) as pilot:
        await to_reflection(pilot)
        await write(pilot, "", "ctrl+r", "escape")
        assert isinstance(pilot.app.screen, GuideScreen)
        assert LOCKED in screen_text(pilot)
        await write(pilot, "It seemed clear.", "ctrl+d")
    assert guide_result(pilot).entry is not None
    assert locked.journal.encryption.keys.is_locked


async def test_click_asks_for_the_passphrase(locked: AppContext) -> None:
    async with open_guide(locked) as pilot:
        await to_reflection(pilot)
        await pilot.click(SimilarEntryTitle)
        await settle(pilot)
        assert isinstance(pilot.app.screen, PassphraseScreen)


async def test_unlock_reports_that_no_entry_is_similar(tmp_path: Path) -> None:
    encrypted_journal(tmp_path / "journal", make_entry(1, title="A quiet day", tags=(), answers=()))
    async with open_guide(locked_context(tmp_path / "journal")) as pilot:
        await write(pilot, "I interrupted Ngozi.", "tab", "tab")
        await write(pilot, "", "ctrl+r")
        await unlock(pilot)
        assert "Nothing like it" in messages(pilot)
        assert LOCKED not in screen_text(pilot)


async def test_locked_journal_seals_drafts_and_entries(locked: AppContext) -> None:
    journal = locked.journal
    before = Path(journal.encryption.keys.journal).read_bytes()
    async with open_guide(locked) as pilot:
        await write(pilot, "I interrupted Ngozi.", "ctrl+s")
        (draft,) = (journal.folder / "drafts").glob("*.age")
        assert age.is_encrypted(draft.read_bytes())
        await write(pilot, "", "ctrl+d")
    assert guide_result(pilot).entry is not None
    assert journal.encryption.keys.is_locked
    assert Path(journal.encryption.keys.journal).read_bytes() == before
    for path in journal.folder.rglob("*"):
        assert path.is_dir() or b"Ngozi" not in path.read_bytes()
    journal.encryption.keys.set_identity(TEXT)
    assert len(journal.entries.rows()) == 2


async def test_leave_asks_for_no_passphrase(locked: AppContext) -> None:
    session = locked.journal.drafts.begin("drucker", title="Launched alone")
    async with open_guide(locked, session) as pilot:
        await write(pilot, "", "ctrl+q")
    assert guide_result(pilot).draft_id == ""


async def test_lessons_are_unlocked_over_the_page(locked: AppContext) -> None:
    async with open_guide(locked, guide="five-s") as pilot:
        while guide(pilot).session.prompt.offers != "lessons":  # type: ignore[union-attr]
            await write(pilot, "Something.", "tab")
        assert LOCKED in screen_text(pilot)
        assert LESSON not in screen_text(pilot)
        await write(pilot, "", "ctrl+r")
        await unlock(pilot)
        assert LESSON in screen_text(pilot)
        assert LOCKED not in screen_text(pilot)


async def test_save_asks_for_the_passphrase_of_a_newly_encrypted_journal(
    context: AppContext,
) -> None:
    journal = context.journal
    session = journal.drafts.begin("drucker")
    session.answer("We launched alone.", context.now)
    entry = journal.drafts.finish(session, unfinished=True)
    async with open_guide(context, journal.drafts.resume(entry.id)) as pilot:
        await write(pilot, "A quiet launch.", "tab")
        convert.encrypt(FolderKeys(str(journal.folder)), Prepared(TEXT, FILES))
        await write(pilot, "", "ctrl+d")
        assert isinstance(pilot.app.screen, PassphraseScreen)
        await unlock(pilot)
        assert "save once more" in messages(pilot)
        await write(pilot, "", "ctrl+d")
    assert guide_result(pilot).entry is not None
    (row,) = journal.entries.rows()
    assert [answer.text for answer in row.entry().answers] == [
        "We launched alone.",
        "A quiet launch.",
    ]


def test_find_similar_raises_on_a_locked_journal(locked: AppContext) -> None:
    session = locked.journal.drafts.begin("drucker")
    with pytest.raises(LockedError):
        locked.journal.entries.find_similar(session)
