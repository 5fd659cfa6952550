"""Tests for BrowseSearch."""

import pytest

from reflect.journal.snapshot import Snapshot
from reflect.tui.context import AppContext
from reflect.tui.screens.browse import search as search_module
from reflect.tui.screens.browse.list_model import AllEntries
from reflect.tui.screens.browse.search import BrowseSearch, replace_nearest_word
from tests.factories import TODAY
from tests.tui.conftest import Keep
from tests.tui.screens.browse.helpers_node import StubNode


@pytest.fixture
def search(
    node: StubNode, context: AppContext, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> BrowseSearch:
    """A search of three entries that suggests spellings without a delay."""
    monkeypatch.setattr(search_module, "SPELLING_DELAY", 0)
    for number, title in enumerate(("The launch", "A customer", "Launch for a customer"), 1):
        keep(number, title=title, answers=(), tags=(), commitments=())
    search = BrowseSearch(node.screen, context)
    take_snapshot(search, context.journal.snapshots.read())
    node.messages.clear()
    return search


def take_snapshot(search: BrowseSearch, snapshot: Snapshot) -> None:
    """Give a search a new snapshot."""
    search.set_snapshot(snapshot, AllEntries(snapshot, TODAY))


async def results(search: BrowseSearch, node: StubNode, text: str) -> BrowseSearch.Results:
    """Search, and return the last results."""
    search.set_text(text)
    await node.settle()
    return node.posted(BrowseSearch.Results)[-1]


async def test_words_are_ranked_and_an_empty_query_lists_all(
    search: BrowseSearch, node: StubNode
) -> None:
    found = await results(search, node, "customer launch")
    titles = [found.model.row(number).title for number in range(len(found.model))]
    assert titles[0] == "Launch for a customer"
    assert (len(titles), found.model.with_all, found.is_complete) == (3, 1, True)
    everything = await results(search, node, " ")
    assert everything.query is None
    assert len(everything.model) == 3


async def test_unclosed_phrase_is_closed_while_typing(search: BrowseSearch, node: StubNode) -> None:
    found = await results(search, node, '"a customer')
    assert len(found.model) == 2


async def test_unchanged_query_is_not_searched_again(search: BrowseSearch, node: StubNode) -> None:
    await results(search, node, "launch")
    search.set_text("launch ")
    await node.settle()
    assert not node.posted(BrowseSearch.Results)


async def test_invalid_query_is_reported_and_changes_nothing(
    search: BrowseSearch, node: StubNode
) -> None:
    for text in ("tagg:x ", "x" * 2001):
        search.set_text(text)
        (problem,) = node.posted(BrowseSearch.Problem)
        assert problem.text
        assert search.query is None
    search.set_text("launch")
    assert node.posted(BrowseSearch.Problem)[-1].text == ""


async def test_incomplete_last_word_is_reported_after_a_delay(
    search: BrowseSearch, node: StubNode
) -> None:
    search.set_text("kind:com", is_typing=True)
    assert [problem.text for problem in node.posted(BrowseSearch.Problem)] == [""]
    (report,) = node.timers
    report()
    assert "com" in node.posted(BrowseSearch.Problem)[0].text
    search.set_text("kind:com launch", is_typing=True)
    assert "com" in node.posted(BrowseSearch.Problem)[0].text


async def test_search_without_matches_suggests_similar_words(
    search: BrowseSearch, node: StubNode
) -> None:
    search.set_text("custmer")
    await node.settle()
    first, second = node.posted(BrowseSearch.Results)
    assert (len(first.model), list(first.spellings)) == (0, [])
    assert list(second.spellings) == ["customer"]


async def test_new_snapshot_is_searched_for_the_same_query(
    search: BrowseSearch, node: StubNode, context: AppContext, keep: Keep
) -> None:
    await results(search, node, "launch")
    keep(9, title="Another launch")
    take_snapshot(search, context.journal.snapshots.read())
    await node.settle()
    found = node.posted(BrowseSearch.Results)[-1]
    assert len(found.model) == 3
    assert found.is_complete


async def test_results_of_an_abandoned_query_are_dropped(
    search: BrowseSearch, node: StubNode
) -> None:
    search.set_text("launch")
    search.set_text("customer")
    search.set_text("")
    await node.settle()
    assert [event.query for event in node.posted(BrowseSearch.Results)] == [None]


@pytest.mark.parametrize(
    ("query", "word", "replaced"),
    [
        ("delegtion", "delegation", "delegation"),
        ("tag:launch delegtion", "delegation", "tag:launch delegation"),
        ("", "delegation", "delegation"),
    ],
)
def test_replace_nearest_word(query: str, word: str, replaced: str) -> None:
    assert replace_nearest_word(query, word) == replaced
