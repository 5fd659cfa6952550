"""Tests that a summary shows the user's text as written and interprets none of it."""

from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from reflect.formats.summary.blocks import render_blocks
from reflect.formats.summary.inline import (
    bold_line,
    escape_heading,
    escape_line,
    escape_line_start,
    render_inline,
)
from reflect.text.clean import one_line
from tests.strategies import HOSTILE_LINES, lines


def seen(markdown: str) -> str:
    """Return what a reader sees of one line of Markdown."""
    (token,) = [one for one in MarkdownIt("commonmark").parse(markdown) if one.type == "inline"]
    return "".join(_seen(child) for child in token.children or ())


def _seen(token: Token) -> str:
    return {"softbreak": "\n", "hardbreak": "\n"}.get(token.type, token.content)


def shown(line: str) -> str:
    """Return the displayed text of a line, without byte order marks."""
    return one_line(line.replace("\ufeff", "")).replace("\x00", "\ufffd")


@given(line=lines())
def test_escaped_line_is_shown_as_written(line: str) -> None:
    if shown(line):
        assert seen(escape_line_start(escape_line(line))) == shown(line)


def test_hostile_lines_are_shown_as_written() -> None:
    for line in HOSTILE_LINES:
        if shown(line):
            assert seen(escape_line_start(escape_line(line))) == shown(line)
            assert seen(f"### {escape_heading(line)}") == shown(line)
            assert seen(bold_line(line)).rstrip(":") == shown(line).rstrip(":")


def test_inline_rendering_keeps_only_harmless_markdown() -> None:
    cases = [
        ("quite plain, 5 < 6 & snake_case - ok", "quite plain, 5 < 6 & snake_case - ok"),
        ("a *stress* and _one_", "a *stress* and *one*"),
        ("**strong** words", "**strong** words"),
        ("**Really!** and *no.*", "**Really!** and *no.*"),
        ("**all of it**", "all of it"),
        ("* not* *so * 2**3**4", r"\* not\* \*so \* 2\*\*3\*\*4"),
        ("5 * 3 * 2 and *open", r"5 \* 3 \* 2 and \*open"),
        ("`co*de` and ` open", r"`co*de` and \` open"),
        ("<b>bold</b> <!-- x -->", r"\<b>bold\</b> \<!-- x -->"),
        ("&copy; & co", r"\&copy; & co"),
        ("see https://a.b/c_d(e).", "see <https://a.b/c_d(e)>."),
        ("(https://a.b/c)", "(<https://a.b/c>)"),
        ("<https://a.b>", "<https://a.b>"),
        ("[our page](https://a.b)", "our page (<https://a.b>)"),
        ("![a picture](https://a.b/x.png)", "a picture (<https://a.b/x.png>)"),
        ("[x](javascript:alert(1))", r"\[x\](javascript:alert(1))"),
        ("[x](JavaScript:alert(1))", r"\[x\](JavaScript:alert(1))"),
        ("[x](data:text/html,x)", r"\[x\](data:text/html,x)"),
        ("[x](notes.md) [x]: y", r"\[x\](notes.md) \[x\]: y"),
        ("<javascript:alert(1)>", r"\<javascript:alert(1)>"),
        ("ftp://a.b and http://", r"ftp\://a.b and http\://"),
        ("bob@example.org wrote", "<bob@example.org> wrote"),
        ("@here a@ @b c@d", r"@here a@ @b c\@d"),
        ("www.example.org", r"www\.example.org"),
        ("costs $5, not $x$", r"costs $5, not \$x\$"),
        ("~~gone~~", r"\~\~gone\~\~"),
        ("one  \t two", "one two"),
    ]
    for text, written in cases:
        assert render_inline(text) == written


def test_heading_has_no_shortcode_or_closing_mark() -> None:
    """Some renderers read `:30` as a shortcode, which changes the anchor."""
    assert escape_heading("At 10:30: C# and #") == r"At 10\:30: C# and \#"


def test_line_start_that_would_begin_a_block_is_escaped() -> None:
    cases = ["# a", "#a", "> a", "- a", "-", "+ a", "1. a", "12) a", "---", "===", "|--|", ":::a"]
    for line in cases:
        assert "\\" in escape_line_start(line)
        assert seen(escape_line_start(line)) == line


def test_harmless_line_start_is_unchanged() -> None:
    cases = ["-5 degrees", "1.5 hours", "+1", "2026 was", "=> so", "a - b"]
    for line in cases:
        assert escape_line_start(line) == line


def test_rendering_takes_linear_time() -> None:
    """Quadratic time would take minutes here."""
    for text in ("*" * 20_000, "`" * 20_000, "[" * 20_000, "](" * 10_000, "a@" * 10_000):
        assert seen(render_inline(text)) == text
    assert render_blocks("# " + " " * 100_000 + "x #") == "**x:**"


BLOCKS = {
    "lines stay lines": ("one\ntwo\n\nthree", "one\\\ntwo\n\nthree"),
    "a list": ("So:\n* one\n* two\n   - deep\n+ three", "So:\n\n- one\n- two\n  - deep\n- three"),
    "a loose list": ("- one\n\n- two\n\nend", "- one\n- two\n\nend"),
    "an item of two lines": ("- one\n  more\n- two", "- one\\\n  more\n- two"),
    "dots": ("• one\n• two", "- one\n- two"),
    "numbers": ("1) one\n2) two", "1. one\n2. two"),
    "all of them 1": ("1. one\n1. two", "1. one\n2. two"),
    "a year is no number": ("2026. It was cold.", "2026\\. It was cold."),
    "a heading": ("## What I saw ##\nNothing.", "**What I saw:**\n\nNothing."),
    "a question as a heading": ("### Why?", "**Why?**"),
    "code": ("```python\n# x\n```", "```python\n# x\n```"),
    "code of no language": ("~~~\nx\n~~~", "```text\nx\n```"),
    "code left open": ("```\nx\n\ny", "```text\nx\n\ny\n```"),
    "code with fences": ("~~~~\n```\n~~~~", "````text\n```\n````"),
    "code of a strange language": ("``` <b> x\ny\n```", "```text\ny\n```"),
    "commands": ("```\n$ ls\n```", "```text\nls\n```"),
    "no code": ("```\n```\nx", "x"),
    "indented code": ("    a\n\n\tb\nc", "```text\na\n\nb\n```\n\nc"),
    "a quotation": ("> one\n>two\n>\n> three", "> one\\\n> two\n>\n> three"),
    "two quotations": ("> one\n\n> two", "> one\n>\n> two"),
    "a list in a quotation": ("> - one", "> \\- one"),
    "a line of dashes": ("one\n---\ntwo", "one\\\n\\---\\\ntwo"),
    "a table": ("| a |\n|---|\n| b |", "| a |\\\n\\|---|\\\n| b |"),
    "tabs": ("a\tb", "a b"),
}


def test_blocks_are_rendered_in_a_uniform_style() -> None:
    for text, written in BLOCKS.values():
        assert render_blocks(text) == written


def test_list_answer_becomes_a_list_unless_it_contains_blocks() -> None:
    assert render_blocks("one\n\ntwo", is_list=True) == "- one\n- two"
    assert render_blocks("one\n- two", is_list=True) == "one\n\n- two"
