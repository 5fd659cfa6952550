"""Tests for the content of the entry pane."""

from dataclasses import replace
from datetime import date, timedelta

from reflect.model.entry import Answer, Rating
from reflect.tui.widgets.entry_content import MAX_ANSWER, ViewOptions, entry_body, entry_title
from tests.factories import NOW, make_commitment, make_entry

OPTIONS = ViewOptions(now=NOW, width=60)


def test_body_starts_with_day_guide_id_kind_and_tags() -> None:
    entry = make_entry()
    lines = entry_body(entry, OPTIONS).plain.splitlines()
    assert lines[:3] == [
        f"Sat 21 Nov 2026 · drucker · {entry.id}",
        "◆ Several things came together that never had before. What was coming could not be known.",
        "#delegation #launch",
    ]


def test_body_quotes_the_lesson_once_and_shows_other_answers_below_their_questions() -> None:
    text = entry_body(make_entry(), OPTIONS).plain
    assert text.count("Ask who is on call") == 1
    assert "\n\n❝ Ask who is on call before any date. ❞\n\n" in text
    assert "What happened?\nWe launched on Friday.\n\nNobody was on call." in text
    assert "What is the lesson?" not in text


def test_body_shows_a_second_answer_to_the_lesson() -> None:
    answers = (Answer("lesson", "What?", "First."), Answer("lesson", "What else?", "Second."))
    text = entry_body(make_entry(answers=answers), OPTIONS).plain
    assert "❝ First. ❞" in text
    assert "What else?\nSecond." in text


def test_long_lesson_has_hanging_quotation_marks() -> None:
    for length in range(40, 70):
        lesson = Answer("lesson", "What?", ("word " * 40)[:length].strip() + ".")
        lines = (
            entry_body(make_entry(answers=(lesson,)), OPTIONS).plain.split("\n\n")[1].split("\n")
        )
        assert all(line.startswith("  ") for line in lines[1:])
        assert lines[-1].endswith(". ❞")
        assert lines[-1].strip() != "❞"
        assert all(len(line) <= 60 for line in lines)


def test_repeat_shows_the_earlier_lesson_and_its_age() -> None:
    earlier = make_entry(2, title="Pilot", occurred_on=date(2026, 10, 30))
    entry = make_entry(repeats=(earlier.id,))
    text = entry_body(entry, replace(OPTIONS, earlier={earlier.id: earlier})).plain
    assert "↻ again after 22 days: Pilot\n  ❝ Ask who is on call before any date. ❞" in text


def test_repeat_of_a_deleted_entry_or_without_lesson_says_so() -> None:
    earlier = make_entry(2, title="Pilot", occurred_on=date(2026, 11, 20), answers=())
    entry = make_entry(repeats=(earlier.id, "gone567890"))
    text = entry_body(entry, replace(OPTIONS, earlier={earlier.id: earlier})).plain
    assert "↻ again after a day: Pilot\n  It had no lesson." in text
    assert "↻ again, after gone567890, which is no longer here" in text


def test_ratings_are_shown_with_the_score() -> None:
    ratings = (Rating("a", "I am asked", 6), Rating("b", "I am blamed", 2, reversed=True))
    text = entry_body(make_entry(ratings=ratings), OPTIONS).plain
    assert "6 of 7  I am asked\n2 of 7  I am blamed (counted the other way round)" in text
    assert "Score 6.0 of 7" in text
    unfinished = make_entry(ratings=ratings, state="unfinished")
    assert "Score" not in entry_body(unfinished, OPTIONS).plain


def test_forecast_is_sealed_from_the_next_day_to_the_look_back() -> None:
    fresh = make_commitment()
    sealed = make_commitment(made_at=NOW - timedelta(days=2))
    judged = make_commitment(
        made_at=NOW - timedelta(days=20),
        looked_back_at=NOW,
        outcome="kept",
        came_true="yes",
        note="It held.",
    )
    forecast = "no launch without support this quarter (70 % sure)"
    text = entry_body(make_entry(commitments=(fresh,)), replace(OPTIONS, width=90)).plain
    assert f"forecast: {forecast}" in text
    assert "due Sun 6 Dec 2026" in text
    text = entry_body(make_entry(commitments=(sealed,)), OPTIONS).plain
    assert "forecast sealed until Sun 6 Dec 2026" in text
    assert "this quarter" not in text
    assert "70" not in text
    text = entry_body(make_entry(commitments=(judged,)), replace(OPTIONS, width=90)).plain
    assert "kept, looked back on Sun 22 Nov 2026" in text
    assert f"forecast: {forecast}: it came true\n  It held." in text


def test_due_look_back_has_a_sign_and_words() -> None:
    made = make_commitment(due=date(2026, 11, 20))
    text = entry_body(make_entry(commitments=(made,)), OPTIONS).plain
    assert "◷ look-back due since Fri 20 Nov 2026" in text


def test_unfinished_entries_name_the_key_to_continue() -> None:
    for state in ("capture", "draft", "unfinished"):
        text = entry_body(make_entry(state=state), OPTIONS).plain
        assert "; enter " in text.splitlines()[1]
    assert "enter" not in entry_body(make_entry(), OPTIONS).plain


def test_search_matches_are_highlighted() -> None:
    options = replace(OPTIONS, find=lambda text: ((0, 2),) if text else ())
    for content in (entry_title(make_entry(), options), entry_body(make_entry(), options)):
        assert "$found" in {span.style for span in content.spans}


def test_truncated_content_shows_the_number_of_remaining_characters() -> None:
    answers = tuple(Answer(f"a{number}", "What?", "x" * 10_000) for number in range(500))
    text = entry_body(make_entry(answers=answers), replace(OPTIONS, whole="f4")).plain
    assert len(text) < 40_000
    assert f"… {10_000 - MAX_ANSWER:,} more characters: f4 opens all" in text
    assert "… and 400 more answers: f4 opens all" in text


def test_untitled_entry_shows_a_placeholder() -> None:
    assert entry_title(make_entry(title=""), OPTIONS).plain == "(no title)"
