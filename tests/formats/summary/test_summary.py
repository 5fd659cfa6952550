"""The summary: its content, its order, and what it omits."""

from dataclasses import replace
from datetime import date, timedelta

from reflect.formats.summary.summary import render_summary
from reflect.model.commitment import Renewal
from reflect.model.entry import Answer, Entry, Rating
from tests.factories import NOW, make_commitment, make_entry
from tests.formats.helpers_guides import EVERY
from tests.formats.helpers_lint import lint

SPRING = make_entry(
    2,
    title="Überraschung! [Nobody] asked",
    occurred_on=date(2026, 3, 5),
    kind="",
    reason="",
    tags=(),
    answers=(
        Answer("happened", "What happened?", "# We moved\n\n- the date\n- the team"),
        Answer("lesson", "Lesson", "Ask first."),
    ),
    commitments=(),
)
LAUNCH = make_entry(1, repeats=(SPRING.id, "0000000009"))
LOOK = """\
# Reflections

From 5 Mar 2026 to 21 Nov 2026: 2 entries, 2 lessons, 1 commitment (1 open). Written on 22 Nov 2026.

3 more entries are left out: private, unfinished, or captures.

## Contents

- [Lessons](#lessons)
- [March 2026](#march-2026)
  - [Überraschung! \\[Nobody\\] asked (5 Mar 2026)](#überraschung-nobody-asked-5-mar-2026)
- [November 2026](#november-2026)
  - [Launched without support (21 Nov 2026)](#launched-without-support-21-nov-2026)

## Lessons

- Ask first. ([5 Mar 2026](#überraschung-nobody-asked-5-mar-2026))
- Ask who is on call before any date. ([21 Nov 2026](#launched-without-support-21-nov-2026))

## March 2026

### Überraschung! \\[Nobody\\] asked (5 Mar 2026)

**What happened?**

**We moved:**

- the date
- the team

**Lesson:**

> Ask first.

## November 2026

### Launched without support (21 Nov 2026)

- **Kind:** Several things came together that never had before. What was coming could not be known.
- **Tags:** delegation, launch
- **Repeats:** [Überraschung! \\[Nobody\\] asked (5 Mar 2026)](#überraschung-nobody-asked-5-mar-2026), 1 entry not in this summary

**What happened?**

We launched on Friday.

Nobody was on call.

**What is the lesson?**

> Ask who is on call before any date.

**Commitment:**

- **Open, to look back on 6 Dec 2026:** When somebody asks for a launch date, I will ask who is on call before I answer. Forecast: no launch without support this quarter (70 % sure).
"""  # noqa: E501
BRIEF = """\
# The year

From 5 Mar 2026 to 21 Nov 2026: 2 entries, 2 lessons, 1 commitment (1 open). Written on 24 Nov 2026.

## Lessons

- Ask first. — Überraschung! \\[Nobody\\] asked (5 Mar 2026)
- Ask who is on call before any date. — Launched without support (21 Nov 2026)

## Commitments

- **Open, to look back on 6 Dec 2026:** When somebody asks for a launch date, I will ask who is on call before I answer. Forecast: sealed until 6 Dec 2026. — Launched without support (21 Nov 2026)
"""  # noqa: E501


def test_summary_matches_the_golden_page() -> None:
    """Lessons come first, then the entries, oldest first."""
    assert render_summary([LAUNCH, SPRING], now=NOW, left_out=3) == LOOK


def test_brief_summary_has_only_lessons_and_commitments() -> None:
    now = NOW + timedelta(days=2)

    assert render_summary([LAUNCH, SPRING], now=now, brief=True, title="The year") == BRIEF


def shown(entry: Entry, days: int = 0) -> str:
    """Return the summary of one entry, a number of days after it was written."""
    text = render_summary([entry], now=NOW + timedelta(days=days))
    assert lint(text) == []
    return text


class TestCommitments:
    """Commitments, their outcomes and sealed forecasts."""

    def test_forecast_is_sealed_a_day_after_writing(self) -> None:
        assert "no launch without support this quarter" in shown(LAUNCH)
        assert "Forecast: sealed until 6 Dec 2026." in shown(LAUNCH, days=1)
        assert "quarter" not in shown(LAUNCH, days=1)
        assert "70" not in shown(LAUNCH, days=1)

    def test_forecast_stays_sealed_until_the_look_back(self) -> None:
        for brief in [True, False]:
            text = render_summary([LAUNCH], now=NOW + timedelta(days=900), brief=brief)

            assert "sealed until 6 Dec 2026" in text
            assert "quarter" not in text

    def test_forecast_is_shown_after_the_look_back(self) -> None:
        done = make_commitment(
            outcome="partly", came_true="no", note="I asked,\nbut late", looked_back_at=NOW
        )

        text = shown(make_entry(commitments=(done,)), days=30)

        assert (
            "- **Partly kept:** When somebody asks for a launch date, I will ask who is on call "
            "before I answer. Forecast: no launch without support this quarter (70 % sure); it did "
            "not come true. What happened: I asked, but late.\n"
        ) in text
        assert "1 commitment (1 partly kept)" in text

    def test_what_became_of_a_commitment_is_told(self) -> None:
        renewals = (
            Renewal(date(2026, 12, 1), NOW, "partly", "one date"),
            Renewal(date(2026, 12, 3), NOW),
        )
        done = make_commitment(
            outcome="kept",
            came_true="yes",
            obstacle="I want to please",
            remembered_percent=90,
            good_call="unsure",
            looked_back_at=NOW,
            renewals=renewals,
        )

        text = shown(make_entry(commitments=(done,), near_miss=True))

        assert "- **Near miss**\n" in text
        assert "Obstacle: I want to please. Forecast:" in text
        assert "(70 % sure, 90 % from memory); it came true. A good call: unsure." in text
        assert ("Renewed on 22 Nov 2026, partly kept: one date. Renewed on 22 Nov 2026.\n") in text

    def test_commitments_are_counted_by_outcome(self) -> None:
        made = [make_commitment()] + [
            make_commitment(outcome=outcome, looked_back_at=NOW)
            for outcome in ("kept", "dropped", "kept")
        ]

        text = shown(make_entry(commitments=tuple(made)))

        assert "4 commitments (2 kept, 1 dropped, 1 open)" in text


class TestSections:
    """The sections of an entry in the summary."""

    def test_ratings_are_shown_with_the_score(self) -> None:
        ratings = (
            Rating("a", "I can speak up", 6),
            Rating("b", "It is held against you", 2, reversed=True),
        )

        text = shown(make_entry(ratings=ratings))

        assert "**Score:** 6.0, from 1 to 7\n" in text
        assert "- I can speak up **6**\n" in text
        assert "- It is held against you **2**, counted as 6\n" in text

    def test_answer_to_a_list_prompt_is_shown_as_a_list(self) -> None:
        answer = Answer("causes", "What made it likely?", "The date was set\nNobody asked")
        entry = make_entry(guide="every", answers=(answer,))

        known = render_summary([entry], now=NOW, find_guide=lambda name: EVERY)
        unknown = render_summary([entry], now=NOW, find_guide=lambda name: None)

        assert "\n- The date was set\n- Nobody asked\n" in known
        assert "\nThe date was set\\\nNobody asked\n" in unknown

    def test_unfinished_entry_is_marked(self) -> None:
        assert "- **Unfinished**\n" in shown(make_entry(state="unfinished"))

    def test_single_entry_has_no_table_of_contents(self) -> None:
        assert "## Contents" not in shown(LAUNCH)

    def test_summary_without_lessons_has_no_lessons_heading(self) -> None:
        assert "## Lessons" not in shown(make_entry(answers=()))

    def test_empty_summary_counts_omitted_entries(self) -> None:
        text = render_summary([], now=NOW, left_out=1)

        assert "There is nothing to show." in text
        assert "1 more entry is left out: private, unfinished, or captures." in text
        assert lint(text) == []


class TestHeadings:
    """Headings are unique, and links lead to them."""

    def test_equal_headings_are_numbered(self) -> None:
        entries = [make_entry(number, created_at=NOW + timedelta(number)) for number in (1, 2, 3)]

        text = render_summary(entries, now=NOW)

        assert lint(text) == []
        for number in (", 2", ", 3"):
            assert f"### Launched without support (21 Nov 2026{number})\n" in text

    def test_equal_anchors_are_numbered(self) -> None:
        entries = [make_entry(n, title=title) for n, title in enumerate(["A!", "A?", "a."], 1)]

        text = render_summary(entries, now=NOW)

        assert lint(text) == []
        for anchor in ("#a-21-nov-2026)", "#a-21-nov-2026-1)", "#a-21-nov-2026-2)"):
            assert text.count(anchor) == 2  # once in the contents and once with the lesson

    def test_document_title_is_unique(self) -> None:
        cases = ["November 2026", "Lessons", "Learning C#", "Why?!.", ""]
        for title in cases:
            assert lint(render_summary([LAUNCH, SPRING], now=NOW, title=title)) == []

    def test_document_title_reserves_its_anchor(self) -> None:
        assert "[Lessons](#lessons-1)" in render_summary(
            [LAUNCH, SPRING], now=NOW, title="Lessons?"
        )

    def test_any_title_gives_a_valid_heading(self) -> None:
        cases = [
            "",
            "#",
            "10:30 and :x",
            "# x #",
            "日本語 👩‍👩‍👧",
            "a_b c-d  e",
            "<b>&amp;</b>",
            "![x](y)",
        ]
        for title in cases:
            assert lint(render_summary([replace(LAUNCH, title=title), SPRING], now=NOW)) == []
