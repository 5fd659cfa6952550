"""Search in memory gives what `search_lines` gives: the same entries, in the same order."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks import corpus
from reflect.model.entry import Answer, Entry
from reflect.search import fields
from reflect.search.bm25 import count_terms
from reflect.search.document import (
    SearchDocument,
    damaged_document,
    document_from_entry,
    document_from_json,
)
from reflect.search.engine import Matches, search_documents, search_index
from reflect.search.index import Index
from reflect.search.parser import parse_query
from reflect.search.query import Query
from reflect.search.scan import search_lines
from reflect.store.entry_codec import to_document
from tests.factories import TODAY, make_entry
from tests.search.meetings import ENTRIES, JOURNALS, QUERIES, Exact, read
from tests.search.records import bare, records

thorough = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def ids(found: Matches) -> list[str]:
    """Name what was found."""
    return [item.id for item in found]


@thorough
@given(QUERIES, JOURNALS)
@example('"द व"', [bare(1, "देव"), bare(2, "द व")])
@example("plan", [bare(1, "\u0947plan")])
@example('"a a"', [bare(1, "a a a"), bare(2, "a a, a a a a")])
@example("on-ca", [bare(1, "on call on call"), bare(2, "on ca")])
@example("tag:\u0947odd", [bare(1, tags=("\u0947odd",))])
def test_the_same_entries_match_as_in_a_listing_and_in_a_ranked_search(
    text: str, entries: list[Entry]
) -> None:
    query = read(text)
    if query is None:
        return
    found = search_documents(query, list(map(document_from_entry, entries)), TODAY)
    matching = {entry.id for entry in entries if query.matches(entry, TODAY)}
    assert set(ids(found)[: found.with_all]) == matching
    assert sorted(ids(found)) == sorted(
        hit.entry.id for hit in search_lines(query, records(*entries), TODAY)
    )


@thorough
@given(QUERIES, JOURNALS)
def test_they_come_in_the_same_order(text: str, entries: list[Entry]) -> None:
    query = read(text)
    if query is not None:
        same_order(query, entries)


@pytest.fixture(scope="module")
def written() -> list[Entry]:
    """Entries as people write them, newest first."""
    entries = corpus.entries(150, seed=3)
    return sorted(entries, key=lambda entry: entry.occurred_on, reverse=True)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "l",
            "launch",
            "launch team plan",
            "the a date",
            '"the plan" team',
            '"the plan"',
            "the-p",
        ),
        *("plan -friday", "since:2024 launch team", "tag:meetings plan team", "guide:drucker plan"),
        *(
            "title:plan the",
            "lesson:plan OR team date",
            "plan OR launch date OR friday",
            "-is:open a",
        ),
    ],
)
def test_among_many_entries_the_order_is_the_same(text: str, written: list[Entry]) -> None:
    query = parse_query(text, TODAY)
    same_order(query, written)
    assert search_documents(query, list(map(document_from_entry, written)), TODAY)


def same_order(query: Query, entries: list[Entry]) -> None:
    """Compare a search with a ranked one."""
    found = search_documents(query, list(map(document_from_entry, entries)), TODAY)
    hits = search_lines(Exact(query.groups), records(*entries), TODAY)
    assert ids(found) == [hit.entry.id for hit in hits]
    assert found.with_all == hits.total_all
    assert found.is_ranked == bool(query.terms)


@thorough
@given(QUERIES, ENTRIES)
@example("plan", bare(1, "plan " * 150 + "plane " * 150))
@example("pla", bare(1, "plan " * 99 + "pla " * 99))
@example("pla", bare(1, "plan " * 150 + "pla " * 150, title="pla plan"))
@example("pla", bare(1, "pla plan " * 150, title="pla plan"))
@example("会", bare(1, "会議" * 150))
@example("p", bare(1, "pla plan p " * 40, title="p plan p", tags=("p", "plan")))
@example("p", bare(1, "plan " * 150 + "p " * 99))
@example("p", bare(1, "plan p " * 2000, title="p " * 500))
@example("pla", bare(1, "plan 🎉 " * 150 + "pla"))
@example("-plan title:pla", bare(1, title="pla plan " * 150))
@example("title:plan", bare(1, title="plan, " * 150 + "plane"))
@example("plan", bare(1, "a plan " * 2000))
@example('"a a"', bare(1, "a a a, a"))
@example('"on call"', bare(1, "on call on call on call"))
@example('"on call"', bare(1, "on call " * 150))
@example("on-ca", bare(1, "on call, on ca, on call " * 60))
@example("ab-a", bare(1, "ab ab ab ab"))
@example('"a b"', bare(1, "a", title="b a", tags=("b a", "b"), answers=(Answer("", "", "a b"),)))
@example('"a b"', bare(1, answers=(Answer("", "", "a"), Answer("", "", "b"))))
@example('"on call"', bare(1, "on 🎉 call"))
def test_words_are_counted_as_in_a_ranked_search(text: str, entry: Entry) -> None:
    index = Index()
    index.add(document_from_entry(entry))
    query = read(text)
    for term in query.terms if query else ():
        counted = [column[0] for column in index.tally(term)]
        assert counted == count_terms([term], fields.texts_of_entry(entry))
        assert index.with_term(term) == ({0} if any(counted) else set())


@given(JOURNALS)
def test_it_is_the_same_whether_an_entry_is_folded_from_its_line_or_whole(
    entries: list[Entry],
) -> None:
    for entry in entries:
        whole, quick = document_from_entry(entry), document_from_json(to_document(entry))
        assert {name: getattr(whole, name) for name in SearchDocument.__slots__} == {
            name: getattr(quick, name) for name in SearchDocument.__slots__
        }
        assert whole.is_private == entry.is_private


@thorough
@given(st.lists(QUERIES, min_size=2, max_size=3), JOURNALS, st.integers(0, 7))
def test_an_index_that_grows_and_was_asked_before_answers_as_a_new_one(
    texts: list[str], entries: list[Entry], first: int
) -> None:
    items = list(map(document_from_entry, entries))
    index = Index()
    numbers: list[int] = []
    for part in (items[:first], items[first:]):
        numbers += map(index.add, part)
        for query in filter(None, map(read, texts)):
            shown = numbers[::2]
            expected = search_documents(query, [items[number] for number in shown], TODAY)
            assert ids(search_index(query, index, shown, TODAY)) == ids(expected)


def test_without_words_the_given_order_stays() -> None:
    items = [document_from_entry(make_entry(number)) for number in (3, 1, 2)]
    for text in ("", "tag:launch", "is:open -is:due"):
        found = search_documents(parse_query(text, TODAY), items, TODAY)
        assert list(found) == items
        assert (found.with_all, found.is_ranked) == (3, False)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"title": None}, TypeError),
        ({"tags": "ops"}, ValueError),
        ({"tags": [1]}, TypeError),
        ({"state": "gone"}, ValueError),
        ({"occurred_on": "20261121"}, ValueError),
        ({"answers": [{"prompt": "lesson"}]}, KeyError),
        ({"commitments": 3}, TypeError),
    ],
)
def test_what_is_no_entry_is_refused(change: dict[str, object], problem: type[Exception]) -> None:
    with pytest.raises(problem):
        document_from_json({**to_document(make_entry()), **change})


def test_an_entry_that_cannot_be_read_is_found_by_no_word_and_harms_no_search() -> None:
    items = [damaged_document("0000000009", "no day"), document_from_entry(make_entry(1))]
    assert ids(search_documents(parse_query("launch", TODAY), items, TODAY)) == ["0000000001"]
    assert ids(search_documents(parse_query("entry", TODAY), items, TODAY)) == []
    assert len(search_documents(parse_query("", TODAY), items, TODAY)) == 2
