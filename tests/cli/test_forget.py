"""delete --forever, and the backups that still hold what was deleted."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.model.entry import Entry
from reflect.model.ids import from_int
from reflect.store import paths
from tests.cli.conftest import Cli
from tests.cli.talking import talk
from tests.sealed import on_both, opened, put
from tests.store.helpers_journals import backup_path

pytestmark = on_both

Keep = Callable[..., Entry]
WORDS = b"Nobody was on call."


@pytest.fixture
def trashed(cli: Cli, keep: Keep) -> str:
    """An entry in the trash that a backup holds; another one lives on."""
    entry = keep(1)
    keep(2, answers=())
    cli("backup", "now")
    cli("delete", "--yes", entry.id)
    return entry.id


def holders(folder: Path) -> list[str]:
    """The files that hold the words of the entry."""
    return sorted(
        path.name
        for path in folder.rglob("*")
        if path.is_file() and path.name not in paths.KEYS and WORDS in opened(path)
    )


def test_it_says_until_when_backups_hold_it_and_how_to_take_it_out(
    cli: Cli, trashed: str, folder: Path
) -> None:
    said = cli("delete", "--forever", "--yes", trashed).err
    assert "Deleted 0000000001 for good." in said
    assert "1 backup still holds it, until about " in said
    assert "if you write every day, else longer" in said
    assert holders(folder) == [backup_path(folder, "20261122T203000Z-g1").name]
    again = said.splitlines()[-1].split("`")[1].removeprefix("reflect ").split()
    result = cli(*again, "--yes")
    assert result.err == "Taken out of 1 backup.\n"
    assert holders(folder) == []
    assert "2 entries" not in cli("backup").out
    cli(*again, "--yes", code=3)


def test_both_at_once(cli: Cli, trashed: str, folder: Path) -> None:
    said = cli("delete", "--forever", "--and-backups", "--yes", trashed).err
    assert said == "Deleted 0000000001 for good.\nTaken out of 1 backup.\n"
    assert holders(folder) == []
    cli("backup", "restore", "g1", "--yes")
    assert cli("show", from_int(2)).out
    cli("show", trashed, code=3)
    assert "✗" not in cli("doctor").out


def test_where_no_backup_holds_it_nothing_is_said_of_them(cli: Cli, keep: Keep) -> None:
    keep(2)
    cli("backup", "now")
    entry = keep(1)
    cli("delete", "--yes", entry.id)
    said = cli("delete", "--forever", "--yes", entry.id).err
    assert said == "Deleted 0000000001 for good.\n"


def test_one_that_stays_until_the_user_removes_it_is_named(
    cli: Cli, trashed: str, folder: Path
) -> None:
    own = folder / "backups" / "my own"
    own.write_bytes(backup_path(folder, "20261122T203000Z-g1").read_bytes())
    assert f"{own} may hold it until you remove it." in cli(
        "delete", "--forever", "--yes", trashed
    ).err  # fmt: skip


def test_what_cannot_be_taken_out_is_named_and_7(cli: Cli, trashed: str, folder: Path) -> None:
    path = backup_path(folder, "20261122T203000Z-g1")
    put(path, opened(path)[:-1])
    result = cli("delete", "--forever", "--and-backups", "--yes", trashed, code=7)
    assert "Deleted 0000000001 for good." in result.err
    assert f"Remove them yourself: {path}" in result.err
    assert holders(folder) == [path.name]


def test_an_entry_that_is_not_deleted_is_taken_out_of_no_backup(
    cli: Cli, trashed: str, folder: Path
) -> None:
    before = backup_path(folder, "20261122T203000Z-g1").read_bytes()
    cli("delete", "--forever", "--and-backups", "--yes", from_int(2), code=3)
    cli("delete", "--forever", "--and-backups", "--yes", trashed, from_int(2), code=3)
    cli("delete", "--forever", "--and-backups", "--yes", "zzzzzzzzzz", code=3)
    assert backup_path(folder, "20261122T203000Z-g1").read_bytes() == before


def test_it_goes_with_forever_alone(cli: Cli, trashed: str) -> None:
    assert "--forever" in cli("delete", "--and-backups", "--yes", trashed, code=2).err
    assert "--yes" in cli("delete", "--forever", "--and-backups", trashed, code=2).err


@pytest.mark.backends("plain")
@pytest.mark.parametrize(("answer", "code"), [("y", 0), ("n", 2)])
def test_on_a_terminal_it_asks(trashed: str, folder: Path, answer: str, code: int) -> None:
    with talk("delete", "--forever", "--and-backups", trashed) as told:
        told.sees("and out of all backups?")
        told.type(f"{answer}\r")
        told.ends(code)
    assert (holders(folder) == []) == (code == 0)
