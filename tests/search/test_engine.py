"""Search over documents in memory, which must return the same as search over raw lines."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks import corpus
from reflect.model.entry import Answer, Entry
from reflect.search import scan
from reflect.search.bm25 import count_terms
from reflect.search.document import damaged_document, document_from_entry
from reflect.search.engine import Matches, search_documents, search_index
from reflect.search.fields import texts_of_entry
from reflect.search.index import Index
from reflect.search.parser import parse_query
from reflect.search.scan import search_lines
from tests.factories import TODAY, make_entry
from tests.search.helpers_queries import ENTRIES, JOURNALS, QUERIES, parse_or_none
from tests.search.helpers_records import bare, records

# Realistic entries, newest first.
WRITTEN = sorted(
    corpus.entries(150, seed=3),
    key=lambda entry: (entry.occurred_on, entry.created_at),
    reverse=True,
)


def ids(matches: Matches) -> list[str]:
    return [document.id for document in matches]


def search_twice(text: str, entries: list[Entry]) -> None:
    """Assert that both searches return the same entries in the same order."""
    query = parse_or_none(text)
    if query is None:
        return
    matches = search_documents(query, list(map(document_from_entry, entries)), TODAY)
    # The journal file starts with the oldest entry.
    hits = search_lines(query, records(*entries[::-1]), TODAY)
    assert ids(matches) == [hit.entry.id for hit in hits]
    assert matches.with_all == hits.total_all
    assert matches.is_ranked == bool(query.terms)
    listed = {entry.id for entry in entries if query.matches(entry, TODAY)}
    assert set(ids(matches)[: matches.with_all]) == listed


@settings(max_examples=100)
@given(QUERIES, JOURNALS)
@example('"द व"', [bare(1, "देव"), bare(2, "द व")])
@example("plan", [bare(1, "\u0947plan")])
@example('"a a"', [bare(1, "a a a"), bare(2, "a a, a a a a")])
@example("on-ca", [bare(1, "on call on call"), bare(2, "on ca")])
@example("tag:\u0947odd", [bare(1, tags=("\u0947odd",))])
@example('"the plan" team', WRITTEN)
@example("launch team plan", WRITTEN)
@example("tag:meetings plan team", WRITTEN)
@example("lesson:plan OR team date", WRITTEN)
@example("plan OR launch date OR friday -is:open since:2024", WRITTEN)
@example("guide:drucker l", WRITTEN)
def test_both_searches_find_the_same_entries_in_the_same_order(
    text: str, entries: list[Entry]
) -> None:
    search_twice(text, entries)


def test_example_journal_is_small_enough_for_exact_counts() -> None:
    assert len(WRITTEN) <= scan._SAMPLE


COUNTED = (
    ("plan", bare(1, "plan " * 150 + "plane " * 150)),
    ("pla", bare(1, "plan " * 99 + "pla " * 99)),
    ("pla", bare(1, "plan " * 150 + "pla " * 150, title="pla plan")),
    ("pla", bare(1, "pla plan " * 150, title="pla plan")),
    ("会", bare(1, "会議" * 150)),
    ("p", bare(1, "pla plan p " * 40, title="p plan p", tags=("p", "plan"))),
    ("p", bare(1, "plan " * 150 + "p " * 99)),
    ("p", bare(1, "plan p " * 2000, title="p " * 500)),
    ("pla", bare(1, "plan 🎉 " * 150 + "pla")),
    ("-plan title:pla", bare(1, title="pla plan " * 150)),
    ("title:plan", bare(1, title="plan, " * 150 + "plane")),
    ("plan", bare(1, "a plan " * 2000)),
    ('"a a"', bare(1, "a a a, a")),
    ('"on call"', bare(1, "on call on call on call")),
    ('"on call"', bare(1, "on call " * 150)),
    ("on-ca", bare(1, "on call, on ca, on call " * 60)),
    ("ab-a", bare(1, "ab ab ab ab")),
    ('"a b"', bare(1, "a", title="b a", tags=("b a", "b"), answers=(Answer("", "", "a b"),))),
    ('"a b"', bare(1, answers=(Answer("", "", "a"), Answer("", "", "b")))),
    ('"on call"', bare(1, "on 🎉 call")),
)


def check_counts(text: str, entry: Entry) -> None:
    """Assert that the index counts a query's terms as `count_terms` does."""
    index = Index()
    index.add(document_from_entry(entry))
    query = parse_or_none(text)
    for term in query.terms if query else ():
        counts = [column[0] for column in index.tally(term)]
        assert counts == count_terms([term], texts_of_entry(entry)), (text, term)
        assert index.with_term(term) == ({0} if any(counts) else set())


@given(QUERIES, ENTRIES)
def test_index_counts_terms_like_the_scan(text: str, entry: Entry) -> None:
    check_counts(text, entry)


def test_index_stops_counting_at_the_same_limit_as_the_scan() -> None:
    for text, entry in COUNTED:
        check_counts(text, entry)


@given(st.lists(QUERIES, min_size=2, max_size=3), JOURNALS, st.integers(0, 7))
def test_index_extended_between_searches_matches_a_new_one(
    texts: list[str], entries: list[Entry], first: int
) -> None:
    items = list(map(document_from_entry, entries))
    index = Index()
    numbers: list[int] = []
    for part in (items[:first], items[first:]):
        numbers += map(index.add, part)
        for query in filter(None, map(parse_or_none, texts)):
            searched = numbers[::2]
            expected = search_documents(query, [items[number] for number in searched], TODAY)
            assert ids(search_index(query, index, searched, TODAY)) == ids(expected)


@pytest.mark.parametrize("text", ["", "tag:launch", "is:open -is:due"])
def test_search_without_words_keeps_the_given_order(text: str) -> None:
    items = [document_from_entry(make_entry(number)) for number in (3, 1, 2)]
    matches = search_documents(parse_query(text, TODAY), items, TODAY)
    assert list(matches) == items
    assert (matches.with_all, matches.is_ranked) == (3, False)


def test_damaged_entry_matches_no_words() -> None:
    items = [damaged_document("0000000009", "no day"), document_from_entry(make_entry(1))]
    assert ids(search_documents(parse_query("launch", TODAY), items, TODAY)) == ["0000000001"]
    assert ids(search_documents(parse_query("entry", TODAY), items, TODAY)) == []
    assert len(search_documents(parse_query("", TODAY), items, TODAY)) == 2
