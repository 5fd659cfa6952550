"""The look-back and commitments commands."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from reflect.journal import Journal
from reflect.model.commitment import Commitment
from reflect.model.entry import Entry
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import CTRL_C, Talk, talk
from tests.factories import NOW, TODAY, make_commitment
from tests.sealed import on_both

Keep = Callable[..., Entry]
OLD = NOW - timedelta(days=14)
DUE = make_commitment(due=TODAY, made_at=OLD)
PLAIN = make_commitment(due=TODAY, made_at=OLD, forecast="", percent=None)


def made_of(journal: Journal, entry: Entry, n: int = 1) -> Commitment:
    """Return a commitment as stored."""
    stored = journal.entries.stored(entry.id)
    assert stored is not None
    return stored.commitments[n - 1]


@on_both
def test_options_answer_and_close_in_one_write(cli: Cli, keep: Keep, journal: Journal) -> None:
    entry = keep(commitments=(DUE,))
    result = cli(
        "look-back", entry.id, "--outcome", "kept", "--note", "Twice.",
        "--remembered", "90%", "--came-true", "yes",
    )  # fmt: skip
    assert f"{entry.id}/1" in result.err
    assert not result.out
    made = made_of(journal, entry)
    assert (made.outcome, made.note, made.remembered_percent) == ("kept", "Twice.", 90)
    assert (made.came_true, made.looked_back_at) == ("yes", NOW)


def test_a_new_day_ends_it_and_keeps_the_seal(cli: Cli, keep: Keep, journal: Journal) -> None:
    entry = keep(commitments=(DUE,))
    cli("look-back", entry.id, "--outcome", "partly", "--note", "Once.", "--renew", "in 2 weeks")
    made = made_of(journal, entry)
    assert made.due == date(2026, 12, 6)
    assert made.is_sealed(NOW)
    assert [(past.due, past.outcome, past.note) for past in made.renewals] == [
        (TODAY, "partly", "Once.")
    ]
    assert DUE.forecast not in cli("show", entry.id).out


@pytest.mark.parametrize(
    "options",
    [
        ["--outcome", "kept", "--remembered", "101"],
        ["--outcome", "kept", "--renew", "yesterday"],
        ["--outcome", "kept", "--renew", "today"],
        ["--outcome", "kept", "--renew", "soon"],
        ["--outcome", "forgotten"],
        ["--outcome", "kept", "--came-true", "perhaps"],
        ["--outcome", "kept", "--renew", "tomorrow", "--came-true", "yes"],
        ["--outcome", "kept", "--renew", "tomorrow", "--remembered", "50"],
        ["--outcome", "kept", "--good-call", "yes"],
        ["--outcome", "dropped", "--came-true", "no"],
        ["--outcome", "dropped", "--remembered", "50"],
        ["--renew", "tomorrow"],
        ["--note", "only a note"],
        ["--came-true", "yes"],
    ],
)
def test_bad_answers_change_nothing(
    cli: Cli, keep: Keep, journal: Journal, options: list[str]
) -> None:
    entry = keep(commitments=(DUE,))
    result = cli("look-back", entry.id, *options, code=2)
    assert len(result.err.splitlines()) <= 2
    assert made_of(journal, entry) == DUE


def test_a_forecast_is_needed_to_score_one(cli: Cli, keep: Keep, journal: Journal) -> None:
    entry = keep(commitments=(PLAIN,))
    cli("look-back", entry.id, "--outcome", "kept", "--came-true", "yes", code=2)
    assert made_of(journal, entry) == PLAIN


def test_a_good_call_is_for_decisions(cli: Cli, keep: Keep, journal: Journal) -> None:
    entry = keep(guide="decision", commitments=(DUE,))
    cli("look-back", entry.id, "--outcome", "kept", "--good-call", "unsure")
    assert made_of(journal, entry).good_call == "unsure"


def test_several_open_commitments_are_listed_with_their_numbers(
    cli: Cli, keep: Keep, journal: Journal
) -> None:
    entry = keep(commitments=(DUE, PLAIN))
    result = cli("look-back", entry.id, "--outcome", "kept", code=2)
    assert f"{entry.id}/1" in result.err
    assert f"{entry.id}/2" in result.err
    cli("look-back", f"{entry.id}/2", "--outcome", "kept")
    assert made_of(journal, entry) == DUE
    assert made_of(journal, entry, 2).outcome == "kept"


def test_a_closed_commitment_shows_its_outcome_and_can_be_reopened(
    cli: Cli, keep: Keep, journal: Journal
) -> None:
    entry = keep(commitments=(DUE,))
    cli("look-back", entry.id, "--outcome", "kept", "--remembered", "60", "--came-true", "no")
    result = cli("look-back", entry.id, "--outcome", "partly", code=2)
    assert "kept" in result.err
    assert "--again" in result.err
    cli("look-back", entry.id, "--again", "--outcome", "partly", "--remembered", "70", code=2)
    cli("look-back", entry.id, "--again", "--outcome", "partly")
    made = made_of(journal, entry)
    assert (made.outcome, made.remembered_percent, made.came_true) == ("partly", 60, "")
    # What the seal hid may still be scored.
    cli("look-back", entry.id, "--came-true", "yes")
    assert made_of(journal, entry).came_true == "yes"
    cli("look-back", entry.id, "--again")
    assert made_of(journal, entry).is_open


@pytest.mark.parametrize(("name", "code"), [("zzzz", 3), ("{id}/2", 3), ("{id}/x", 2)])
def test_what_does_not_exist_changes_nothing(cli: Cli, keep: Keep, name: str, code: int) -> None:
    entry = keep(commitments=(DUE,))
    result = cli("look-back", name.format(id=entry.id), "--outcome", "kept", code=code)
    assert len(result.err.splitlines()) <= 2


def test_nothing_due_names_the_next_day(cli: Cli, keep: Keep) -> None:
    assert "No look-back" in cli("look-back").err
    entry = keep()
    assert f"{entry.id}/1" in cli("look-back").err


def test_without_a_terminal_questions_are_refused(cli: Cli, keep: Keep) -> None:
    entry = keep(commitments=(DUE,))
    for arguments in ([], [entry.id]):
        assert "--outcome" in cli("look-back", *arguments, code=2).err
    cli("look-back", "--outcome", "kept", code=2)


def choose(told: Talk, question: str, text: str) -> None:
    """Answer a question with one line."""
    told.asked(question)
    told.type(f"{text}\r")


@on_both
def test_a_whole_look_back_on_a_terminal(keep: Keep, journal: Journal) -> None:
    entry = keep(guide="decision", commitments=(DUE,))
    with talk("look-back") as told:
        told.sees("sealed")
        choose(told, "Did I do it?", "7")
        told.sees("One of: kept, partly, dropped.")
        told.sees("> ")
        told.type("1\r")
        choose(told, "What happened?", "I called them twice.")
        choose(told, "a new day?", ":back")
        told.asked("What happened?")
        told.type("\r")
        choose(told, "a new day?", "")
        choose(told, "from memory", "101")
        told.sees("0 to 100")
        told.sees("> ")
        told.type("90\r")
        choose(told, "good call", "unsure")
        told.sees(DUE.forecast)
        told.sees("70 % sure; from memory, 90 %")
        choose(told, "Did it come true?", "2")
        told.ends()
        assert told.screen.text.count(DUE.forecast) == 1
    made = made_of(journal, entry)
    assert (made.outcome, made.note, made.came_true) == ("kept", "I called them twice.", "no")
    assert (made.remembered_percent, made.good_call) == (90, "unsure")


def test_an_interrupted_look_back_goes_on_where_it_stopped(keep: Keep, journal: Journal) -> None:
    entry = keep(commitments=(DUE,))
    with talk("look-back") as told:
        told.asked("Did I do it?")
        told.type(CTRL_C)
        told.sees("Nothing was changed")
        told.ends(130)
    assert made_of(journal, entry) == DUE
    with talk("look-back") as told:
        choose(told, "Did I do it?", "partly")
        told.asked("What happened?")
        told.type("half a lin")
        told.sees("half a lin")
        told.type(CTRL_C)
        told.sees(f"{entry.id}/1")
        told.ends(130)
    made = made_of(journal, entry)
    assert (made.outcome, made.note, made.is_open) == ("partly", "half a lin", True)
    with talk("look-back", entry.id) as told:
        choose(told, "a new day?", "")
        told.asked("from memory")
        told.hangs_up()
    assert made_of(journal, entry).is_sealed(NOW)


def test_commitments_are_listed_by_day(cli: Cli, keep: Keep) -> None:
    later = make_commitment(due=TODAY + timedelta(days=1))
    closed = make_commitment(due=TODAY, outcome="kept", looked_back_at=NOW)
    first, second = keep(1, commitments=(later,)), keep(2, commitments=(closed, DUE))
    assert [line.split()[0] for line in cli("commitments").out.splitlines()] == [
        f"{second.id}/2",
        f"{first.id}/1",
    ]
    assert len(cli("commitments", "--due").out.splitlines()) == 1
    assert len(cli("commitments", "--all").out.splitlines()) == 3
    shape = json.loads(cli("commitments", "--json").out)
    assert [(each["id"], each["n"]) for each in shape["commitments"]] == [
        (f"{second.id}/2", 2),
        (f"{first.id}/1", 1),
    ]
    assert "look-back" in cli("list", "--open").err


def test_no_commitments_are_no_error_but_none_due_is_nothing_found(cli: Cli) -> None:
    assert not cli("commitments").out
    cli("commitments", "--due", code=3)
    assert json.loads(cli("commitments", "--due", "--json", code=3).out)["commitments"] == []


def test_moving_a_day_is_no_look_back(cli: Cli, keep: Keep, journal: Journal) -> None:
    entry = keep(commitments=(DUE, PLAIN))
    cli("edit", "--due", f"{entry.id}/1=in 3 weeks")
    cli("edit", entry.id, "--due", "2=tomorrow", "--title", "Another")
    made = made_of(journal, entry)
    assert (made.due, made.renewals, made.outcome) == (date(2026, 12, 13), (), "")
    assert made_of(journal, entry, 2).due == date(2026, 11, 23)
    for wrong in ("yesterday", "", "31 feb"):
        cli("edit", "--due", f"{entry.id}/1={wrong}", code=2)
    for wrong in (f"{entry.id}=tomorrow", "tomorrow", f"{entry.id}/9=tomorrow", "zzzz/1=tomorrow"):
        assert cli("edit", "--due", wrong, code=None).code in (2, 3)
    cli("edit", code=2)
    assert made_of(journal, entry) == made
