"""Ranking: entries with all words first, then by field, rarity, length and recency."""

import sqlite3
from dataclasses import replace
from datetime import date

import pytest

from benchmarks import corpus
from benchmarks.known_item import compare
from reflect.errors import DamagedError
from reflect.model.entry import Answer
from reflect.search.parser import parse_query
from reflect.search.scan import search_lines
from tests.factories import TODAY, make_commitment, make_entry
from tests.search.helpers_records import Line, bare, line_of, numbers, records, search


def lesson(text: str) -> tuple[Answer, ...]:
    return (Answer("lesson", "What is the lesson?", text),)


def test_entries_with_all_words_rank_before_those_with_some() -> None:
    hits = search(
        "budget launch",
        bare(1, "budget budget budget budget", title="budget", tags=("budget",)),
        bare(2, "a long story about many things, with the budget at its end, and the launch"),
        bare(3, "nothing of it"),
        bare(4, "launch"),
    )
    assert numbers(hits)[0] == 2
    assert [hit.matched for hit in hits] == ["all", "some", "some"]
    assert (hits.total, hits.total_all, hits.about) == (3, 1, False)


def test_entries_with_rare_words_rank_first() -> None:
    common = [bare(number, "budget and other words") for number in range(10, 20)]
    hits = search("budget harbour zeppelin", *common, bare(2, "harbour and other words"))
    assert numbers(hits)[0] == 2


def test_title_and_lesson_outweigh_the_body() -> None:
    hits = search(
        "harbour",
        bare(1, "the harbour and some more"),
        bare(2, "and some more", title="The harbour"),
        bare(3, answers=lesson("the harbour and some more")),
        bare(4, "the and some more", tags=("harbour",)),
    )
    assert numbers(hits) == [2, 3, 4, 1]


def test_whole_word_outweighs_a_prefix() -> None:
    hits = search("plan", bare(1, "the plane"), bare(2, "the plan"), bare(3, "the planet"))
    assert numbers(hits)[0] == 2
    assert len(hits) == 3


def test_repeated_word_ranks_higher() -> None:
    hits = search("plan", bare(1, "plan a b c d"), bare(2, "plan plan b c d"))
    assert numbers(hits) == [2, 1]


def test_shorter_entry_ranks_higher() -> None:
    hits = search("plan", bare(1, "plan " + "other words " * 50), bare(2, "plan " + "words " * 5))
    assert numbers(hits) == [2, 1]


def test_later_day_breaks_ties() -> None:
    days = [date(2020, 1, 1), date(2026, 11, 20), date(2024, 1, 1)]
    entries = [bare(number, "plan", occurred_on=day) for number, day in enumerate(days, 1)]
    assert numbers(search("plan", *entries)) == [2, 3, 1]
    assert numbers(search("is:open", *(make_entry(n, occurred_on=d) for n, d in enumerate(days))))


def test_recency_outweighs_a_small_difference_in_length() -> None:
    old = bare(1, "plan " + "words " * 20, occurred_on=date(2016, 1, 1))
    recent = bare(2, "plan " + "words " * 21, occurred_on=TODAY)
    assert numbers(search("plan", old, recent)) == [2, 1]
    assert numbers(search("plan", old, replace(recent, occurred_on=date(2015, 1, 1)))) == [1, 2]


def test_recency_does_not_outweigh_a_second_occurrence() -> None:
    old = bare(1, "the plan, and again the plan", occurred_on=date(2016, 1, 1))
    assert numbers(search("plan", bare(2, "a plan and more words", occurred_on=TODAY), old))[0] == 1


def test_required_groups_exclude_entries() -> None:
    entries = [
        bare(1, "the plan for monday", tags=("ops",)),
        bare(2, "the plan for friday"),
        bare(3, "on friday we plan"),
    ]
    assert numbers(search("plan -friday", *entries)) == [1]
    assert numbers(search('"the plan" budget', *entries)) == []
    assert sorted(numbers(search('"the plan"', *entries))) == [1, 2]
    assert numbers(search('"the plan" budget OR friday', *entries)) == [2]
    assert numbers(search("plan tag:ops", *entries)) == [1]
    assert numbers(search("-tag:ops friday", *entries, limit=1)) in ([2], [3])


def test_word_can_be_searched_in_one_field_and_in_all() -> None:
    entries = [bare(1, "the launch", tags=("ops",)), bare(2, "a plan", title="Launch")]
    assert sorted(numbers(search("title:launch OR tag:ops launch", *entries))) == [1, 2]
    assert numbers(search("title:launch launch", *entries)) == [2]


def test_words_joined_by_or_count_as_one_group() -> None:
    hits = search("car OR bicycle red", bare(1, "a red car"), bare(2, "a red bicycle"))
    assert [hit.matched for hit in hits] == ["all", "all"]


def test_query_with_only_filters_lists_newest_first() -> None:
    entries = [make_entry(day, occurred_on=date(2026, 11, day)) for day in (3, 9, 5)]
    assert numbers(search("tag:launch", *entries)) == [9, 5, 3]


def test_questions_and_forecasts_are_not_searched() -> None:
    entry = make_entry(commitments=(make_commitment(forecast="a zeppelin lands"),))
    assert search("zeppelin", entry) == []
    assert search("happened", entry) == []
    assert len(search("whoever commitment phone", bare(1, "phone"))) == 1


def test_all_user_text_is_searched() -> None:
    made = make_commitment(cue="a cue", action="a step", note="an outcome", forecast="")
    answers = (Answer("happened", "?", "the body"), *lesson("the moral"))
    entry = bare(1, title="The head", tags=("label",), answers=answers, commitments=(made,))
    for word in ("head", "label", "body", "moral", "cue", "step", "outcome"):
        assert len(search(word, entry)) == 1, word
        assert len(search(f"{word} guide:drucker", entry)) == 1, word


def test_limit_does_not_change_the_best_hits() -> None:
    words = ["plan", "budget", "harbour", "zeppelin", "monday"]
    entries = [
        bare(number, " ".join(word for bit, word in enumerate(words) if number >> bit & 1) + " end")
        for number in range(1, 32)
    ]
    everything = search("harbour zeppelin monday", *entries)
    for limit in (1, 6, 20):
        assert (
            numbers(search("harbour zeppelin monday", *entries, limit=limit))
            == (numbers(everything)[:limit])
        )
    assert (everything.total, everything.total_all, everything.about) == (28, 4, False)


def test_entries_that_cannot_rank_high_enough_are_only_counted() -> None:
    entries = [bare(1, "plan and budget"), bare(2, "a plan"), bare(3, "a budget"), bare(4, "none")]
    hits = search("plan budget", *entries, limit=1)
    assert numbers(hits) == [1]
    assert (hits.total, hits.total_all, hits.about) == (3, 1, True)


def test_search_without_matches_returns_an_empty_list() -> None:
    assert search("zeppelin", make_entry()) == []
    assert search("zeppelin") == []
    assert search("", make_entry(1), make_entry(2)).total == 2


def test_invalid_line_raises_damaged_error() -> None:
    line = line_of(make_entry()).replace(b'"title"', b'"tilte"')
    with pytest.raises(DamagedError):
        search_lines(parse_query("launch", TODAY), [Line(line)], TODAY)


def test_entry_without_optional_keys_is_found() -> None:
    line = line_of(bare(1, "harbour")).replace(b'"commitments":[],', b"")
    assert len(search_lines(parse_query("harbour", TODAY), [Line(line)], TODAY)) == 1


def test_search_does_not_change_records() -> None:
    lines = records(make_entry())
    before = [record.line for record in lines]
    search_lines(parse_query("launch", TODAY), lines, TODAY)
    assert [record.line for record in lines] == before


def has_fts5() -> bool:
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE texts USING fts5(text)")
    except sqlite3.OperationalError:
        return False
    return True


@pytest.mark.skipif(not has_fts5(), reason="this SQLite has no FTS5 to compare with")
def test_ranking_is_no_worse_than_sqlite_fts5() -> None:
    outcome = compare(list(corpus.entries(100, seed=7)))
    assert outcome.ours >= outcome.theirs
    assert outcome.ours > 0.3
