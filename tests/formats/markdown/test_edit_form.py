"""The edit layout: what a person sees of an entry, and what becomes of the changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from reflect.formats.markdown.edit_form import render_edit
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.parser import parse_edit, parse_entry
from reflect.model.commitment import Commitment
from reflect.model.entry import Answer, Entry, Rating
from reflect.model.guide import Guide
from tests.factories import NOW, TODAY, make_commitment, make_entry
from tests.formats.helpers_guides import EVERY

LATER = NOW + timedelta(hours=24)
LOOK = """\
# Launched without support

## What happened?

We launched on Friday.

Nobody was on call.

## What made it likely?


## Where was it?


## What is the lesson?

Ask who is on call before any date.

## When will I look again?


---
guide: every
day: 2026-11-21
tags: delegation, launch
kind: complex
reason: uncertainty
near miss: yes
ratings:
  - I was heard.:
commitments:
  - when: somebody asks for a launch date
    I will: ask who is on call before I answer
    due: 2026-12-06
    obstacle: I like to be liked
    forecast: sealed until 6 Dec 2026
---
"""


def sealed_entry() -> Entry:
    """Return an entry with an open, a sealed and a closed commitment."""
    closed = make_commitment(cue="closed", outcome="kept", note="I did.", looked_back_at=NOW)
    fresh = make_commitment(cue="fresh", forecast="", percent=None)
    return make_entry(commitments=(closed, make_commitment(obstacle="I like it"), fresh))


def edited(
    entry: Entry, old: str, new: str, *, now: datetime = NOW, guide: Guide | None = None
) -> Entry:
    """Return the entry after one change to its form."""
    form = render_edit(entry, guide=guide, now=now)
    assert old in form
    return parse_edit(form.replace(old, new, 1), entry, guide=guide, today=now.date(), now=now)


def test_form_shows_prose_first_then_a_short_block_of_data() -> None:
    made = make_commitment(obstacle="I like to be liked")
    entry = make_entry(guide="every", near_miss=True, commitments=(made,))

    form = render_edit(entry, guide=EVERY, now=LATER)

    assert form == LOOK
    assert parse_edit(form, entry, guide=EVERY, today=TODAY, now=LATER) == entry


def test_question_whose_condition_is_not_met_is_left_out_and_can_be_answered() -> None:
    entry = make_entry(guide="every", answers=(Answer("lesson", "The lesson?", "Ask."),))

    assert "Where was it?" not in render_edit(entry, guide=EVERY, now=NOW)
    changed = edited(entry, "---\n", "## Where was it?\nHome\n\n---\n", guide=EVERY)
    assert changed.answers[-1] == Answer("where", "Where was it?", "home")


def test_open_question_is_answered_as_its_prompt_asks() -> None:
    entry = make_entry(guide="every")

    changed = edited(entry, "look again?\n", "look again?\n\nin 2 weeks\n", guide=EVERY)

    assert changed.answers == (*entry.answers, Answer("again", EVERY.prompts[6].ask, "2026-12-06"))


def test_stored_answers_are_not_reinterpreted() -> None:
    """By now "yesterday" means another day; a two-line lesson keeps both lines."""
    answers = (Answer("again", "When?", "yesterday"), Answer("lesson", "Lesson?", "a\nb"))
    entry = make_entry(answers=answers)

    changed = edited(entry, "# Launched", "# We launched", guide=EVERY)

    assert changed == replace(entry, title="We launched without support")


def test_questions_that_read_the_same_are_told_apart_by_id() -> None:
    answers = (Answer("one", "Why?", "x"), Answer("two", "Why?", "y"), Answer("", "Other", "z"))
    entry = make_entry(answers=answers)
    form = render_edit(entry, now=NOW)
    first, second = form.index("## Why?"), form.rindex("## Why?")

    assert form.count("<!--") == 2
    swapped = form[:first] + form[second : form.index("## Other")] + form[first:second]
    swapped += form[form.index("## Other") :]
    changed = parse_edit(swapped, entry, today=TODAY, now=NOW)
    assert changed.answers == (answers[1], answers[0], answers[2])


def test_removed_line_clears_its_field() -> None:
    entry = make_entry(near_miss=True)
    form = render_edit(entry, now=NOW)
    head, _, _ = form.partition("tags:")

    changed = parse_edit(f"{head}---\n", entry, today=TODAY, now=NOW)

    assert changed == replace(entry, tags=(), kind="", reason="", near_miss=False, commitments=())
    without = form.partition("\n---\n")[0]
    assert parse_edit(without, entry, today=TODAY, now=NOW) == entry


def test_keys_that_are_absent_are_named_and_can_be_added() -> None:
    entry = make_entry(kind="", reason="", tags=(), commitments=())

    assert "# also: tags, kind, near miss, commitments" in render_edit(entry, now=NOW)
    changed = edited(
        entry, "# also", "tags: [a, b]\nnear miss: Yes\ncommitments:\n- I will: call\n# also"
    )
    assert (changed.tags, changed.near_miss) == (("a", "b"), True)
    assert changed.commitments == (Commitment("", "call", date(2026, 12, 6), NOW),)


def test_ratings_show_their_statement_and_keep_their_scale() -> None:
    ratings = (Rating("heard", "I was: heard.", 2, 1, 5, reversed=True), Rating("x", "Safe", 7))
    entry = make_entry(ratings=ratings)

    changed = edited(entry, '"I was: heard.": 2', '"I was: heard.": 4')

    assert changed.ratings == (replace(ratings[0], value=4), ratings[1])
    with pytest.raises(FormError) as caught:
        edited(entry, "Safe: 7", "Safe: 8")
    assert "value is a whole number from 1 to 7" in caught.value.message


def test_changed_commitment_keeps_what_the_form_does_not_show() -> None:
    entry = sealed_entry()

    changed = edited(entry, "I like it", "I like to be liked", now=LATER)

    assert changed.commitments == (
        entry.commitments[0],
        replace(entry.commitments[1], obstacle="I like to be liked"),
        entry.commitments[2],
    )


def test_reordered_and_new_commitments_keep_their_numbers() -> None:
    entry = sealed_entry()
    form = render_edit(entry, now=LATER)
    start, fresh = form.index("  - when: somebody"), form.index("  - when: fresh")
    end = form.rindex("---")
    new = "  - I will: rest\n"

    text = form[:start] + form[fresh:end] + new + form[start:fresh] + form[end:]
    changed = parse_edit(text, entry, today=LATER.date(), now=LATER)

    assert changed.commitments[:3] == entry.commitments
    assert changed.commitments[3].action == "rest"


def test_sealed_forecast_that_is_replaced_or_removed_shows_as_a_change() -> None:
    """Saving refuses it; the form is parsed, so that the message can name the commitment."""
    entry = sealed_entry()

    for new in ("a quiet launch", "sealed until 7 Dec 2026"):
        changed = edited(entry, "sealed until 6 Dec 2026", new, now=LATER)
        assert changed.commitments[1].forecast == new
    gone = edited(entry, "    forecast: sealed until 6 Dec 2026\n", "", now=LATER)
    assert gone.commitments[1].forecast == ""


def test_due_day_of_a_sealed_commitment_may_move() -> None:
    entry = sealed_entry()

    changed = edited(entry, "due: 2026-12-06", "due: 2027-01-06", now=LATER)

    assert changed.commitments[1] == replace(entry.commitments[1], due=date(2027, 1, 6))


def test_new_forecast_is_not_sealed_immediately() -> None:
    """This holds even if the commitment was made long ago."""
    made = make_commitment(forecast="", percent=None, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    entry = make_entry(commitments=(made,))

    changed = edited(entry, "due: 2026-12-06", "due: 2026-12-06\n    forecast: peace")

    assert changed.commitments == (replace(made, forecast="peace", made_at=NOW),)


def test_seal_without_a_sealed_forecast_is_an_error() -> None:
    form = render_edit(sealed_entry(), now=LATER)

    with pytest.raises(FormError) as caught:
        parse_entry(form, make_entry(2, commitments=()), today=TODAY, now=NOW)

    assert form.split("\n")[caught.value.line - 1].strip().startswith("forecast: sealed")


def test_field_of_a_commitment_is_checked_at_its_line() -> None:
    entry = make_entry()
    cases = {
        ("percent: 70", "percent: 101"): "from 0 to 100",
        ("due: 2026-12-06", "due: 2026-11-01"): "already past",
        ("due: 2026-12-06", "due: soon"): "not a date",
        ("    forecast: no launch without support this quarter\n", ""): "without a forecast",
    }
    for (old, new), what in cases.items():
        with pytest.raises(FormError) as caught:
            edited(entry, old, new)
        assert what in caught.value.message
        shown = render_edit(entry, now=NOW).replace(old, new, 1).split("\n")
        assert shown[caught.value.line - 1].strip().startswith((new[:3] or "percent",))


def test_past_day_that_was_not_changed_is_accepted() -> None:
    entry = make_entry(commitments=(make_commitment(due=date(2026, 11, 1)),))

    assert edited(entry, "# Launched", "# Launched").commitments == entry.commitments


def test_forecast_without_a_plan_is_due_in_nine_months() -> None:
    form = (
        "# Lease\n## What happened?\nSigned.\n---\ncommitments:\n- forecast: full\n  percent: 60\n"
    )

    entry = parse_entry(form, make_entry(2, commitments=()), guide=EVERY, today=TODAY, now=NOW)

    assert entry.commitments == (Commitment("", "", date(2027, 8, 22), NOW, "full", 60),)
    assert edited(entry, "percent: 60", "percent: 60").commitments == entry.commitments


def test_rule_between_paragraphs_is_text() -> None:
    entry = make_entry(answers=(Answer("a", "A?", "x"),), commitments=())

    for text in ("one\n\n---\n\ntwo", "---\nnote: two\n---", "---\ntwo: x\nkind of"):
        assert edited(entry, "\nx\n", f"\n{text}\n").answers[0].text == text


def test_mistyped_key_is_an_error_wherever_it_is() -> None:
    form = render_edit(make_entry(), now=NOW)

    for key in ("guide", "day", "kind"):
        with pytest.raises(FormError) as caught:
            parse_edit(form.replace(f"\n{key}:", "\nxyz:"), make_entry(), today=TODAY, now=NOW)
        assert "xyz is not known here" in caught.value.message


def test_text_and_questions_below_the_data_are_kept() -> None:
    entry = make_entry()
    form = render_edit(entry, now=NOW)

    changed = parse_edit(f"{form}\n## Mine\n\nMore.\n", entry, today=TODAY, now=NOW)

    assert changed.answers[-1] == Answer("", "Mine", "More.")
    with pytest.raises(FormError):
        parse_edit(f"{form}{form[form.index('---') :]}", entry, today=TODAY, now=NOW)
