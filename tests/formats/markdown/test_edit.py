"""The form for an existing entry: what it adds and what it leaves unchanged."""

from datetime import UTC, date, datetime, timedelta

from reflect.formats.markdown.parser import parse_entry
from reflect.formats.markdown.renderer import render_entry
from reflect.model.entry import Answer
from tests.factories import NOW, TODAY, make_commitment, make_entry
from tests.formats.helpers_guides import EVERY


def test_unanswered_prompts_are_added_in_order() -> None:
    entry = make_entry(guide="every")

    text = render_entry(entry, guide=EVERY)

    headings = [line[3:] for line in text.split("\n") if line.startswith("## ")]
    assert headings == [
        "What happened?",
        "What made it likely?",
        "Where was it?",
        "What is the lesson?",
        "When will I look again?",
    ]
    assert "Which small signals came first?" in text
    assert parse_entry(text, entry, guide=EVERY, today=TODAY) == entry


def test_stored_answers_are_not_reinterpreted() -> None:
    """By now "yesterday" means another day; a two-line lesson keeps both lines."""
    answers = (Answer("again", "When?", "yesterday"), Answer("lesson", "Lesson?", "a\nb"))
    entry = make_entry(answers=answers)

    assert parse_entry(render_entry(entry), entry, guide=EVERY, today=TODAY).answers == answers


def test_unchanged_future_day_is_accepted() -> None:
    entry = make_entry(occurred_on=date(2999, 1, 1))

    assert parse_entry(render_entry(entry), entry, today=TODAY) == entry


def test_sealed_forecast_is_marked_and_preserved() -> None:
    entry = make_entry(commitments=(make_commitment(),))

    fresh = render_entry(entry, now=NOW + timedelta(hours=23))
    sealed = render_entry(entry, now=NOW + timedelta(hours=24))

    assert "Sealed" not in fresh
    assert "    # Sealed until the look-back: a change to these two is refused.\n" in sealed
    assert parse_entry(sealed, entry, today=TODAY) == entry


def test_new_commitment_is_not_sealed_immediately() -> None:
    """This holds even if the entry was last changed long ago."""
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    entry = make_entry(commitments=(), updated_at=long_ago)
    text = render_entry(entry).replace("commitments: []", "commitments: [{action: call}]")

    (made,) = parse_entry(text, entry, today=TODAY).commitments

    assert made.made_at.date() == TODAY
