"""The delete --forever command, and backups that contain deleted entries."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.model.entry import Entry
from reflect.model.ids import from_int
from reflect.store import paths
from tests.cli.conftest import Cli
from tests.cli.helpers_talk import talk
from tests.sealed import on_both, opened, put
from tests.store.helpers_journals import backup_path

Keep = Callable[..., Entry]
WORDS = b"Nobody was on call."


@pytest.fixture
def trashed(cli: Cli, keep: Keep) -> str:
    """The id of an entry that is in the trash and also in a backup."""
    entry = keep(1)
    keep(2, answers=())
    cli("backup", "now")
    cli("delete", "--yes", entry.id)
    return entry.id


def files_with_text(folder: Path) -> list[str]:
    """Return the files that contain the text of the entry."""
    return sorted(
        path.name
        for path in folder.rglob("*")
        if path.is_file() and path.name not in paths.KEYS and WORDS in opened(path)
    )


def test_forever_names_the_backups_that_contain_the_entry(
    cli: Cli, trashed: str, folder: Path
) -> None:
    message = cli("delete", "--forever", "--yes", trashed).err
    assert "Deleted 0000000001 for good." in message
    assert "1 backup still holds it, until about " in message
    assert "if you write every day, else longer" in message
    assert files_with_text(folder) == [backup_path(folder, "20261122T203000Z-g1").name]
    again = message.splitlines()[-1].split("`")[1].removeprefix("reflect ").split()
    result = cli(*again, "--yes")
    assert result.err == "Taken out of 1 backup.\n"
    assert files_with_text(folder) == []
    assert "2 entries" not in cli("backup").out
    cli(*again, "--yes", code=3)


def test_bytes_that_are_not_text_do_not_answer_a_question(trashed: str) -> None:
    # Python accepts any byte in the C locale, but no other.
    environ = {"PYTHONIOENCODING": "utf-8:strict"}
    with talk("delete", "--forever", trashed, environ=environ) as terminal:
        for answer in (b"\x1b[M \xc3\xa9y\xff\r", b"y\r"):
            terminal.sees("[y/N]")
            terminal.send(answer)
        terminal.sees("for good")
        terminal.ends()


@on_both
def test_and_backups_removes_the_entry_everywhere(cli: Cli, trashed: str, folder: Path) -> None:
    message = cli("delete", "--forever", "--and-backups", "--yes", trashed).err
    assert message == "Deleted 0000000001 for good.\nTaken out of 1 backup.\n"
    assert files_with_text(folder) == []
    cli("backup", "restore", "g1", "--yes")
    assert cli("show", from_int(2)).out
    cli("show", trashed, code=3)
    assert "✗" not in cli("doctor").out


def test_forever_is_silent_about_other_backups(cli: Cli, keep: Keep) -> None:
    keep(2)
    cli("backup", "now")
    entry = keep(1)
    cli("delete", "--yes", entry.id)
    message = cli("delete", "--forever", "--yes", entry.id).err
    assert message == "Deleted 0000000001 for good.\n"


def test_forever_names_backups_made_by_the_user(cli: Cli, trashed: str, folder: Path) -> None:
    own = folder / "backups" / "my own"
    own.write_bytes(backup_path(folder, "20261122T203000Z-g1").read_bytes())
    assert f"{own} may hold it until you remove it." in cli(
        "delete", "--forever", "--yes", trashed
    ).err  # fmt: skip


def test_failed_removal_from_a_backup_exits_with_7(cli: Cli, trashed: str, folder: Path) -> None:
    path = backup_path(folder, "20261122T203000Z-g1")
    put(path, opened(path)[:-1])
    result = cli("delete", "--forever", "--and-backups", "--yes", trashed, code=7)
    assert "Deleted 0000000001 for good." in result.err
    assert f"Remove them yourself: {path}" in result.err
    assert files_with_text(folder) == [path.name]


def test_entry_outside_the_trash_stays_in_backups(cli: Cli, trashed: str, folder: Path) -> None:
    before = backup_path(folder, "20261122T203000Z-g1").read_bytes()
    cli("delete", "--forever", "--and-backups", "--yes", from_int(2), code=3)
    cli("delete", "--forever", "--and-backups", "--yes", trashed, from_int(2), code=3)
    cli("delete", "--forever", "--and-backups", "--yes", "zzzzzzzzzz", code=3)
    assert backup_path(folder, "20261122T203000Z-g1").read_bytes() == before


def test_and_backups_requires_forever(cli: Cli, trashed: str) -> None:
    assert "--forever" in cli("delete", "--and-backups", "--yes", trashed, code=2).err
    assert "--yes" in cli("delete", "--forever", "--and-backups", trashed, code=2).err


@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2)])
def test_forever_asks_on_a_terminal(trashed: str, folder: Path, answer: str, code: int) -> None:
    with talk("delete", "--forever", "--and-backups", trashed) as terminal:
        terminal.sees("and out of all backups?")
        terminal.type(f"{answer}\r")
        terminal.ends(code)
    assert (files_with_text(folder) == []) == (code == 0)
