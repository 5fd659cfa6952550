"""Every entry survives a round trip through Markdown and JSON."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

from reflect.errors import UsageError
from reflect.formats.markdown.edit_form import render_edit
from reflect.formats.markdown.escape import (
    escape,
    escape_heading,
    unescape,
    unescape_heading,
)
from reflect.formats.markdown.parser import parse_edit, parse_entry
from reflect.formats.markdown.renderer import render_entry
from reflect.model.entry import Answer, Entry, Rating
from reflect.model.guide import Guide, Prompt, Scale
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
        Prompt("heard", "action", "scale", "I was heard.", "", scale=Scale()),
        Prompt("when", "action", "date", "When?", "<!-- reflect: prompt lesson -->"),
        Prompt("why_1", "reflection", "list", "Why?", ""),
        Prompt("lesson", "reflection", "line", "The lesson?", "", feeds="lesson"),
    ),
)
OTHER = make_entry(2**40 + 7, repeats=("0000000009",), ratings=(Rating("a", "b", 3),))
any_entry = settings(max_examples=ROUND_TRIPS.now)


@faults
@any_entry
@given(entry=entries())
def test_any_entry_survives_a_round_trip(entry: Entry) -> None:
    """Markdown and JSON share a test because generating an entry takes longer than both checks.

    The base may differ in every field, and line endings may be CRLF. A guide makes no difference:
    its questions do not claim other answers. The edit layout needs the entry, with a guide or
    without, and whether its forecasts are sealed or not.
    """
    text = render_entry(entry)

    assert parse_entry(text, entry, today=TODAY) == entry
    other = "\ufeff" + text.replace("\n", "\r\n")
    assert parse_entry(other, OTHER, guide=GUIDE, today=TODAY) == entry
    test_json.assert_read_back(entry)
    for guide, now in ((None, NOW), (GUIDE, NOW + timedelta(days=365 * 300))):
        form = render_edit(entry, guide=guide, now=now)
        assert parse_edit(form, entry, guide=guide, today=TODAY, now=now) == entry


@faults
@any_entry
@given(text=texts())
def test_escape_is_reversible(text: str) -> None:
    assert unescape(escape(text)) == text


@faults
@any_entry
@given(line=lines(empty=True))
def test_escape_heading_is_reversible(line: str) -> None:
    assert unescape_heading(f" {escape_heading(line)}") == line


def tags_of(line: str) -> tuple[str, ...]:
    """Return the tag made from a line, if it is valid."""
    try:
        return (clean_tag(line),)
    except UsageError:
        return ()


def test_hostile_lines_survive_a_round_trip() -> None:
    for line in HOSTILE_LINES:
        for text in (line, f"before\n{line}\nafter", f"before\n\n{line}", f"{line}\n{line}"):
            kept = text.strip("\n")
            answer = Answer("happened", line.strip(), kept)
            entry = make_entry(answers=tuple([answer] * 2 if answer.text else ()))
            named = replace(entry, title=line.strip(), tags=tags_of(line))

            assert parse_entry(render_entry(named), make_entry(2), today=TODAY) == named
            form = render_edit(named, guide=GUIDE, now=NOW)
            assert parse_edit(form, named, guide=GUIDE, today=TODAY, now=NOW) == named


def test_link_split_across_lines_survives_a_round_trip() -> None:
    """Text is escaped as a whole but parsed line by line."""
    for text in ("[x](\nhttps://a.b)", "[x\\](\nhttps://a.b)", "[x\\\\]:\nhttps://a.b"):
        entry = make_entry(answers=(Answer("happened", "Q", text),))

        assert parse_entry(render_entry(entry), entry, today=TODAY) == entry


def test_escaping_takes_linear_time() -> None:
    text = "\\" * 300_000 + "<b>\n" + "](" * 100_000

    assert unescape(escape(text)) == text
