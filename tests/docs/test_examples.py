"""Examples in the docs show the real output."""

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.docs import picture
from tests.docs.console import Terminal
from tests.docs.pages import PAGES, Step, read, steps

ERROR = "reflect: "


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """Yield a terminal with a temporary home folder."""
    with Terminal(tmp_path) as terminal:
        yield terminal


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem.lower())
def test_examples_print_the_documented_output(page: Path, terminal: Terminal) -> None:
    examples = steps(read(page))
    assert examples
    for step in examples:
        lines, code = terminal.run(step)
        where = f"{page.name}:{step.number}: {step.command}"
        shown = unified_diff(step.shown, lines, "the page", "the program", lineterm="")
        assert terminal.agrees(step, lines), "\n".join([where, *shown])
        is_refused = any(line.startswith(ERROR) for line in step.shown)
        if ";" not in step.command:
            assert (code == 0) != is_refused, f"{where}: exit code {code}"


def test_picture_matches_a_real_session(tmp_path: Path) -> None:
    drawn = picture.draw(picture.chosen(picture.session(tmp_path)))
    assert picture.words(read(picture.PICTURE)) == picture.words(drawn)
    assert "url(http" not in read(picture.PICTURE)


def test_wrong_example_is_detected(terminal: Terminal) -> None:
    step = Step(1, "reflect --version", "2026-11-22T21:30:00+01:00", ["reflect 99.0"])
    lines, _ = terminal.run(step)
    assert not terminal.agrees(step, lines)
    step.shown = ["reflect …"]
    assert terminal.agrees(step, lines)


def test_ids_on_a_page_stand_for_real_ids(terminal: Terminal) -> None:
    page = "```console\n$ reflect capture Late\n…\nNoted 0123456789. …\n…\n"
    page += "$ reflect show 0123 --json\n…\n$ reflect show 0123456789 --card\n\n  Late\n```\n"
    first, second, third = steps(page)
    lines, _ = terminal.run(first)
    assert terminal.agrees(first, lines)
    lines, code = terminal.run(second)
    assert code == 0
    assert f'    "id": "{terminal.ids["0123456789"]}",' in lines
    lines, _ = terminal.run(third)
    assert terminal.agrees(third, lines)
