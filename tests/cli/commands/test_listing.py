"""Tests for the list, search and lessons commands: results, order and messages."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer, Entry
from reflect.model.ids import from_int
from tests.cli.conftest import Cli
from tests.factories import NOW, TODAY, make_commitment

Keep = Callable[..., Entry]

ENTRY_KEYS = [
    *("id", "title", "guide", "state", "occurred_on", "created_at", "updated_at", "kind", "reason"),
    *("lesson", "tags", "near_miss", "patterns", "answers", "commitments", "ratings", "source"),
    *("extra", "repeats"),
]
COMMITMENT_KEYS = [
    *("n", "cue", "action", "due", "made_at", "forecast", "percent", "obstacle", "outcome"),
    *("came_true", "remembered_percent", "good_call", "note", "looked_back_at", "renewals"),
]


def ids(out: str) -> list[str]:
    return [entry["id"] for entry in json.loads(out)["entries"]]


def test_list_is_sorted_by_date_newest_first(cli: Cli, keep: Keep) -> None:
    keep(1, title="Older", occurred_on=date(2026, 11, 1))
    keep(2, title="Newest", occurred_on=date(2026, 11, 20))
    keep(3, title="Same day, later", occurred_on=date(2026, 11, 1),
         created_at=NOW + timedelta(hours=1))  # fmt: skip
    lines = cli("list").out.splitlines()
    assert ["Newest" in lines[0], "later" in lines[1], "Older" in lines[2]] == [True] * 3
    assert ids(cli("list", "--reverse", "--json").out) == [from_int(n) for n in (1, 3, 2)]


def test_line_has_id_date_mark_title_and_tags(cli: Cli, keep: Keep) -> None:
    entry = keep(7)
    line = cli("list").out
    assert line == (f"{entry.id}  Sat 21 Nov 2026 ◆ Launched without support #delegation #launch\n")


def test_list_shows_twenty_entries_and_mentions_the_total(cli: Cli, keep: Keep) -> None:
    for number in range(25):
        keep(number)
    result = cli("list")
    assert len(result.out.splitlines()) == 20
    assert result.err == "20 of 25 entries; -n 0 shows all.\n"
    assert len(cli("list", "-n", "0").out.splitlines()) == 25
    assert len(ids(cli("list", "--json").out)) == 25
    assert len(ids(cli("list", "--json", "-n", "3").out)) == 3


def test_captures_and_unfinished_entries_are_marked(cli: Cli, keep: Keep) -> None:
    cli("capture", "Cut Maya off")
    keep(2, state="unfinished", title="Half a thought")
    out = cli("list").out
    assert "Cut Maya off (capture)" in out
    assert "Half a thought (unfinished)" in out
    only = cli("list", "--captures").out
    assert "Maya" in only
    assert "Half" not in only


def test_filters_narrow_the_list(cli: Cli, keep: Keep) -> None:
    keep(1, tags=("launch",), kind="complex", occurred_on=date(2026, 11, 20))
    keep(2, tags=("hiring",), kind="preventable", reason="", guide="aar", commitments=(),
         occurred_on=date(2025, 3, 2))  # fmt: skip
    first, second = [from_int(1)], [from_int(2)]
    assert ids(cli("list", "--json", "--tag", "launch").out) == first
    assert ids(cli("list", "--json", "--kind", "preventable").out) == second
    assert ids(cli("list", "--json", "--guide", "aar").out) == second
    assert ids(cli("list", "--json", "--since", "2026").out) == first
    assert ids(cli("list", "--json", "--until", "2025").out) == second
    assert ids(cli("list", "--json", "--since", "2025-03", "--until", "2025-03").out) == second
    assert ids(cli("list", "--json", "--open").out) == first
    assert ids(cli("list", "--json", "tag:hiring").out) == second
    assert ids(cli("list", "--json", "tag:#hiring").out) == second
    assert ids(cli("list", "--json", "--tag", "#Hiring").out) == second
    assert ids(cli("list", "--json", "--", "-tag:hiring").out) == first


def test_list_omits_entries_with_only_some_of_the_words(cli: Cli, keep: Keep) -> None:
    keep(1, title="Launch and support")
    keep(2, title="Only support", answers=(), commitments=(), tags=())
    assert ids(cli("list", "--json", "launch", "support").out) == [from_int(1)]


def test_json_has_every_key(cli: Cli, keep: Keep) -> None:
    keep(1)
    shape = json.loads(cli("list", "--json").out)
    assert shape["version"] == 1
    assert list(shape["entries"][0]) == ENTRY_KEYS
    assert list(shape["entries"][0]["commitments"][0]) == COMMITMENT_KEYS
    assert shape["entries"][0]["created_at"] == "2026-11-22T20:30:00+00:00"


def test_listing_an_empty_journal_succeeds(cli: Cli) -> None:
    result = cli("list")
    assert result.out == ""
    assert "reflect new" in result.err
    assert json.loads(cli("list", "--json").out) == {"version": 1, "entries": []}


@pytest.mark.parametrize("command", ["list", "search", "lessons"])
def test_query_without_matches_exits_with_3_and_prints_empty_json(
    cli: Cli, keep: Keep, command: str
) -> None:
    keep(1)
    assert cli(command, "zebra", code=3).out == ""
    result = cli(command, "--json", "zebra", code=3)
    assert json.loads(result.out) == {"version": 1, "entries": []}


def test_similar_spellings_are_suggested(cli: Cli, keep: Keep) -> None:
    keep(1)
    assert "Did you mean delegation" in cli("search", "delegtion", code=3).err


def test_search_lists_entries_with_all_words_first(cli: Cli, keep: Keep) -> None:
    keep(1, title="Only the launch", tags=(), commitments=(), answers=())
    keep(2, title="Launch with Maya", tags=(), commitments=(), answers=())
    lines = cli("search", "launch", "maya").out.splitlines()
    assert "Launch with Maya" in lines[0]
    said = lines.index("With some of the words:")
    assert "Only the launch" in lines[said + 1]


def test_search_shows_matches_in_context(cli: Cli, keep: Keep) -> None:
    text = "filler " * 60 + "the pager stayed silent all night " + "filler " * 60
    keep(1, answers=(Answer("happened", "What happened?", text.strip()),))
    result = cli("search", "pager")
    assert "the pager stayed silent" in result.out
    assert all(len(line) < 200 for line in result.out.splitlines())
    found = json.loads(cli("search", "--json", "pager").out)["entries"][0]
    assert found["matched"] == "all"
    assert found["score"] > 0
    snippet = found["snippets"][0]
    start, end = snippet["spans"][0]
    assert snippet["text"][start:end] == "pager"


def test_invalid_query_is_marked_at_the_error(cli: Cli) -> None:
    result = cli("search", "tga:launch", code=2)
    assert "tag" in result.err
    assert "^" in result.err
    assert "^" in cli("search", '"never closed', code=2).err


def test_invalid_date_is_answered_with_examples(cli: Cli) -> None:
    result = cli("list", "--since", "12", code=2)
    assert "yesterday" in result.err


def test_unknown_kind_is_answered_with_the_known_ones(cli: Cli) -> None:
    assert "preventable" in cli("list", "--kind", "stupid", code=2).err


def test_lessons_are_listed_one_per_line_with_date_and_id(cli: Cli, keep: Keep) -> None:
    entry = keep(1)
    keep(2, answers=())
    assert cli("lessons").out == f"2026-11-21  {entry.id}  Ask who is on call before any date.\n"
    assert ids(cli("lessons", "--json").out) == [entry.id]


def test_search_ignores_sealed_forecasts(cli: Cli, keep: Keep) -> None:
    old = NOW - timedelta(days=3)
    keep(1, commitments=(make_commitment(made_at=old, forecast="zebras"),))
    cli("search", "zebras", code=3)


def test_due_and_open_depend_on_the_current_date(cli: Cli, keep: Keep) -> None:
    keep(1, commitments=(make_commitment(due=TODAY),))
    keep(2, commitments=(make_commitment(due=TODAY + timedelta(days=1)),))
    assert ids(cli("list", "--json", "is:due").out) == [from_int(1)]
    assert len(ids(cli("list", "--json", "is:open").out)) == 2


def test_captures_drafts_and_trash_exclude_each_other(cli: Cli) -> None:
    assert "exclude" in cli("list", "--drafts", "--trash", code=2).err


def test_partial_matches_are_always_labelled(cli: Cli, keep: Keep) -> None:
    keep(1)
    assert cli("search", "launch", "zebra").out.startswith("With some of the words:\n")


def test_query_that_begins_with_a_hyphen_gets_a_hint(cli: Cli, keep: Keep) -> None:
    keep(1)
    assert "reflect list -- -word" in cli("list", "-xylophone", code=2).err


def test_relative_date_is_printed_as_understood(cli: Cli, keep: Keep) -> None:
    keep(1)
    assert cli("list", "--since", "last friday").err == "Since Fri 20 Nov 2026.\n"
    assert cli("list", "--since", "2026-11").err == ""


def test_drafts_are_found_by_their_state(cli: Cli, journal: Journal) -> None:
    session = journal.drafts.begin("drucker")
    session.answer("We launched on a Friday.")
    journal.drafts.save(session)
    assert ids(cli("list", "--json", "is:draft").out) == [session.id]
    assert ids(cli("list", "--json", "--drafts").out) == [session.id]
    assert cli("list").out == ""
    cli("capture", "Late")
    assert len(ids(cli("list", "--json", "is:draft OR is:capture").out)) == 2


def test_search_mentions_omitted_results(cli: Cli, keep: Keep) -> None:
    for number in range(4):
        keep(number)
    result = cli("search", "launch", "-n", "3")
    assert result.err == "3 of 4 entries; -n 0 shows all.\n"
    assert len(cli("search", "launch", "-n", "0").out) > len(result.out)


def test_draft_outlives_its_guide(cli: Cli, journal: Journal, home: Path) -> None:
    cli("guides", "new", "mine")
    place = home / "config" / "reflect" / "guides" / "mine.toml"
    own = Journal(
        journal.folder, clock=journal.clock, guides=place.parent, encryption=journal.encryption
    )
    session = own.drafts.begin("mine")
    session.answer("We launched on a Friday.")
    own.drafts.save(session)
    place.unlink()
    assert ids(cli("list", "--json", "--drafts").out) == [session.id]
    assert "We launched on a Friday." in cli("show", session.id).out
