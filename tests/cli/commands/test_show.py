"""The show command: an entry as text, JSON, Markdown or a card."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from reflect.model.entry import Entry, Rating
from tests.cli.conftest import Cli
from tests.factories import NOW, make_commitment

Keep = Callable[..., Entry]


def test_show_prints_lesson_answers_kind_and_commitment(cli: Cli, keep: Keep) -> None:
    entry = keep(1)
    out = cli("show", "@").out
    for part in (
        "Launched without support",
        "Sat 21 Nov 2026 · drucker",
        entry.id,
        "Several things came together that never had before: What was coming could not be known",
        "❝ Ask who is on call before any date.",
        "What happened?",
        "  We launched on Friday.",
        "When somebody asks for a launch date, I will ask who is on call before I answer",
        f"due Sun 6 Dec 2026 · {entry.id}/1",
    ):
        assert part in out


def test_forecast_is_sealed_after_one_day(cli: Cli, keep: Keep) -> None:
    keep(1, commitments=(make_commitment(made_at=NOW - timedelta(hours=23)),))
    assert "no launch without support this quarter (70 % sure)" in cli("show", "@").out
    keep(2, commitments=(make_commitment(made_at=NOW - timedelta(hours=25)),),
         created_at=NOW + timedelta(minutes=1))  # fmt: skip
    out = cli("show", "@").out
    assert "forecast sealed until Sun 6 Dec 2026" in out
    assert "no launch without" not in out
    assert "70" not in out
    assert json.loads(cli("show", "@", "--json").out)["entry"]["commitments"][0]["percent"] == 70


def test_outcome_of_a_commitment_is_shown(cli: Cli, keep: Keep) -> None:
    done = make_commitment(
        made_at=NOW - timedelta(days=20),
        outcome="partly",
        came_true="no",
        note="Asked once, forgot once.",
        looked_back_at=NOW,
    )
    keep(1, commitments=(done,))
    out = cli("show", "@").out
    assert "partly, looked back on Sun 22 Nov 2026" in out
    assert "no launch without support this quarter (70 % sure): it did not come true" in out
    assert "Asked once, forgot once." in out


def test_ratings_are_shown_with_their_score(cli: Cli, keep: Keep) -> None:
    told = Rating("a", "People tell me bad news.", 6)
    held = Rating("b", "Mistakes are held against people.", 2, reversed=True)
    keep(1, ratings=(told, held))
    out = cli("show", "@").out
    assert "Score 6.0 of 7" in out
    answers = json.loads(cli("show", "@", "--json").out)["entry"]["answers"]
    assert {"prompt": "a", "question": "People tell me bad news.", "text": "6"} in answers


def test_incomplete_ratings_have_no_score(cli: Cli, keep: Keep) -> None:
    keep(1, state="unfinished", ratings=(Rating("a", "People tell me bad news.", 6),))
    out = cli("show", "@").out
    assert "People tell me bad news." in out
    assert "Score" not in out


def test_card_shows_only_title_and_lesson(cli: Cli, keep: Keep) -> None:
    keep(1)
    out = cli("show", "@", "--card").out.split("\n")
    assert [line.strip() for line in out if line.strip()] == [
        "Launched without support",
        "Ask who is on call before any date.",
    ]


def test_markdown_output_can_be_imported_unchanged(cli: Cli, keep: Keep, tmp_path: Path) -> None:
    keep(1)
    form = cli("show", "@", "--markdown").out
    assert "# Launched without support\n" in form
    assert form.count("\n# ") == 1
    other = str(tmp_path / "other")
    assert "Saved" in cli("-j", other, "new", "--from", "-", stdin=form).err
    assert cli("-j", other, "show", "@", "--markdown").out == form


def test_stored_text_is_written_unchanged_to_a_pipe(cli: Cli, keep: Keep) -> None:
    keep(1, title="Right to left \u202e and [bold]", occurred_on=date(2026, 11, 1))
    assert "Right to left \u202e and [bold]" in cli("show", "@").out


def test_unknown_id_exits_with_3(cli: Cli, keep: Keep) -> None:
    keep(1)
    assert "reflect list" in cli("show", "zzzz", code=3).err
    result = cli("show", "--json", "zzzz", code=3)
    assert json.loads(result.out) == {"version": 1, "entry": None}
