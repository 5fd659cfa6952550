"""Rendered forms, as seen in an editor and in a Markdown viewer."""

from dataclasses import replace

from hypothesis import given, settings
from markdown_it import MarkdownIt

from reflect.formats.markdown.renderer import render_entry
from reflect.model.entry import Answer, Entry
from tests.factories import NOW, make_commitment, make_entry
from tests.strategies import entries

LOOK = """\
---
id: 0123456789
guide: drucker
state: entry
occurred_on: 2026-11-21
created_at: 2026-11-22T20:30:00+00:00
updated_at: 2026-11-22T20:30:00+00:00
tags: [delegation, "2026-11-01", "on", "a, b"]
kind: complex
reason: uncertainty
ratings: []
commitments:
  - cue: somebody asks for a launch date
    action: ask who is on call before I answer
    due: 2026-12-06
    made_at: 2026-11-22T20:30:00+00:00
    forecast: no launch without support this quarter
    percent: 70
    outcome: kept
    came_true: "yes"
    note: |-
      I called.

      Nobody minded.
    looked_back_at: 2026-11-22T20:30:00+00:00
repeats: ["0000000009"]
near_miss: false
patterns: []
source:
extra:
---

# Launched without support

## What happened?

<!-- reflect: prompt happened -->

We launched on Friday.

\\# Nobody was on call.

## A heading of my own

<!-- reflect: extra -->

More.
"""


def test_rendered_form_matches_the_golden_page() -> None:
    done = make_commitment(
        outcome="kept", came_true="yes", note="I called.\n\nNobody minded.", looked_back_at=NOW
    )
    entry = make_entry(
        id="0123456789",
        tags=("delegation", "2026-11-01", "on", "a, b"),
        answers=(
            Answer("happened", "What happened?", "We launched on Friday.\n\n# Nobody was on call."),
            Answer("", "A heading of my own", "More."),
        ),
        commitments=(done,),
        repeats=("0000000009",),
    )

    assert render_entry(entry).replace('"0123456789"', "0123456789") == LOOK


@settings(max_examples=25)
@given(entry=entries())
def test_rendered_form_is_harmless_in_a_viewer(entry: Entry) -> None:
    """A form has no HTML except our comments, no images, and only web and mail links."""
    body = render_entry(entry).split("\n---\n\n", 1)[1]
    tokens = MarkdownIt("commonmark").parse(body)
    inside = [child for token in tokens for child in token.children or ()]
    html = [token.content.strip() for token in (*tokens, *inside) if "html" in token.type]
    links = [str(token.attrs["href"]).lower() for token in inside if token.type == "link_open"]

    # Headings within a list are part of the user's text.
    headings = [t.tag for t in tokens if t.type == "heading_open" and not t.level]
    assert headings == ["h1"] + ["h2"] * len(entry.answers)
    assert all(line.startswith("<!-- reflect: ") for line in html)
    assert not [token for token in inside if token.type == "image"]
    assert all(link.startswith(("http://", "https://", "mailto:")) for link in links)


def test_viewer_shows_escaped_marks_as_written() -> None:
    text = "# one\n\n\\# two\n\na\n---\n\nb\n===\n\na <b> \\<c>\n\n[c]: d\n\n![x](https://example.org/y.png)"
    entry = replace(make_entry(), answers=(Answer("", "", text),))

    tokens = MarkdownIt("commonmark").parse(render_entry(entry).split("-->\n\n", 1)[1])

    shown = [
        "".join(child.content or "\n" for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    ]
    assert shown == text.split("\n\n")
