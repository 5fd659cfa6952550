"""Tests for the options that filter listings and control exports."""

import json
import stat
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pexpect
import pytest

from reflect.model.entry import Answer, Entry
from reflect.model.ids import from_int
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import CTRL_C, PATIENCE, ROOT
from tests.factories import NOW, make_commitment

Keep = Callable[..., Entry]

# Each option with the entries it selects (1: old, 2: new).
FILTERS = [
    (("--tag", "launch"), {2}),
    (("--tag", "Launch"), {2}),
    (("-t", "hiring"), {1}),
    (("--tag", "team"), {1, 2}),
    (("--tag", "team", "--tag", "hiring"), {1}),
    (("--kind", "complex"), {2}),
    (("--kind", "preventable"), {1}),
    (("--guide", "drucker"), {2}),
    (("-g", "aar"), {1}),
    (("--since", "2026"), {2}),
    (("--since", "2026-11-20"), {2}),
    (("--since", "2025-03-02"), {1, 2}),
    (("--since", "2025-03-03"), {2}),
    (("--until", "2025"), {1}),
    (("--until", "2025-03-02"), {1}),
    (("--until", "2026-11-20"), {1, 2}),
    (("--since", "2025-03", "--until", "2025-03"), {1}),
    (("--open",), {2}),
    (("--tag", "team", "--open", "--kind", "complex", "--since", "yesterday"), set()),
    (("--tag", "launch", "--kind", "preventable"), set()),
    (("--until", "2025-03-01"), set()),
]
COMMANDS = [("list",), ("search", "pager"), ("lessons",), ("export",)]


@pytest.fixture
def two(keep: Keep) -> None:
    """Add an old and a new entry that differ in every field used by the options."""
    keep(
        1,
        title="Old title",
        tags=("hiring", "team"),
        kind="preventable",
        reason="",
        guide="aar",
        occurred_on=date(2025, 3, 2),
        answers=(Answer("happened", "What?", "The pager."), Answer("lesson", "So?", "Old lesson")),
        commitments=(make_commitment(outcome="done", looked_back_at=NOW),),
    )
    keep(
        2,
        title="New title",
        tags=("launch", "team"),
        occurred_on=date(2026, 11, 20),
        answers=(Answer("happened", "What?", "The pager."), Answer("lesson", "So?", "New lesson")),
    )


def ids(out: str) -> list[str]:
    """Return the ids in a listing."""
    return [entry["id"] for entry in json.loads(out)["entries"]]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize(("options", "wanted"), FILTERS)
def test_filter_options_select_the_expected_entries(
    cli: Cli, two: None, command: tuple[str, ...], options: tuple[str, ...], wanted: set[int]
) -> None:
    out = cli(*command, *options, code=0 if wanted else 3).out
    word = "lesson" if command == ("lessons",) else "title"
    assert {number for number, name in ((1, "Old"), (2, "New")) if f"{name} {word}" in out} == (
        wanted
    )
    if command != ("export",):
        found = ids(cli(*command, *options, "--json", code=0 if wanted else 3).out)
        assert set(found) == {from_int(number) for number in wanted}
        assert len(found) == len(wanted)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_journal_option_precedes_the_command(
    cli: Cli, keep: Keep, tmp_path: Path, command: tuple[str, ...]
) -> None:
    keep(1, title="Of the usual journal", answers=(Answer("lesson", "So?", "Usual pager"),))
    other = str(tmp_path / "other")
    entry = cli("--journal", other, "capture", "The pager elsewhere").err.split("Noted ")[1][:10]
    cli("--journal", other, "edit", entry, "--lesson", "Elsewhere")
    for option in (("--journal", other), ("-j", other), (f"--journal={other}",)):
        out = cli(*option, *command).out
        assert "sual" not in out
        assert "lsewhere" in out or command == ("export",)
    assert "sual" in cli(*command).out
    assert "lsewhere" not in cli(*command).out


def test_missing_named_journal_exits_7(cli: Cli, keep: Keep, tmp_path: Path) -> None:
    keep(1)
    for command in COMMANDS:
        cli("--journal", str(tmp_path / "none"), *command, code=7)
    assert not (tmp_path / "none").exists()


def test_export_accepts_only_known_formats(cli: Cli, two: None) -> None:
    assert cli("export", "--format", "md").out == cli("export").out
    assert "'md'" in cli("export", "--format", "html", code=2).err


def test_export_writes_to_the_output_file(cli: Cli, two: None, tmp_path: Path) -> None:
    target = tmp_path / "summary.md"
    result = cli("export", "--output", str(target), "--tag", "launch")
    assert result.out == ""
    assert "1 entry" in result.err
    assert "New title" in target.read_text("utf-8")
    assert "Old title" not in target.read_text("utf-8")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_export_each_accepts_filter_options(cli: Cli, two: None, tmp_path: Path) -> None:
    cli("export", "--each", "--output", str(tmp_path / "out"), "--open")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [
        f"2026-11-20-new-title-{from_int(2)}.md"
    ]


def test_limit_shortens_lessons_and_says_so(cli: Cli, two: None) -> None:
    result = cli("lessons", "-n", "1")
    assert "New lesson" in result.out
    assert "Old lesson" not in result.out
    assert result.err == "1 of 2 entries; -n 0 shows all.\n"
    assert ids(cli("lessons", "-n", "1", "--json").out) == [from_int(2)]
    for all_of_them in (("-n", "0"), ("-n", "2"), ()):
        whole = cli("lessons", *all_of_them)
        assert len(whole.out.splitlines()) == 2
        assert whole.err == ""


def test_limit_keeps_the_best_search_results(cli: Cli, keep: Keep) -> None:
    for number in range(1, 24):
        keep(number, title="Nothing", answers=(Answer("happened", "What?", "A pager."),))
    keep(30, title="Pager and pager", answers=(Answer("happened", "What?", "A pager."),))
    assert ids(cli("search", "pager", "-n", "1", "--json").out) == [from_int(30)]
    result = cli("search", "pager", "-n", "1")
    assert from_int(30) in result.out
    assert result.out.count("Nothing") == 0
    assert result.err == "1 of 24 entries; -n 0 shows all.\n"
    assert cli("search", "pager").err == "20 of 24 entries; -n 0 shows all.\n"
    assert cli("search", "pager", "-n", "0").out.count("Nothing") == 23
    cli("search", "pager", "-n", "-1", code=2)


def forever(entry: Entry, keys: str) -> tuple[str, int | None]:
    """Delete an entry for good on a terminal, pressing keys when asked.

    Returns:
        The output after the question, and the exit code.
    """
    child = pexpect.spawn(
        sys.executable,
        ["-m", "reflect", "delete", "--forever", entry.id],
        cwd=str(ROOT),
        encoding="utf-8",
        timeout=PATIENCE,
    )
    child.expect_exact(f"Delete {entry.id} for good? This can't be undone.")
    child.expect_exact("[y/N]")
    child.send(keys)
    child.expect_exact(pexpect.EOF)
    said = str(child.before)
    child.close()
    return said, child.exitstatus


@pytest.mark.parametrize(
    ("keys", "code"), [("n\r", 2), ("\r", 2), (CTRL_C, 130)], ids=["n", "return", "control-c"]
)
def test_declined_permanent_deletion_deletes_nothing(
    cli: Cli, keep: Keep, keys: str, code: int
) -> None:
    entry = keep(1)
    cli("delete", "--yes", entry.id)
    said, left = forever(entry, keys)
    assert left == code
    assert "Deleted" not in said
    assert ids(cli("list", "--trash", "--json").out) == [entry.id]


def test_confirmed_permanent_deletion_deletes_the_entry(cli: Cli, keep: Keep) -> None:
    entry, other = keep(1), keep(2)
    cli("delete", "--yes", entry.id, other.id)
    said, left = forever(entry, "y\r")
    assert left == 0
    assert f"Deleted {entry.id} for good." in said
    assert ids(cli("list", "--trash", "--json").out) == [other.id]
    cli("restore", entry.id, code=3)
