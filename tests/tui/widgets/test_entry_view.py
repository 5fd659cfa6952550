"""An entry as it is read in the pane beside the list."""

from dataclasses import replace
from datetime import date, timedelta

from reflect.model.entry import Answer, Rating
from reflect.tui.widgets.entry_content import LONGEST_ANSWER, Sight, body_of, title_of
from tests.factories import NOW, make_commitment, make_entry

SIGHT = Sight(now=NOW, width=60)


def test_day_guide_id_kind_and_tags_come_first() -> None:
    entry = make_entry()
    lines = body_of(entry, SIGHT).plain.splitlines()
    assert lines[:3] == [
        f"Sat 21 Nov 2026 · drucker · {entry.id}",
        "◆ Several things came together that never had before. What was coming could not be known.",
        "#delegation #launch",
    ]


def test_the_lesson_is_quoted_once_and_the_other_answers_follow_their_questions() -> None:
    told = body_of(make_entry(), SIGHT).plain
    assert told.count("Ask who is on call") == 1
    assert "\n\n❝ Ask who is on call before any date. ❞\n\n" in told
    assert "What happened?\nWe launched on Friday.\n\nNobody was on call." in told
    assert "What is the lesson?" not in told


def test_a_second_answer_to_the_question_for_the_lesson_is_not_lost() -> None:
    answers = (Answer("lesson", "What?", "First."), Answer("lesson", "What else?", "Second."))
    told = body_of(make_entry(answers=answers), SIGHT).plain
    assert "❝ First. ❞" in told
    assert "What else?\nSecond." in told


def test_a_long_lesson_hangs_and_no_quotation_mark_stands_alone() -> None:
    for length in range(40, 70):
        lesson = Answer("lesson", "What?", ("word " * 40)[:length].strip() + ".")
        lines = body_of(make_entry(answers=(lesson,)), SIGHT).plain.split("\n\n")[1].split("\n")
        assert all(line.startswith("  ") for line in lines[1:])
        assert lines[-1].endswith(". ❞")
        assert lines[-1].strip() != "❞"
        assert all(len(line) <= 60 for line in lines)


def test_a_repetition_shows_the_earlier_lesson_and_how_long_ago_it_was() -> None:
    earlier = make_entry(2, title="Pilot", occurred_on=date(2026, 10, 30))
    entry = make_entry(repeats=(earlier.id,))
    told = body_of(entry, replace(SIGHT, earlier={earlier.id: earlier})).plain
    assert "↻ again after 22 days: Pilot\n  ❝ Ask who is on call before any date. ❞" in told


def test_a_repetition_of_what_is_gone_or_has_no_lesson_says_so() -> None:
    earlier = make_entry(2, title="Pilot", occurred_on=date(2026, 11, 20), answers=())
    entry = make_entry(repeats=(earlier.id, "gone567890"))
    told = body_of(entry, replace(SIGHT, earlier={earlier.id: earlier})).plain
    assert "↻ again after a day: Pilot\n  It had no lesson." in told
    assert "↻ again, after gone567890, which is no longer here" in told


def test_ratings_are_shown_with_the_score() -> None:
    ratings = (Rating("a", "I am asked", 6), Rating("b", "I am blamed", 2, reversed=True))
    told = body_of(make_entry(ratings=ratings), SIGHT).plain
    assert "6 of 7  I am asked\n2 of 7  I am blamed (counted the other way round)" in told
    assert "Score 6.0 of 7" in told
    unfinished = make_entry(ratings=ratings, state="unfinished")
    assert "Score" not in body_of(unfinished, SIGHT).plain


def test_a_forecast_is_sealed_from_the_next_day_to_the_look_back() -> None:
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
    told = body_of(make_entry(commitments=(fresh,)), replace(SIGHT, width=90)).plain
    assert f"forecast: {forecast}" in told
    assert "due Sun 6 Dec 2026" in told
    told = body_of(make_entry(commitments=(sealed,)), SIGHT).plain
    assert "forecast sealed until Sun 6 Dec 2026" in told
    assert "this quarter" not in told
    assert "70" not in told
    told = body_of(make_entry(commitments=(judged,)), replace(SIGHT, width=90)).plain
    assert "kept, looked back on Sun 22 Nov 2026" in told
    assert f"forecast: {forecast}: it came true\n  It held." in told


def test_a_look_back_that_waits_is_told_by_sign_and_words() -> None:
    made = make_commitment(due=date(2026, 11, 20))
    told = body_of(make_entry(commitments=(made,)), SIGHT).plain
    assert "◷ look-back due since Fri 20 Nov 2026" in told


def test_what_waits_says_how_to_go_on() -> None:
    for state in ("capture", "draft", "unfinished"):
        told = body_of(make_entry(state=state), SIGHT).plain
        assert "; enter " in told.splitlines()[1]
    assert "enter" not in body_of(make_entry(), SIGHT).plain


def test_words_found_are_set_off_in_title_and_text() -> None:
    sight = replace(SIGHT, find=lambda text: ((0, 2),) if text else ())
    for content in (title_of(make_entry(), sight), body_of(make_entry(), sight)):
        assert "$found" in {span.style for span in content.spans}


def test_what_is_long_is_cut_and_says_how_much_is_left() -> None:
    answers = tuple(Answer(f"a{number}", "What?", "x" * 10_000) for number in range(500))
    told = body_of(make_entry(answers=answers), replace(SIGHT, whole="f4")).plain
    assert len(told) < 40_000
    assert f"… {10_000 - LONGEST_ANSWER:,} more characters: f4 opens all" in told
    assert "… and 400 more answers: f4 opens all" in told


def test_an_entry_without_title_says_so() -> None:
    assert title_of(make_entry(title=""), SIGHT).plain == "(no title)"
