"""Handwritten forms, without comments and with any line endings."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from reflect.formats.markdown.parser import parse_entry
from reflect.formats.markdown.renderer import render_entry
from reflect.model.entry import Answer, Entry
from tests.factories import NOW, TODAY, make_entry
from tests.formats.helpers_guides import EVERY

BASE = Entry("0000000009", "", "every", "entry", TODAY, NOW, NOW)


def read(text: str) -> Entry:
    """Parse a form with the test guide."""
    return parse_entry(text, BASE, guide=EVERY, today=TODAY, now=NOW)


def test_headings_are_matched_to_prompts() -> None:
    text = "# Launched\n\n## what happened\nWe launched.\n## Lesson:\nAsk.\n## Mine ##\nMore.\n"

    entry = read(text)

    assert entry.title == "Launched"
    assert entry.answers == (
        Answer("happened", "What happened?", "We launched."),
        Answer("lesson", "What is the lesson?", "Ask."),
        Answer("", "Mine", "More."),
    )


def test_repeated_heading_answers_its_prompt_once() -> None:
    entry = read("## What happened?\none\n## What happened?\ntwo\n")

    assert [answer.prompt for answer in entry.answers] == ["happened", ""]


def test_headings_become_answers_without_a_guide() -> None:
    entry = parse_entry("## What happened?\nx\n", BASE, today=TODAY)

    assert entry.answers == (Answer("", "What happened?", "x"),)


def test_guide_is_found_by_the_name_in_the_form() -> None:
    asked: list[str] = []

    parse_entry(
        "---\nguide: mine\n---\n## x\ny\n",
        BASE,
        guide=lambda name: asked.append(name),
        today=TODAY,
    )

    assert asked == ["mine"]


def test_line_endings_and_trailing_spaces_are_ignored() -> None:
    text = "\ufeff---  \r\ntags: [a]\r\n---\r\n\r\n# Title  \r\n## What happened?\t\r\nx  \r\ny \r"

    entry = read(text)

    assert (entry.title, entry.tags) == ("Title", ("a",))
    assert entry.answers[0].text == "x\ny"


def test_missing_fields_are_taken_from_the_base() -> None:
    base = make_entry()

    entry = parse_entry("---\ntags: [new]\n---\n## Mine\nx\n", base, today=TODAY)

    assert entry == replace(base, tags=("new",), answers=(Answer("", "Mine", "x"),))


def test_empty_fields_clear_the_entry() -> None:
    text = "---\nkind:\nreason: ~\ntags:\ncommitments: null\n---\n#\n## Mine\nx\n"

    entry = parse_entry(text, make_entry(), today=TODAY)

    assert (entry.kind, entry.reason, entry.tags, entry.commitments) == ("", "", (), ())


def test_new_kind_drops_the_old_reason() -> None:
    entry = parse_entry("---\nkind: Preventable\n---\n## x\ny\n", make_entry(), today=TODAY)

    assert (entry.kind, entry.reason) == ("preventable", "")


def test_tags_are_parsed_from_lists_and_strings() -> None:
    cases = [
        ("Delegation, launch", ("delegation", "launch")),
        ("[a, A, b, a]", ("a", "b")),
        ("[2026-11-01, 1e3, null, on, 010]", ("2026-11-01", "1e3", "null", "on", "010")),
        ("\n- one\n- two", ("one", "two")),
        ("''", ()),
    ]
    for tags, found in cases:
        assert read(f"---\ntags: {tags}\n---\n## x\ny\n").tags == found


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        ("yesterday", TODAY - timedelta(days=1)),
        ('"last friday"', date(2026, 11, 20)),
    ],
)
@pytest.mark.parametrize("key", ["occurred_on", "date"])
def test_day_is_parsed_under_both_keys(key: str, words: str, day: date) -> None:
    assert read(f"---\n{key}: {words}\n---\n## x\ny\n").occurred_on == day


def test_only_reflect_comments_are_dropped() -> None:
    text = (
        "# T\n<!-- reflect: a\n## b\n-->\n## What happened?\n<!-- reflect: help -->\n"
        "one\n<!-- reflect: in the\nmiddle --> two\n<!-- mine\n## still mine\n-->\nthree\n"
    )

    (answer,) = read(text).answers

    assert answer.text == "one\n two\n<!-- mine\n## still mine\n-->\nthree"


def test_code_blocks_are_kept_unchanged() -> None:
    code = "```sh\n# a comment\n## another\n\\# x\n<!-- reflect: y -->\n```"

    (answer,) = read(f"## What happened?\n{code}\n").answers

    assert answer.text == code
    assert read(render_entry(replace(BASE, answers=(answer,)))).answers == (answer,)


def test_smaller_headings_and_hashtags_are_text() -> None:
    (answer,) = read("## What happened?\n### small\n#tag\n    # code\n").answers

    assert answer.text == "### small\n#tag\n    # code"


def test_backslash_escapes_a_heading() -> None:
    (answer,) = read("## What happened?\n\\# one\n\\## two\n\\<!-- reflect: x -->\n").answers

    assert answer.text == "# one\n## two\n<!-- reflect: x -->"
