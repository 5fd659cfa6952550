"""The guide on a journal that is locked: it asks for nothing, and ctrl+r unlocks."""

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
from tests.tui.screens.guide.pages import ending, guide, said, sitting, write

FACTS = "Promised the client a launch date; support knew nothing, nobody was on call."
LESSON = "Ask who is on call before any date is promised."
LOCKED = "locked: ctrl+r to unlock and see"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """A plain journal, whose keys nobody opened."""
    return Journal(tmp_path / "journal", clock=lambda: NOW)


@pytest.fixture
def locked(tmp_path: Path) -> AppContext:
    """A context on a locked journal, in which there is something alike."""
    folder = tmp_path / "journal"
    answers = (Answer("happened", "What happened?", FACTS), Answer("lesson", "?", LESSON))
    day = date(2026, 10, 21)
    encrypted_journal(folder, make_entry(1, occurred_on=day, answers=answers, kind=""))
    return locked_context(folder)


async def to_reflection(pilot: Pilot[Any]) -> None:
    """Write the facts, and go to where earlier entries stand beside the question."""
    await write(pilot, FACTS, "tab", "tab")


async def unlock(pilot: Pilot[Any], passphrase: str = PASSPHRASE) -> None:
    """Type a passphrase into the dialog, and wait for what comes of it."""
    await write(pilot, passphrase, "enter")
    await settle(pilot)


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_it_says_that_it_is_locked_and_unlocks_over_the_page(
    locked: AppContext, size: tuple[int, int]
) -> None:
    session = locked.journal.drafts.begin("drucker", tags=["launch", "delegation"])
    async with sitting(locked, session, size=size) as pilot:
        await write(pilot, FACTS)
        assert "locked" not in screen_text(pilot)
        await write(pilot, "", "tab", "tab")
        assert LOCKED.split()[0] in screen_text(pilot)
        await write(pilot, "It seemed cl")
        await write(pilot, "", "ctrl+r")
        assert isinstance(pilot.app.screen, PassphraseScreen)
        await unlock(pilot, "wrong")
        assert "That is not the passphrase." in screen_text(pilot)
        await unlock(pilot)
        before = guide(pilot).similar
        assert "You have been here before (1)" in str(before.query_one(SimilarEntryTitle).render())
        assert before.is_unfolded
        if size == (80, 24):  # in the smallest window it may be scrolled to its end
            assert "Launched without support" in screen_text(pilot)
        await write(pilot, "", "ctrl+r")
        await write(pilot, "ear.", "ctrl+d")
    entry = ending(pilot).entry
    assert entry is not None
    assert entry.answers[-1].text == "It seemed clear."


async def test_the_dialog_can_be_left_and_the_guide_goes_on(locked: AppContext) -> None:
    async with sitting(locked) as pilot:
        await to_reflection(pilot)
        await write(pilot, "", "ctrl+r", "escape")
        assert isinstance(pilot.app.screen, GuideScreen)
        assert LOCKED in screen_text(pilot)
        await write(pilot, "It seemed clear.", "ctrl+d")
    assert ending(pilot).entry is not None
    assert locked.journal.encryption.keys.is_locked


async def test_a_click_asks_for_it_too(locked: AppContext) -> None:
    async with sitting(locked) as pilot:
        await to_reflection(pilot)
        await pilot.click(SimilarEntryTitle)
        await settle(pilot)
        assert isinstance(pilot.app.screen, PassphraseScreen)


async def test_where_nothing_is_alike_it_says_so(tmp_path: Path) -> None:
    encrypted_journal(tmp_path / "journal", make_entry(1, title="A quiet day", tags=(), answers=()))
    async with sitting(locked_context(tmp_path / "journal")) as pilot:
        await write(pilot, "I interrupted Ngozi.", "tab", "tab")
        await write(pilot, "", "ctrl+r")
        await unlock(pilot)
        assert "Nothing like it is in your journal." in said(pilot)
        assert LOCKED not in screen_text(pilot)


async def test_drafts_and_entries_are_sealed_and_nothing_is_folded(locked: AppContext) -> None:
    journal = locked.journal
    before = Path(journal.encryption.keys.journal).read_bytes()
    async with sitting(locked) as pilot:
        await write(pilot, "I interrupted Ngozi.", "ctrl+s")
        (draft,) = (journal.folder / "drafts").glob("*.age")
        assert age.is_encrypted(draft.read_bytes())
        await write(pilot, "", "ctrl+d")
    assert ending(pilot).entry is not None
    assert journal.encryption.keys.is_locked
    assert Path(journal.encryption.keys.journal).read_bytes() == before
    for path in journal.folder.rglob("*"):
        assert path.is_dir() or b"Ngozi" not in path.read_bytes()
    journal.encryption.keys.set_identity(TEXT)
    assert len(journal.entries.rows()) == 2


async def test_left_untouched_it_asks_for_nothing_either(locked: AppContext) -> None:
    session = locked.journal.drafts.begin("drucker", title="Launched alone")
    async with sitting(locked, session) as pilot:
        await write(pilot, "", "ctrl+q")
    assert ending(pilot).draft_id == ""


async def test_a_prompt_that_offers_lessons_says_that_they_are_locked(locked: AppContext) -> None:
    async with sitting(locked, guide="five-s") as pilot:
        while guide(pilot).session.prompt.offers != "lessons":  # type: ignore[union-attr]
            await write(pilot, "Something.", "tab")
        assert LOCKED in screen_text(pilot)
        assert LESSON not in screen_text(pilot)
        await write(pilot, "", "ctrl+r")
        await unlock(pilot)
        assert LESSON in screen_text(pilot)
        assert LOCKED not in screen_text(pilot)


async def test_an_entry_encrypted_meanwhile_is_saved_once_it_is_open(context: AppContext) -> None:
    journal = context.journal
    session = journal.drafts.begin("drucker")
    session.answer("We launched alone.", context.now)
    entry = journal.drafts.finish(session, unfinished=True)
    async with sitting(context, journal.drafts.resume(entry.id)) as pilot:
        await write(pilot, "A quiet launch.", "tab")
        convert.encrypt(FolderKeys(str(journal.folder)), Prepared(TEXT, FILES))
        await write(pilot, "", "ctrl+d")
        assert isinstance(pilot.app.screen, PassphraseScreen)
        await unlock(pilot)
        assert "save once more" in said(pilot)
        await write(pilot, "", "ctrl+d")
    assert ending(pilot).entry is not None
    (row,) = journal.entries.rows()
    assert [answer.text for answer in row.entry().answers] == [
        "We launched alone.",
        "A quiet launch.",
    ]


def test_what_is_alike_is_never_asked_for_in_the_middle(locked: AppContext) -> None:
    session = locked.journal.drafts.begin("drucker")
    with pytest.raises(LockedError):
        locked.journal.entries.find_similar(session)
