"""Every summary is valid Markdown and shows text without side effects."""

import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from reflect.formats.summary.summary import render_summary
from reflect.model.entry import Answer, Entry
from tests.factories import NOW, make_entry
from tests.formats.helpers_guides import EVERY
from tests.formats.helpers_lint import lint
from tests.strategies import HOSTILE_LINES, entries, lines

PIECES = (
    "- a", "* b", "  - c", "    - d", "- [ ] task", "1. x", "2. y", "3) z", "10. z", "+ p", "•\ta",
    "> q", ">", "> - in a quote", "```", "```py", "~~~", "    code", "text", "", "", "\ttab",
    "| a | b |", "|---|---|", "# h", "### h #", "***", "---", "===", "  goes on", "*stress*",
    "**strong** word", "`code` here", "http://x.y/z_(a)", "<div>", "-", "1.", "$ ls", "    $ ls",
    "[l](https://a.b)", "[l][r]", "[r]: https://a.b", "word\\", "![i](https://a/b.png)", "a@b.co",
    "www.foo.com", "x__y__z", "2026. was", "~~x~~", ":smile:", "::: note", "1986\\. A", "a $b$ c",
)  # fmt: skip
LINTERS = ("markdownlint-cli2", "markdownlint")


def messy(seed: int) -> Entry:
    """Return an entry whose answers are pieces of Markdown in random order."""
    random = Random(seed)
    texts = ["\n".join(random.choices(PIECES, k=random.randint(1, 12))) for _ in range(2)]
    asked = [Answer("happened", "What happened?", texts[0]), Answer("lesson", "Lesson", texts[1])]
    return make_entry(1, answers=tuple(answer for answer in asked if answer.text.strip()))


def assert_shown_only(text: str) -> None:
    """Assert that Markdown contains no HTML or images, and only harmless links."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    inside = [child for token in tokens for child in token.children or ()]
    kinds = {token.type for token in (*tokens, *inside)}
    assert not kinds & {"html_block", "html_inline", "image", "table_open", "hr", "s_open"}
    links = [str(token.attrs["href"]) for token in inside if token.type == "link_open"]
    assert all(link.lower().startswith(("http://", "https://", "mailto:", "#")) for link in links)


def outline(text: str) -> list[str]:
    """Return the levels of a document's headings."""
    tokens = MarkdownIt("commonmark").parse(text)
    return [token.tag for token in tokens if token.type == "heading_open"]


@settings(max_examples=25)
@given(
    shared=st.lists(entries(), max_size=3, unique_by=lambda entry: entry.id),
    brief=st.booleans(),
    title=lines(empty=True),
)
def test_any_summary_passes_the_linter(shared: list[Entry], brief: bool, title: str) -> None:
    text = render_summary(shared, now=NOW, brief=brief, title=title, find_guide=lambda name: EVERY)

    assert lint(text) == []
    assert_shown_only(text)


def test_mixed_markdown_passes_the_linter() -> None:
    for seed in range(250):
        text = render_summary([messy(seed)], now=NOW)

        assert lint(text) == [], seed
        assert_shown_only(text)
        # The second h2 is there if the entry has a lesson.
        assert outline(text) in (["h1", "h2", "h3"], ["h1", "h2", "h2", "h3"])


def test_hostile_lines_pass_the_linter() -> None:
    for number, line in enumerate(HOSTILE_LINES):
        text = line.strip() or "x"
        answers = (Answer("happened", text, line), Answer("lesson", text, f"{line}\n{line}"))
        entry = make_entry(number, title=text, tags=(text.lower(),), answers=answers)

        found = render_summary([entry, make_entry(1_000 + number)], now=NOW)

        assert lint(found) == []
        assert_shown_only(found)


@pytest.mark.skipif(not any(map(shutil.which, LINTERS)), reason="markdownlint is not installed")
def test_markdownlint_accepts_the_summary(tmp_path: Path) -> None:
    program = next(path for path in map(shutil.which, LINTERS) if path)
    config = tmp_path / ".markdownlint.json"
    config.write_text('{"default": true, "MD013": false}')
    for seed in range(200):
        (tmp_path / f"{seed}.md").write_text(
            render_summary([messy(seed)], now=NOW), encoding="utf-8"
        )
    for number, line in enumerate(HOSTILE_LINES):
        entry = make_entry(title=line.strip(), answers=(Answer("happened", "Q", line),))
        (tmp_path / f"hostile-{number}.md").write_text(
            render_summary([entry], now=NOW), encoding="utf-8"
        )

    ran = subprocess.run(
        [program, "--config", str(config), *map(str, tmp_path.glob("*.md"))],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
