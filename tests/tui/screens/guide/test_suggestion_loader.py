"""Tests for `SuggestionLoader` without a screen."""

from datetime import date
from pathlib import Path

from reflect.model.entry import Answer
from reflect.practice.session import Session
from reflect.tui.context import AppContext
from reflect.tui.screens.guide.suggestions import SuggestionLoader
from tests.factories import make_entry
from tests.tui.conftest import Keep
from tests.tui.helpers_locked import encrypted_journal, locked_context
from tests.tui.screens.helpers_worker_node import WorkerNode

FACTS = "Promised the client a launch date; support knew nothing, nobody was on call."
EARLIER = (Answer("happened", "What happened?", FACTS), Answer("lesson", "?", "Ask first."))
DAY = date(2026, 10, 21)


def begin(context: AppContext, guide: str = "drucker") -> Session:
    """Return a session with one answer."""
    session = context.journal.drafts.begin(guide, tags=["launch", "delegation"])
    session.answer(FACTS)
    return session


def start(
    context: AppContext, session: Session, since: date | None = None
) -> tuple[SuggestionLoader, WorkerNode]:
    """Return a loader for a session and its node."""
    node = WorkerNode(context)
    loader = SuggestionLoader(node.node, context)
    loader.start(session, since)
    return loader, node


async def test_similar_entries_are_loaded_once_the_facts_are_known(
    context: AppContext, keep: Keep
) -> None:
    earlier = keep(1, occurred_on=DAY, answers=EARLIER)
    session = begin(context)
    loader, node = start(context, session)
    loader.update()
    assert not loader.has_compared
    session.skip()
    session.skip()
    loader.update()
    await node.posted(SuggestionLoader.SimilarFound)
    assert [similar.entry.id for similar in loader.similar_for(session.prompt)] == [earlier.id]
    loader.update()
    assert node.messages == []


async def test_confirmed_entry_stays_if_it_is_no_longer_similar(
    context: AppContext, keep: Keep
) -> None:
    earlier = keep(1, occurred_on=DAY, answers=EARLIER)
    session = begin(context)
    session.skip()
    session.skip()
    loader, node = start(context, session)
    loader.update()
    await node.posted(SuggestionLoader.SimilarFound)
    session.confirm_recurrence(earlier.id)
    session.answers["happened"] = "Rain."
    session.tags = ()
    loader.update()
    await node.posted(SuggestionLoader.SimilarFound)
    assert [similar.entry.id for similar in loader.similar] == [earlier.id]


async def test_lessons_are_loaded_for_a_period(context: AppContext, keep: Keep) -> None:
    keep(1, occurred_on=DAY, answers=EARLIER)
    session = begin(context, "mastery")
    loader, node = start(context, session, since=date(2026, 10, 1))
    await node.posted(SuggestionLoader.LessonsFound)
    assert [lesson.text for lesson in loader.lessons or []] == ["Ask first."]
    assert loader.entry_count == 1


async def test_locked_journal_is_reported(tmp_path: Path) -> None:
    encrypted_journal(tmp_path / "journal", make_entry(1, occurred_on=DAY, answers=EARLIER))
    context = locked_context(tmp_path / "journal")
    session = begin(context)
    session.skip()
    session.skip()
    loader, node = start(context, session)
    loader.update()
    await node.posted(SuggestionLoader.Locked)
    assert loader.is_locked_for(session.prompt)
