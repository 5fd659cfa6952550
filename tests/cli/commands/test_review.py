"""The review, occasion, today and lessons commands."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.model.review import NOT_UP, REST, SLIPPED, USED
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import CTRL_C, talk
from tests.factories import NOW, TODAY, make_commitment
from tests.sealed import PASSPHRASE, on_both

Keep = Callable[..., Entry]
OLD = NOW - timedelta(weeks=4)
DUE = make_commitment(due=TODAY, made_at=OLD, forecast="", percent=None)
LESSON = "Ask who is on call before any date."


@pytest.fixture
def old(keep: Keep) -> Keep:
    """A function that adds an entry of four weeks ago, whose lesson is due."""

    def add(number: int = 1, **overrides: object) -> Entry:
        at = OLD + timedelta(minutes=number)
        return keep(number, **{"created_at": at, "updated_at": at, "commitments": (), **overrides})

    return add


@on_both
def test_a_whole_review_on_a_terminal(old: Keep, journal: Journal) -> None:
    look_back = old(1, answers=(), commitments=(DUE,))
    lessons = [old(number) for number in (2, 3, 4, 5)]
    with talk("review") as told:
        told.asked("Did I do it?")
        told.type("kept\r")
        told.asked("What happened?")
        told.type("\r")
        told.asked("a new day?")
        told.type("\r")
        for answer in ("1", "2"):
            told.asked("What did you take from it?")
            assert told.screen.text.count(LESSON) == int(answer) - 1
            told.type("\r")
            told.asked("Did it come up?")
            told.type(f"{answer}\r")
        told.asked("What did you take from it?")
        told.type("u\r")
        told.sees(f"Took back the answer for {lessons[1].id}")
        told.asked("What did you take from it?")
        told.type("\r")
        told.asked("Did it come up?")
        told.type("e\r")
        told.asked("In other words?")
        told.type("Ask Ada first.\r")
        told.asked("Did it come up?")
        told.type("3\r")
        told.asked("What did you take from it?")
        told.type("\r")
        told.asked("Did it come up?")
        told.type("slipped\r")
        told.asked("Enter ends the review")
        told.type(CTRL_C)
        told.ends()
    stored = journal.entries.stored(look_back.id)
    assert stored is not None
    assert stored.commitments[0].outcome == "kept"
    reviews = [(each.about, each.answer) for each in journal.records.reviews()]
    assert reviews == [(lessons[0].id, USED), (lessons[1].id, NOT_UP), (lessons[2].id, SLIPPED)]
    occasions = [(each.about, each.outcome) for each in journal.records.occasions()]
    assert occasions == [(lessons[0].id, USED), (lessons[2].id, SLIPPED)]
    reworded = journal.entries.stored(lessons[1].id)
    assert reworded is not None
    assert reworded.lesson == "Ask Ada first."


def test_an_interrupted_review_keeps_its_answers_and_asks_none_again(
    old: Keep, journal: Journal
) -> None:
    first, second = old(1), old(2)
    with talk("review") as told:
        told.asked("What did you take from it?")
        told.type("\r")
        told.asked("Did it come up?")
        told.type("1\r")
        told.asked("What did you take from it?")
        told.type(CTRL_C)
        told.sees("reflect review")
        told.ends(130)
    with talk("review") as told:
        told.sees(second.id)
        told.asked("What did you take from it?")
        told.hangs_up()
    assert [each.about for each in journal.records.reviews()] == [first.id]


def test_three_slips_running_ask_once_to_reword_or_rest(old: Keep, journal: Journal) -> None:
    entry = old(1)
    for _ in range(2):
        journal.records.add_review(entry.id, SLIPPED)
    later = {"REFLECT_NOW": (NOW + timedelta(weeks=2)).isoformat()}
    with talk("review", environ=later) as told:
        told.asked("What did you take from it?")
        told.type("\r")
        told.asked("Did it come up?")
        told.type("2\r")
        told.asked("let it rest")
        told.type("2\r")
        told.asked("Enter ends the review")
        told.type("\r")
        told.ends()
    assert [each.answer for each in journal.records.reviews()][-2:] == [SLIPPED, REST]


def test_review_lists_what_is_due_as_json(cli: Cli, old: Keep) -> None:
    assert json.loads(cli("review", "--json").out)["review"] == {"look_backs": [], "lessons": []}
    assert "Nothing is due" in cli("review").err
    entries = [old(number, commitments=(DUE,)) for number in range(1, 6)]
    shape = json.loads(cli("review", "--json").out)["review"]
    assert [each["entry"] for each in shape["look_backs"]] == [entry.id for entry in entries]
    assert [each["id"] for each in shape["lessons"]] == [entry.id for entry in entries[:3]]
    limited = json.loads(cli("review", "--limit", "2", "--json").out)["review"]
    assert (len(limited["look_backs"]), limited["lessons"]) == (2, [])
    cli("review", code=2)
    cli("review", "--limit", "0", code=2)


@on_both
def test_occasions_are_noted_replaced_and_undone(cli: Cli, old: Keep, journal: Journal) -> None:
    one, other = old(1), old(2)
    cli("occasion", one.id, "--used", "--note", "In the steering committee.")
    cli("occasion", one.id, "--slipped")
    cli("occasion", other.id, "--used", "--date", "yesterday")
    noted = [(each.about, each.outcome, each.on) for each in journal.records.occasions()]
    assert noted == [(one.id, SLIPPED, TODAY), (other.id, USED, TODAY - timedelta(days=1))]
    cli("occasion", one.id, "--undo")
    assert [(each.about, each.outcome) for each in journal.records.occasions()] == [
        (one.id, USED),
        (other.id, USED),
    ]
    cli("occasion", "--undo")
    assert [each.about for each in journal.records.occasions()] == [one.id]
    cli("occasion", "--undo")
    cli("occasion", "--undo", code=3)
    assert not journal.records.occasions()


def test_undoing_the_occasion_of_a_review_undoes_its_answer(
    cli: Cli, old: Keep, journal: Journal
) -> None:
    one, other = old(1), old(2)
    journal.records.add_review(one.id, USED)
    journal.records.add_review(other.id, NOT_UP)
    cli("occasion", one.id, "--undo")
    assert [each.about for each in journal.records.reviews()] == [other.id]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["zzzz", "--used"], 3),
        (["0000000001"], 2),
        (["0000000001", "--used", "--slipped"], 2),
        (["0000000001", "--used", "--date", "tomorrow"], 2),
        (["0000000001", "--used", "--date", "31 feb"], 2),
        (["0000000002", "--used"], 2),
        (["0000000001", "--undo"], 3),
        (["--used"], 2),
    ],
)
def test_wrong_occasions_note_nothing(
    cli: Cli, old: Keep, journal: Journal, arguments: list[str], code: int
) -> None:
    old(1)
    old(2, answers=())
    result = cli("occasion", *arguments, code=code)
    assert len(result.err.splitlines()) <= 2
    assert not journal.records.occasions()


def test_a_lesson_rests_until_it_is_woken(cli: Cli, old: Keep, journal: Journal) -> None:
    entry = old(1)
    old(2, answers=())
    cli("lessons", "rest", entry.id)
    assert "already" in cli("lessons", "rest", entry.id).err
    assert json.loads(cli("review", "--json").out)["review"]["lessons"] == []
    cli("lessons", "wake", entry.id)
    assert [each.answer for each in journal.records.reviews()] == ["rest", "wake"]
    for wrong, code in (([], 2), (["0000000002"], 2), (["zzzz"], 3), (["a", "b"], 2)):
        cli("lessons", "rest", *wrong, code=code)
    cli("lessons", '"rest"', code=3)


def test_one_lesson_is_dealt_and_never_a_private_one(cli: Cli, old: Keep) -> None:
    old(1, tags=("private",))
    assert "private" in cli("lessons", "--random").err
    entry = old(2)
    for _ in range(5):
        assert entry.id in cli("lessons", "--random").out
    assert len(json.loads(cli("lessons", "--random", "--json").out)["entries"]) == 1


def test_today_is_silent_when_nothing_waits(cli: Cli, old: Keep) -> None:
    for options in ([], ["--counts"]):
        result = cli("today", *options)
        assert not result.out + result.err
    shape = json.loads(cli("today", "--json").out)["today"]
    assert (shape["look_backs"], shape["lessons"], shape["locked"]) == ([], False, False)


def test_today_names_what_waits_and_counts_it_without_titles(cli: Cli, old: Keep) -> None:
    entry = old(1, title="A secret title", commitments=(DUE,))
    old(2, tags=("private",), title="Private title", commitments=(DUE,))
    cli("capture", "A secret note")
    out = cli("today").out
    assert f"{entry.id}/1" in out
    assert "A secret note" in out
    assert "Private title" not in out
    counts = cli("today", "--counts").out
    assert "secret" not in counts
    assert "1 look-back due · some lessons · 1 capture" in counts
    shape = json.loads(cli("today", "--json").out)["today"]
    assert [each["id"] for each in shape["look_backs"]] == [f"{entry.id}/1"]
    assert (shape["lessons"], shape["private"], len(shape["captures"])) == (True, 1, 1)


@pytest.mark.backends("encrypted")
def test_today_asks_for_no_passphrase(cli: Cli, old: Keep, journal: Journal) -> None:
    old(1, commitments=(DUE,))
    journal.entries.fold()
    assert PASSPHRASE
    assert not cli("today", "--counts").out
    journal.entries.capture("noted while locked")
    assert "1 note since the last unlocking" in cli("today", "--counts").out
    assert json.loads(cli("today", "--json").out)["today"]["locked"] is True
