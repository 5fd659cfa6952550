"""The answers in the sample journal fit its guides."""

from collections import Counter

from reflect.demo.loader import sample_entries
from reflect.guides.loader import load_guide
from reflect.journal.entries import NOTE_QUESTION
from reflect.model.entry import NOTE, Entry
from reflect.model.failure import parse_kind
from reflect.model.guide import Scale
from reflect.practice.answers import Value, accept
from reflect.practice.session import Session
from tests.demo.helpers_moments import MOMENTS
from tests.factories import NOW

ENTRIES = sample_entries(NOW)
GUIDED = [entry for entry in ENTRIES if entry.guide]
COMMITMENTS = [made for entry in ENTRIES for made in entry.commitments]


def session_of(entry: Entry) -> Session:
    """Return a session that gives the same answers as the entry."""
    guide = load_guide(entry.guide, None)
    given: dict[str, Value] = {answer.prompt: answer.text for answer in entry.answers}
    given |= {rating.prompt: rating.value for rating in entry.ratings}
    for prompt in guide.prompts:
        if prompt.answer == "commitment" and entry.commitments:
            given[prompt.id] = entry.commitments[0]
        if prompt.feeds == "kind":
            given[prompt.id] = "/".join(part for part in (entry.kind, entry.reason) if part)
        if prompt.feeds == "title":
            given[prompt.id] = entry.title
    session = Session(guide)
    for prompt_id, value in given.items():
        if prompt_id:
            asked = guide.prompt(prompt_id)
            assert asked, prompt_id
            kept = accept(asked, value, entry.created_at.date())
            assert kept == value
            session.answers[prompt_id] = kept
    return session


def test_questions_follow_the_guide() -> None:
    for entry in GUIDED:
        asked = {prompt.id: prompt.ask for prompt in load_guide(entry.guide, None).prompts}
        answered = [(answer.prompt, answer.question) for answer in entry.answers if answer.prompt]
        guided = answered + [(rating.prompt, rating.question) for rating in entry.ratings]
        assert guided == [pair for pair in asked.items() if pair in guided]
        assert len(guided) == len({prompt for prompt, _ in guided})


def test_answers_are_valid_for_their_prompts() -> None:
    for entry in GUIDED:
        session = session_of(entry)
        asked = {prompt.id for prompt in session.steps}
        assert set(session.answers) <= asked
        assert not session.missing
        assert parse_kind(f"{entry.kind}/{entry.reason}") == (entry.kind, entry.reason)


def test_list_answers_have_lines_and_prose_has_paragraphs() -> None:
    lists, prose = [], []
    for entry in GUIDED:
        kinds = {prompt.id: prompt.answer for prompt in load_guide(entry.guide, None).prompts}
        lists += [one.text for one in entry.answers if kinds.get(one.prompt) == "list"]
        prose += [one.text for one in entry.answers if kinds.get(one.prompt) == "text"]
    assert sum("\n" in text for text in lists) > len(lists) / 2
    assert not any("\n\n" in text for text in lists)
    assert any("\n\n" in text for text in prose)
    assert not any("\n" in text.replace("\n\n", "") for text in prose)


def test_incomplete_entries_are_unfinished() -> None:
    for entry in GUIDED:
        session = session_of(entry)
        ends = entry.guide == "safety" or (bool(entry.lesson) and bool(entry.commitments))
        assert ends == (entry.state == "entry")
        assert entry.state != "unfinished" or len(session.answers) > 1


def test_capture_consists_of_one_note() -> None:
    captures = [entry for entry in ENTRIES if entry.state == "capture"]
    for entry in captures:
        assert [(answer.prompt, answer.question) for answer in entry.answers] == [
            (NOTE, NOTE_QUESTION)
        ]
        assert not entry.guide


def test_safety_statements_are_all_rated() -> None:
    guide = load_guide("safety", None)
    scales = {
        prompt.id: prompt.scale or Scale() for prompt in guide.prompts if prompt.answer == "scale"
    }
    rated = [entry for entry in ENTRIES if entry.ratings]
    assert {entry.guide for entry in rated} == {"safety"}
    for entry in rated:
        assert {one.prompt for one in entry.ratings} == set(scales)
        for one in entry.ratings:
            scale = scales[one.prompt]
            assert (one.low, one.high, one.reversed) == (scale.low, scale.high, scale.reversed)


def test_every_outcome_occurs() -> None:
    outcomes = Counter(made.outcome for made in COMMITMENTS)
    held = Counter(made.came_true for made in COMMITMENTS)
    assert outcomes["kept"] > outcomes["partly"] >= outcomes["dropped"] >= 2
    assert held["yes"] > held["no"] > held["unclear"] >= 1


def test_journal_has_enough_forecasts_for_calibration() -> None:
    scored = [made for made in COMMITMENTS if made.came_true in ("yes", "no")]
    assert sum(made.percent is not None for made in scored) >= 20
    assert len({made.percent for made in scored}) >= 6


def test_look_backs_have_an_outcome_and_a_note() -> None:
    for made in COMMITMENTS:
        has_forecast = bool(made.forecast)
        assert has_forecast == (made.percent is not None)
        assert bool(made.outcome) == bool(made.note) == (not made.is_open)
        is_scored = has_forecast and not made.is_open and made.outcome != "dropped"
        assert bool(made.came_true) == is_scored


def test_look_backs_show_renewals_obstacles_and_what_was_remembered() -> None:
    renewed = [made for made in COMMITMENTS if made.renewals]
    assert {made.is_open for made in renewed} == {True, False}
    for made in renewed:
        for renewal in made.renewals:
            assert made.made_at.date() < renewal.due <= renewal.renewed_at.date() < made.due
    assert any(made.obstacle for made in COMMITMENTS)
    remembered = [made for made in COMMITMENTS if made.remembered_percent is not None]
    assert len(remembered) >= 12
    assert all(made.came_true and made.percent is not None for made in remembered)
    judged = [entry for entry in ENTRIES for made in entry.commitments if made.good_call]
    assert {entry.guide for entry in judged} == {"decision"}
    assert any(entry.near_miss for entry in ENTRIES)


def test_sample_journal_has_due_and_upcoming_commitments_with_sealed_forecasts() -> None:
    for now in MOMENTS.values():
        made = [one for entry in sample_entries(now) for one in entry.commitments]
        due = [one for one in made if one.is_due(now.date())]
        ahead = [one for one in made if one.is_open and one not in due]
        assert (len(due), len(ahead)) == (2, 2)
        assert [one.is_sealed(now) for one in due].count(True) == 1
        assert [one.is_sealed(now) for one in ahead].count(True) == 1
