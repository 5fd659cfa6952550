"""Similar entries: which earlier entries count as "you have been here before"."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from reflect.model.entry import Answer, Entry
from reflect.practice.similarity import (
    DocumentFrequency,
    commitment_outcome,
    count_features,
    extract_features,
    find_similar,
    stem,
)
from tests.factories import NOW, make_commitment, make_entry


def told(
    number: int, title: str, first: str, lesson: str, kind: str = "", tags: tuple[str, ...] = ()
) -> Entry:
    """Make an entry dated one week after the entry with the previous number."""
    kind, _, reason = kind.partition("/")
    then = NOW + timedelta(days=7 * number - 700)
    answers = (Answer("happened", "What happened?", first), Answer("lesson", "Lesson?", lesson))
    return make_entry(
        number, title=title, kind=kind, reason=reason, tags=tags, answers=answers,
        occurred_on=then.date(), created_at=then, commitments=(),
    )  # fmt: skip


PROMISED = told(
    1,
    "Promised March for the migration",
    "Promised March for the migration in the steering committee. Lena had not said so.",
    "A promise that belongs to somebody else is not mine to make.",
    "preventable/inattention",
    ("promises",),
)
AGAIN = told(
    9,
    "I answered for Lena",
    "The steering committee asked Lena whether the migrations would hold, and I answered.",
    "The one who owns the promise makes it.",
    "preventable/inattention",
    ("promises",),
)
OTHERS = [
    told(2, "Launched without support", "We launched on Friday; nobody was on call.",
         "Ask who is on call before any date.", "complex/uncertainty", ("launch",)),
    told(3, "Snapped at Ada", "I raised my voice at Ada in front of the team, in the demo.",
         "When I feel cornered, I breathe out first.", "preventable/deviance", ("anger",)),
    told(4, "Hired too fast", "We hired an engineer in a week because the roadmap was late.",
         "A gap costs less than the wrong colleague.", "preventable/inattention", ("hiring",)),
    told(5, "Forgot the licence", "The licence was missing in the budget I sent to the board.",
         "One checklist for the budget, kept by two.", "preventable/inattention", ("budget",)),
    told(6, "Wrong prices on invoices", "40 invoices went out with the price of last year.",
         "What a plan leaves out is agreed.", "preventable/process inadequacy", ("process",)),
]  # fmt: skip


def test_same_mistake_is_found_among_others() -> None:
    found = find_similar(AGAIN, [*OTHERS, PROMISED])
    assert [echo.entry for echo in found] == [PROMISED]
    assert found[0].days == 56
    assert found[0].shared[0] == "promises"
    assert {"Lena", "steering", "committee", "migrations"} <= set(found[0].shared)


def test_other_mistakes_are_not_similar() -> None:
    for number in range(len(OTHERS)):
        journal = [PROMISED, *OTHERS[:number]]
        assert find_similar(OTHERS[number], journal) == []


def test_one_earlier_entry_is_enough() -> None:
    assert [echo.entry for echo in find_similar(AGAIN, [PROMISED])] == [PROMISED]


def test_kind_and_tag_alone_are_not_enough() -> None:
    other = told(8, "Missed the dentist", "Slept through the alarm.", "Two alarms.",
                 "preventable/inattention", ("promises",))  # fmt: skip
    assert find_similar(other, [PROMISED]) == []


def test_short_note_is_similar_if_most_words_match() -> None:
    cases = [
        ("I promised the committee a migration again.", True),
        ("I promised the committee something.", False),
        ("The migration was hard for everybody.", False),
        ("I promised the committee a new roof, better coffee, and a migration party.", False),
    ]
    for words, is_alike in cases:
        earlier = replace(PROMISED, title="March", tags=())
        found = find_similar(told(9, words, words, "", "preventable"), [earlier, *OTHERS])
        assert bool(found) is is_alike


def test_common_words_do_not_count() -> None:
    words = "I should have asked the team again before the next meeting on Monday, and I did not."
    first = told(1, "The meeting on Monday", words, "Ask the people before the meeting.")
    second = told(2, "The meeting on Monday", words, "Ask the people before the meeting.")
    assert find_similar(second, [first]) == []


def test_common_words_in_other_languages_do_not_count() -> None:
    for words in [
        "Ich habe nicht gesagt, dass wir keine Zeit haben, weil alles immer so schnell gehen muss.",
        "Je n'avais pas dit que nous étions en retard parce que tout le monde avait peur.",
        "No dije nada porque siempre hay alguien que sabe más que nosotros sobre todo esto.",
    ]:
        assert find_similar(told(2, "", words, ""), [told(1, "", words[:60], "")]) == []


def test_words_frequent_in_the_journal_do_not_count() -> None:
    journal = [
        told(n, f"Zanridale {n}", "The zanridale pipeline of the regulator was late.", "Call.",
             "complex", ("pipeline",))
        for n in range(1, 60)
    ]  # fmt: skip
    one = told(80, "Zanridale", "The zanridale pipeline of the regulator failed.", "Wait.",
               "complex", ("pipeline",))  # fmt: skip
    assert find_similar(one, journal) == []
    assert find_similar(one, journal[:2])


def test_captures_and_drafts_are_not_returned() -> None:
    for state in ["capture", "draft"]:
        assert find_similar(AGAIN, [replace(PROMISED, state=state)]) == []


def test_unfinished_entries_are_returned() -> None:
    assert find_similar(AGAIN, [replace(PROMISED, state="unfinished")])


def test_entry_itself_and_later_or_confirmed_entries_are_not_returned() -> None:
    assert find_similar(PROMISED, [AGAIN]) == []
    assert find_similar(AGAIN, [replace(PROMISED, id=AGAIN.id)]) == []
    assert find_similar(replace(AGAIN, repeats=(PROMISED.id,)), [PROMISED]) == []
    assert find_similar(AGAIN, [PROMISED], repeats=[PROMISED.id]) == []


def test_earlier_entry_from_the_same_day_is_returned() -> None:
    before = replace(PROMISED, occurred_on=AGAIN.occurred_on)
    assert [echo.days for echo in find_similar(AGAIN, [before])] == [0]
    after = replace(before, created_at=AGAIN.created_at + timedelta(minutes=1))
    assert find_similar(AGAIN, [after]) == []


def test_results_are_ordered_and_limited() -> None:
    less = replace(PROMISED, id="zzzzzzzzzz", tags=())
    found = find_similar(AGAIN, [less, PROMISED])
    assert [echo.entry.id for echo in found] == [PROMISED.id, less.id]
    assert find_similar(AGAIN, [less, PROMISED], limit=1) == found[:1]


def test_private_tag_does_not_count() -> None:
    assert extract_features(make_entry(tags=("private", "launch"))).tags == ("launch",)


def test_tag_and_its_word_count_once() -> None:
    first = told(1, "Lost the client call", "I joined from the train.", "A quiet room.",
                 "preventable/inattention", ("clients",))  # fmt: skip
    second = told(2, "Client angry about silence", "She heard nothing of the delay.", "Same day.",
                  "preventable/inattention", ("clients",))  # fmt: skip
    assert find_similar(second, [first]) == []


def test_forms_of_a_word_share_a_stem() -> None:
    cases = [
        ("promised", "promises"),
        ("delegate", "delegation"),
        ("planning", "planned"),
        ("launch", "launched"),
        ("deadline", "deadlines"),
        ("committee", "committees"),
    ]
    for one, other in cases:
        assert stem(one) == stem(other)
        assert one.startswith(stem(one))


def test_commitment_outcome_summarises_all_commitments() -> None:
    cases = [
        ([], ""),
        ([""], "still open"),
        (["kept"], "kept"),
        (["dropped", "dropped"], "dropped"),
        (["kept", "dropped"], "partly"),
        (["kept", ""], "kept"),
    ]
    for outcomes, told_as in cases:
        commitments = tuple(
            make_commitment(outcome=outcome, looked_back_at=NOW if outcome else None)
            for outcome in outcomes
        )
        assert commitment_outcome(make_entry(commitments=commitments)) == told_as


def test_threshold_grows_with_the_journal() -> None:
    assert (
        DocumentFrequency(30_000).threshold
        > DocumentFrequency(1_000).threshold
        > DocumentFrequency(10).threshold
    )


@given(text=st.text(max_size=200), title=st.text(max_size=40))
def test_any_text_can_be_compared(text: str, title: str) -> None:
    entry = told(9, title, text, text)
    earlier = told(1, title, text, text)
    mine = extract_features(entry)
    assert count_features(mine, [extract_features(earlier)]).total == 1
    for echo in find_similar(entry, [earlier]):
        assert echo.shared
