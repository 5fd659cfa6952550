"""The one promise of the forms: what is written is read back, whatever it is."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from reflect.errors import UsageError
from reflect.formats.markdown.escape import (
    escape,
    escape_heading,
    unescape,
    unescape_heading,
)
from reflect.formats.markdown.parser import parse_entry
from reflect.formats.markdown.renderer import render_entry
from reflect.model.entry import Answer, Entry, Rating
from reflect.model.guide import Guide, Prompt
from reflect.text.clean import clean_tag
from tests.factories import NOW, TODAY, make_entry
from tests.formats import test_json
from tests.sizes import ROUND_TRIPS, faults
from tests.strategies import HOSTILE_LINES, entries, lines, texts

GUIDE = Guide(
    "drucker",
    "Drucker",
    "",
    "more",
    (),
    (
        Prompt("happened", "action", "text", "What happened?", "Facts.", example="a\n-->\nb"),
        Prompt("when", "action", "date", "When?", "<!-- reflect: prompt lesson -->"),
        Prompt("why_1", "reflection", "list", "Why?", ""),
        Prompt("lesson", "reflection", "line", "The lesson?", "", feeds="lesson"),
    ),
)
OTHER = make_entry(2**40 + 7, repeats=("0000000009",), ratings=(Rating("a", "b", 3),))
# The time is the machine's, not the format's.
any_entry = settings(
    max_examples=ROUND_TRIPS.now,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@faults
@any_entry
@given(entry=entries())
def test_any_entry_is_read_back(entry: Entry) -> None:
    """From Markdown and from JSON, as making it costs more than both.

    Also upon an entry that differs in every field, and by an editor of another system.

    A guide changes nothing: neither does its help stay, nor do its questions attract answers that
    are not to them.
    """
    text = render_entry(entry)

    assert parse_entry(text, entry, today=TODAY) == entry
    assert parse_entry(text, OTHER, guide=GUIDE, today=TODAY) == entry
    assert parse_entry("\ufeff" + text.replace("\n", "\r\n"), entry, today=TODAY) == entry
    helped = render_entry(entry, guide=GUIDE, now=NOW)
    assert parse_entry(helped, entry, guide=GUIDE, today=TODAY) == entry
    test_json.assert_read_back(entry)


@faults
@any_entry
@given(text=texts())
def test_a_text_is_escaped_and_back(text: str) -> None:
    assert unescape(escape(text)) == text


@faults
@any_entry
@given(line=lines(empty=True))
def test_a_heading_is_escaped_and_back(line: str) -> None:
    assert unescape_heading(f" {escape_heading(line)}") == line


def tags_of(line: str) -> tuple[str, ...]:
    """The tag that a line makes, if it makes one."""
    try:
        return (clean_tag(line),)
    except UsageError:
        return ()


@pytest.mark.parametrize("line", HOSTILE_LINES)
def test_each_hostile_line_stands_alone_and_among_others(line: str) -> None:
    for text in (line, f"before\n{line}\nafter", f"before\n\n{line}", f"{line}\n{line}"):
        kept = text.strip("\n")
        entry = make_entry(answers=(Answer("happened", line.strip(), kept),) * 2)
        named = replace(entry, title=line.strip(), tags=tags_of(line))

        assert parse_entry(render_entry(named), make_entry(2), today=TODAY) == named


def test_a_link_whose_target_is_on_the_next_line_is_read_back() -> None:
    """Text is escaped as a whole, and read line by line."""
    for text in ("[x](\nhttps://a.b)", "[x\\](\nhttps://a.b)", "[x\\\\]:\nhttps://a.b"):
        entry = make_entry(answers=(Answer("happened", "Q", text),))

        assert parse_entry(render_entry(entry), entry, today=TODAY) == entry


def test_a_very_long_run_of_backslashes_costs_no_more() -> None:
    text = "\\" * 300_000 + "<b>\n" + "](" * 100_000

    assert unescape(escape(text)) == text
