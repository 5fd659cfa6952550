"""The query language: operators, and errors that mark the position."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.model.entry import Answer, Entry
from reflect.search.parser import parse_query
from tests.factories import NOW, TODAY, make_commitment, make_entry
from tests.search.helpers_records import bare

ENTRY = make_entry(
    title="Launched without support",
    answers=(
        Answer(
            "happened", "What happened?", "We said it’s “done” on Friday.\n\nNobody was on call."
        ),
        Answer("lesson", "What is the lesson?", "Ask who is on call before any date."),
    ),
    commitments=(make_commitment(cue="Zoë asks", action="phone the café", note="went fine"),),
)


def matches(text: str, entry: Entry = ENTRY, today: date = TODAY) -> bool:
    return parse_query(text, today).matches(entry, today)


MATCHING = (
    *("", "friday", "FRIDAY", "fri", "launch", "friday launched", "cafe", "café", "CAFÉ", "zoe"),
    *("it's", "it’s done", "on-call", "delegation", "fine", "date", '"nobody was on call"'),
    *('"on friday nobody"', '"DONE"', "“nobody was”", "-office", '-"on holiday"', "-frid"),
    *("title:launched", 'title:"without support"', "Title:SUPPORT", "lesson:ask", "-lesson:friday"),
    *("tag:launch", "tag:Delegation", "-tag:ops", 'tag:"launch"', "guide:drucker", "-guide:aar"),
    *("kind:complex", "-kind:intelligent", "kind:complex/uncertainty"),
    *("is:open", "-is:due", "-is:draft", "since:2026-11-21", "until:2026-11-21", "since:2026-11"),
    *("until:2026", "since:yesterday", "-since:2027", "friday OR monday", "monday OR friday"),
    *("monday OR tuesday OR friday", "tag:ops OR friday", "-friday OR nobody", "friday - call"),
)
NOT_MATCHING = (
    *("monday", "riday", "friday monday", "happened", '"fri"', '"call on"', "-friday", "-call"),
    *("-cafe", '-"on call"', "title:friday", "title:launch", "lesson:friday", "lesson:as"),
    *("tag:laun", "-tag:launch", "kind:intelligent", 'kind:""', "guide:aar", "-kind:complex"),
    *('kind:"complex/process complexity"', "is:due", "is:draft", "is:capture", "is:unfinished"),
    *("is:repeat", "is:private", "-is:open", "since:today", "until:2026-11-20", "since:2027"),
    *("until:2025", "monday OR tuesday", "monday friday OR nobody", "R & D"),
    *("forecast", "quarter", "question", "drucker", "uncertainty", "2026"),
)


def test_operators_match() -> None:
    assert [text for text in MATCHING if not matches(text)] == []
    assert [text for text in NOT_MATCHING if matches(text)] == []


def test_filters_match_every_state() -> None:
    cases = [
        ("is:due", make_entry(commitments=(make_commitment(due=TODAY),))),
        ("-is:open", make_entry(commitments=(make_commitment(looked_back_at=NOW),))),
        ("is:draft", make_entry(state="draft")),
        ("is:capture", make_entry(state="capture")),
        ("is:unfinished", make_entry(state="unfinished")),
        ("is:repeat", make_entry(repeats=("0000000002",))),
        ("IS:Private", make_entry(tags=("private",))),
        ('kind:""', make_entry(kind="", reason="")),
        ('tag:"hard talks"', make_entry(tags=("hard talks",))),
        ("tag:übung", make_entry(tags=("übung",))),
        ("tag:ubung", make_entry(tags=("übung",))),
        ("guide:five-whys", make_entry(guide="five-whys")),
    ]
    assert [text for text, entry in cases if not matches(text, entry)] == []


def test_or_joins_only_adjacent_words() -> None:
    text = "red OR blue car"
    assert matches(text, bare(1, "a red car"))
    assert matches(text, bare(1, "a blue car"))
    assert not matches(text, bare(1, "a red bicycle"))


def test_phrase_does_not_span_two_answers() -> None:
    answers = (Answer("a", "?", "ends with call"), Answer("b", "?", "before noon"))
    assert not matches('"call before"', make_entry(answers=answers, commitments=()))


def test_scripts_without_spaces_match_anywhere() -> None:
    cases = [
        ("会議", "昨日の会議で失敗した"),
        ('"会議で"', "昨日の会議で失敗した"),
        ("会議 失敗", "昨日の会議で失敗した"),
        ("iphone", "新しいiPhoneを"),
        ("ประชุม", "เมื่อวานประชุมล้มเหลว"),
        ("회의", "어제 회의에서"),
        ("🎉", "we won🎉🎉 today"),
        ("が", "か\u3099"),
        ("हिन्दी", "मैंने हिन्दी में"),
    ]
    assert [text for text, body in cases if not matches(text, bare(1, body))] == []


def test_characters_in_a_different_order_do_not_match() -> None:
    assert not matches("議会", bare(1, "昨日の会議で失敗した"))
    assert not matches("-会議", bare(1, "昨日の会議で失敗した"))
    assert not matches('"हिन्द"', bare(1, "मैंने हिन्दी में"))


def test_error_marks_the_position() -> None:
    cases = [
        ("launch tga:ops", 'there is no field "tga:"; did you mean "tag:"?', "       ^^^^"),
        ("-tga:ops", 'no field "tga:"', "^^^^^"),
        ("see http://x.org", 'no field "http:"', "    ^^^^^"),
        ('launch "without sup', "a quote is not closed", "       ^"),
        ('tag:"hard talks', "a quote is not closed", "    ^"),
        ("launch OR", "OR needs something on both sides", "       ^^"),
        ("OR launch", "OR needs something on both sides", "^^"),
        ("a OR OR b", "OR needs something on both sides", "     ^^"),
        ("a is:opn", "is: no such state", "  ^^^^^^"),
        ("kind:complx", "kind: no such kind of failure: 'complx'", "^" * 11),
        ("since:03/04/2026", "since: the order of day and month is unclear", "^" * 16),
        ("a until:soon b", "until: not a date that can be read: 'soon'", "  ^^^^^^^^^^"),
        ("tag: ops", "tag: needs a value right after it", "^^^^"),
        ('a ""', "there is no word to look for", "  ^^"),
        ("lesson:?", "there is no word to look for", "^^^^^^^^"),
        ("???", "there is nothing to look for here", "^^^"),
        ("会議 tga:x", 'no field "tga:"', "     ^^^^"),
        ("\x1b[2J tga:x", 'no field "tga:"', "     ^^^^"),
    ]
    for text, message, place in cases:
        with pytest.raises(UsageError) as caught:
            parse_query(text, TODAY)
        assert message in caught.value.message, text
        line, carets = caught.value.hint.split("\n")
        assert carets == place, text
        assert "\x1b" not in line
        if text.isascii() and text.isprintable():
            assert line == text


def test_error_in_a_long_query_shows_only_the_surrounding_text() -> None:
    with pytest.raises(UsageError) as caught:
        parse_query("x" * 5000 + " tga:y " + "z" * 5000, TODAY)
    line, carets = caught.value.hint.split("\n")
    assert len(line) < 80
    assert line[carets.index("^") :].startswith("tga:y")


def test_query_with_a_thousand_words_is_rejected() -> None:
    with pytest.raises(UsageError, match="1000 words is too long"):
        parse_query("word " * 1000, TODAY)


def test_very_long_words_and_phrases_match_quickly() -> None:
    assert not matches("x" * 10_000)
    assert not matches('"' + "on " * 3_000 + '"')
    assert matches('"' + "on " * 3_000 + '"', bare(1, "on " * 3_000))


@given(st.text(st.characters(), max_size=40))
def test_any_text_parses_or_raises_a_usage_error(text: str) -> None:
    try:
        query = parse_query(text, TODAY)
    except UsageError as error:
        assert "\n" not in error.message
    else:
        query.matches(ENTRY, TODAY)


OPERATORS = [
    "OR",
    "-",
    '"',
    ":",
    "tag:",
    "-tag:x",
    "is:open",
    "since:2026",
    "a",
    "b",
    "é",
    "会",
    " ",
]


@given(st.lists(st.sampled_from(OPERATORS), max_size=12), st.booleans())
def test_operators_in_any_order_never_crash(parts: list[str], apart: bool) -> None:
    try:
        parse_query((" " if apart else "").join(parts), TODAY).matches(ENTRY, TODAY)
    except UsageError as error:
        assert error.hint


def test_narrowed_adds_filters() -> None:
    query = parse_query("friday", TODAY)
    assert query.narrowed().groups == query.groups
    assert query.narrowed(tags=("Launch",), kind="complex", guide="drucker").matches(ENTRY, TODAY)
    assert query.narrowed(since=TODAY.replace(day=1), until=TODAY).matches(ENTRY, TODAY)
    assert query.narrowed(states=("open",)).matches(ENTRY, TODAY)
    assert not query.narrowed(tags=("launch", "ops")).matches(ENTRY, TODAY)
    assert not query.narrowed(since=TODAY).matches(ENTRY, TODAY)
    assert not query.narrowed(states=("open", "due")).matches(ENTRY, TODAY)
    with pytest.raises(UsageError, match="no such kind"):
        query.narrowed(kind="complx")


def test_query_reports_its_words_states_and_emptiness() -> None:
    assert parse_query("  ", TODAY).is_empty
    assert not parse_query("tag:x", TODAY).is_empty
    assert parse_query('Café "a phrase" -no title:x it’s', TODAY).words == ("cafe", "it s")
    assert parse_query("is:draft", TODAY).asks_for("draft")
    assert not parse_query("-is:draft draft", TODAY).asks_for("draft")


def test_spans_mark_the_matching_words() -> None:
    text = "Café — the CAFETERIA, decaf"
    spans = parse_query("cafe", TODAY).spans(text)
    assert [text[start:end] for start, end in spans] == ["Café", "CAFETERIA"]
    assert parse_query('"the cafe"', TODAY).spans(text) == ()
