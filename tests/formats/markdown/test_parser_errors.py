"""Errors in forms: each one names the line, the problem and the remedy."""

import pytest

from reflect.errors import FileError, next_steps
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.parser import parse_entry
from tests.factories import TODAY, make_entry
from tests.formats.helpers_guides import EVERY

SECRET = "the client's name is Acme"


def error_of(text: str) -> FormError:
    """Return the error raised by an invalid form."""
    with pytest.raises(FormError) as caught:
        parse_entry(text, make_entry(), guide=EVERY, today=TODAY)
    return caught.value


def front(*lines: str) -> str:
    """Return a form whose front matter begins on line 2."""
    return "\n".join(["---", *lines, "---", "# T", "## What happened?", "x", ""])


CASES = {
    "an empty form": ("\n\n", 1, "the form is empty", "--form"),
    "text above the headings": (
        f"# T\n\n{SECRET}\n## What happened?\nx\n",
        3,
        "text above the first ## heading",
        "## What happened?",
    ),
    "only text": (SECRET, 1, "text above the first ## heading", "Move it below"),
    "two titles": ("# One\n## What happened?\nx\n# Two\n", 4, "a second title", r"\#"),
    "two titles at once": ("# One\n# Two\n", 2, "a second title", r"\#"),
    "a late title": ("## What happened?\nx\n# One\n", 3, "comes after an answer", r"\#"),
    "an open comment": ("# T\n<!-- reflect: a\n## x\ny\n", 2, "this comment has no end", "-->"),
    "another's open comment": ("## x\n<!-- a\ny\n", 2, "this comment has no end", "-->"),
    "an open code block": ("## x\n\n~~~~ a\n~~~\ny\n", 3, "this code block has no end", "~~~~"),
    "no end of the front matter": ("\n---\nid: x\n# T\n", 2, "has no end", "---"),
    "broken YAML": (front("guide: x", 'tags: ["a", '), 4, "not YAML", '"double quotes"'),
    "a second colon": (front("guide: x", "kind: a: b"), 3, "a second colon", '"double quotes"'),
    "a tab in the margin": (front("guide: x", "tags:", "\t- a"), 4, "not YAML", ""),
    "an alias": (front("tags: &a [x]", "repeats: *a"), 2, "& and * are not used here", ""),
    "an object": (front("id: !!python/object:os.system x"), 2, "! is not used here", ""),
    "too deep": (front("tags: [[[[[[[[a]]]]]]]]"), 2, "lists within lists", ""),
    "a list in place of keys": (front("- a"), 2, 'lines like "due: 2026-12-06"', ""),
    "a key that is a list": (front("? [a]", ": b"), 2, "a name belongs before", ""),
    "a key twice": (front("guide: x", "guide: y"), 3, "guide is given twice", "Keep one"),
    "a day twice": (front("date: today", "occurred_on: today"), 3, "given twice", "Keep one"),
    "an unknown key": (front("tag: x"), 2, "tag is not known here", "Did you mean tags?"),
    "an unknown key of a list": (front("tagz:", "- x"), 2, "tagz is not known", "mean tags?"),
    "a key like no other": (front("xyz: x"), 2, "xyz is not known here", "Known are: id, guide"),
    "a sentence for a key": (front(f"{SECRET}: x"), 2, "a name is not known here", "Known are"),
    "a title among the keys": (front("title: x"), 2, "title is not known here", "one #"),
    "an unknown key of a commitment": (
        front("commitments:", "- action: x", "  until: y"),
        4,
        "until is not known here",
        "Known are: cue, action",
    ),
    "a bad day": (front("occurred_on: 2026-02-30"), 2, "no such day", "2026-11-21"),
    "a day in two ways": (front("occurred_on: 03/04/2026"), 2, "unclear", "2026-04-03"),
    "a day to come": (front("occurred_on: tomorrow"), 2, "still to come", "Give a day"),
    "a bad instant": (front("created_at: yesterday"), 2, "not an instant", "+01:00"),
    "an instant without offset": (
        front("updated_at: 2026-11-21T20:30:00"),
        2,
        "not an instant with its offset",
        "+01:00",
    ),
    "a bad id": (front("id: launch"), 2, "not an id", "ten characters"),
    "a bad repeat": (front("repeats:", "- launch"), 3, "not an id", "ten characters"),
    "an unknown state": (front("state: done"), 2, "not one of the words", "entry, unfinished"),
    "an unknown kind": (front("kind: silly"), 2, "no such kind of failure", "preventable"),
    "a reason of another kind": (
        front("kind: intelligent", "reason: uncertainty"),
        3,
        "no such reason within intelligent",
        "hypothesis testing",
    ),
    "a reason without a kind": (front("kind:", "reason: uncertainty"), 2, "no such kind", ""),
    "a list where a text belongs": (front("guide: [a]"), 2, "one text belongs here", ""),
    "a text where a list belongs": (front("repeats: x"), 2, "a list belongs here", '"- "'),
    "percent above 100": (
        front("commitments:", "- action: x", "  percent: 700"),
        4,
        "percent is a whole number from 0 to 100",
        "",
    ),
    "percent in words": (
        front("commitments:", "- action: x", "  percent: half"),
        4,
        "percent is a whole number",
        "",
    ),
    "no action": (front("commitments:", "- cue: x"), 3, "without an action", "will do"),
    "a bad due day": (
        front("commitments:", "- action: x", "  due: soon"),
        4,
        "not a date",
        "in 2 weeks",
    ),
    "an unknown outcome": (
        front("commitments:", "- action: x", "  outcome: yes"),
        4,
        "not one of the words",
        "kept, partly, dropped",
    ),
    "a value off the scale": (
        front("ratings:", "- value: 8", "  low: 1", "  high: 7"),
        3,
        "value is a whole number from 1 to 7",
        "",
    ),
    "a scale upside down": (
        front("ratings:", "- value: 3", "  low: 5", "  high: 2"),
        5,
        "high is a whole number from 5",
        "",
    ),
    "a choice that is none": (
        "## Where was it?\nabroad\n",
        1,
        "not one of the choices",
        "One of: office, home.",
    ),
    "an answer that is no day": (
        "## When will I look again?\n\nsoon\n",
        1,
        "not a date",
        "in 2 weeks",
    ),
}


def test_error_names_the_line_and_the_remedy() -> None:
    for text, line, what, hint in CASES.values():
        error = error_of(text)

        assert isinstance(error, FileError)
        assert error.exit_code == 7
        assert error.message.startswith(f"line {line} of the form: ")
        assert error.line == line
        assert what in error.message
        assert hint in next_steps(error)
        assert "\n" not in error.message
        assert SECRET not in error.message + next_steps(error)


def test_very_long_front_matter_is_refused() -> None:
    assert "longer than 256 KB" in error_of(front(f"tags: {'a, ' * 100_000}")).message


def test_deeply_nested_front_matter_is_refused() -> None:
    assert "lists within lists" in error_of(front(f"tags: {'[' * 50_000}")).message


def test_line_numbers_do_not_depend_on_line_endings() -> None:
    text = "\ufeff\r\n---\r\nguide: x\r\npercnt: 3\r\n---\r\n"

    assert error_of(text).line == 4
