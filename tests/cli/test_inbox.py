"""Tests for commands on a journal whose inbox is damaged, stale or alone."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli


@pytest.fixture
def inbox(cli: Cli, folder: Path) -> Path:
    """Create a journal with one entry and two more in the inbox; return the path of the inbox."""
    cli("capture", "Promised a date")
    cli("edit", "@", "--tag", "support")
    cli("capture", "Cut Maya off")
    cli("capture", "Did not thank Lena")
    return folder / "journal.inbox"


@pytest.mark.parametrize("number", [1, 2])
def test_damaged_line_hides_only_itself_until_it_is_repaired(
    cli: Cli, inbox: Path, number: int
) -> None:
    titles = ["Promised a date", "Cut Maya off", "Did not thank Lena"]
    lines = inbox.read_bytes().splitlines(keepends=True)
    lines[number] = lines[number].replace(b'"title"', b'"tidle"')
    inbox.write_bytes(b"".join(lines))
    shown = [titles[0], titles[3 - number]]
    for command in (("list",), ("list", "--json"), ("search", "date OR Maya OR Lena")):
        result = cli(*command)
        assert [title for title in titles if title in result.out] == [
            title for title in titles if title in shown
        ]
        assert f"line {number + 1}" in result.err
        assert "doctor" in result.err
    cli("edit", "@", "--tag", "support", code=5)
    cli("capture", "Launched too soon")
    assert cli("doctor", code=5).out.count("✗") == 1
    cli("doctor", "--repair")
    assert lines[number] == (inbox.parent / "journal.torn").read_bytes()
    result = cli("list")
    assert all(title in result.out for title in (*shown, "Launched too soon"))
    assert result.err == ""
    cli("edit", "@", "--tag", "support")


def test_last_line_without_line_end_is_listed(cli: Cli, inbox: Path) -> None:
    inbox.write_bytes(inbox.read_bytes()[:-1])
    assert "Did not thank Lena" in cli("list").out
    cli("capture", "Launched too soon")
    assert len(cli("list").out.splitlines()) == 4
    assert not (inbox.parent / "journal.torn").exists()


def test_inbox_from_before_an_edit_and_a_deletion_undoes_neither(cli: Cli, inbox: Path) -> None:
    before = inbox.read_bytes()
    entries = json.loads(cli("list", "--json").out)["entries"]
    ids = {entry["title"]: entry["id"] for entry in entries}
    cli("edit", ids["Did not thank Lena"], "--title", "Thanked Lena")
    cli("delete", ids["Cut Maya off"], "--yes")
    inbox.write_bytes(before)
    for _ in range(2):
        listed = cli("list")
        assert "Thanked Lena" in listed.out
        assert "Did not thank Lena" not in listed.out
        assert len(listed.out.splitlines()) == 2
        assert str(inbox) in listed.err
    cli("edit", "@", "--tag", "thanks")
    listed = cli("list")
    assert (len(listed.out.splitlines()), listed.err) == (2, "")


def test_missing_journal_is_made_of_the_inbox(cli: Cli, inbox: Path) -> None:
    (inbox.parent / "journal.json").unlink()
    assert "--repair" in cli("list", code=5).err
    repaired = cli("doctor", "--repair").err
    assert repaired.index("is missing") < repaired.index("2 entries")
    assert len(cli("list").out.splitlines()) == 2
    cli("edit", "@", "--tag", "support")
