"""Tests for the commands encrypt, decrypt and passphrase."""

import json
import os
import shutil
from pathlib import Path

import pytest

from reflect.store.encryption import age
from tests.cli.conftest import Cli, Result
from tests.cli.encrypt.conftest import Descriptor, Keep
from tests.cli.encrypt.helpers_plain import CANARY, plain_files


def test_encrypt_leaves_no_plain_text(
    cli: Cli, folder: Path, encrypted: Result, fd: Descriptor
) -> None:
    assert encrypted.out.startswith("AGE-SECRET-KEY-1")
    assert "paper" in encrypted.err
    assert str(folder / "journal.age") in encrypted.err
    assert not plain_files(folder)
    assert not (folder / "journal.json").exists()
    listed = cli("--passphrase-fd", fd("one"), "list")
    assert CANARY in listed.out
    assert len(listed.out.splitlines()) == 2
    found = cli("--passphrase-fd", fd("one"), "backup")
    assert "1 entry" in found.out


def test_every_wrong_passphrase_gets_the_same_message(
    cli: Cli, encrypted: Result, fd: Descriptor
) -> None:
    (message,) = {
        cli("--passphrase-fd", fd(wrong), "list", code=6).err for wrong in ("on", "one ", "x")
    }
    assert "wrong" in message


@pytest.mark.usefixtures("encrypted")
@pytest.mark.parametrize(
    "command",
    [
        *(("list",), ("search", "x"), ("lessons",), ("show", "@"), ("edit", "@", "--tag", "x")),
        *(("delete", "--yes", "@"), ("restore", "@"), ("tags",), ("export",), ("backup",)),
        *(("backup", "now"), ("doctor",), ("decrypt", "--yes"), ("passphrase",)),
    ],
    ids=" ".join,
)
def test_reading_needs_the_passphrase(cli: Cli, command: tuple[str, ...]) -> None:
    result = cli(*command, code=6)
    assert result.out == ""
    assert "passphrase" in result.err
    assert "--passphrase-fd" in result.err


@pytest.mark.usefixtures("encrypted")
def test_adding_needs_no_passphrase(cli: Cli, folder: Path, fd: Descriptor) -> None:
    cli("capture", f"{CANARY} once more")
    form = cli("new", "--form").out
    filled = form.replace("# ", f"# {CANARY} again", 1)
    question = next(line for line in form.splitlines() if line.startswith("## "))
    filled = filled.replace(question, f"{question}\n\nIt was {CANARY}.", 1)
    cli("new", "--from", "-", stdin=filled)
    assert not plain_files(folder)
    listed = cli("--passphrase-fd", fd("one"), "list").out
    assert f"{CANARY} once more" in listed
    assert len(listed.splitlines()) == 4


@pytest.mark.usefixtures("encrypted")
def test_decrypt_restores_plain_files_and_removes_the_keys(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    cli("capture", "In between")
    done = cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    assert str(folder / "journal.json") in done.err
    assert len(cli("list").out.splitlines()) == 3
    assert "1 entry" in cli("backup").out
    left = {path.name for path in folder.rglob("*")}
    assert not left & {"journal.age", "identity.age", "recovery.age", "recipients.txt"}
    assert cli("doctor").code == 0


@pytest.mark.usefixtures("encrypted")
def test_decrypt_needs_a_terminal_or_yes(cli: Cli, folder: Path) -> None:
    refused = cli("decrypt", code=2)
    assert "--yes" in refused.err
    assert (folder / "journal.age").exists()


def test_decrypt_and_passphrase_reject_a_plain_journal(cli: Cli, keep: Keep) -> None:
    keep(1)
    assert "is not encrypted" in cli("decrypt", "--yes", code=2).err
    assert "is not encrypted" in cli("passphrase", code=2).err


@pytest.mark.usefixtures("encrypted")
def test_passphrase_replaces_the_old_one(cli: Cli, folder: Path, fd: Descriptor) -> None:
    before = (folder / "journal.age").read_bytes()
    cli("--passphrase-fd", fd("one", "two"), "passphrase")
    assert (folder / "journal.age").read_bytes() == before
    cli("--passphrase-fd", fd("two"), "list")
    cli("--passphrase-fd", fd("one"), "list", code=6)


def test_recovery_key_sets_a_new_passphrase(
    cli: Cli, encrypted: Result, fd: Descriptor, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text(f"kept in the drawer\n{encrypted.out}")
    cli("--passphrase-fd", fd("three"), "passphrase", "--recovery", str(paper))
    assert CANARY in cli("--passphrase-fd", fd("three"), "list").out
    paper.write_text(age.new_identity())
    result = cli("--passphrase-fd", fd("four"), "passphrase", "--recovery", str(paper), code=6)
    assert "of another journal" in result.err
    paper.write_text(encrypted.out[:-2] + "B")
    result = cli("--passphrase-fd", fd("four"), "passphrase", "--recovery", str(paper), code=2)
    assert "character" in result.err
    paper.write_text("nothing of the kind")
    cli("--passphrase-fd", fd("four"), "passphrase", "--recovery", str(paper), code=7)
    cli("--passphrase-fd", fd("three"), "list")


@pytest.mark.parametrize(
    ("between", "end"), [(" ", ""), ("\n", "\nKeep it safe.\n"), ("\r\n  ", "\r\n")]
)
def test_recovery_key_accepts_lower_case_groups_and_lines(
    cli: Cli, encrypted: Result, fd: Descriptor, tmp_path: Path, between: str, end: str
) -> None:
    paper = tmp_path / "paper.txt"
    small = encrypted.out.strip().lower()
    groups = [small[:20], *(small[at : at + 6] for at in range(20, len(small), 6))]
    paper.write_text(f"# on paper since March\n{between.join(groups)}{end}", newline="")
    cli("--passphrase-fd", fd("three"), "passphrase", "--recovery", str(paper))
    assert CANARY in cli("--passphrase-fd", fd("three"), "list").out


def test_no_recovery_makes_no_recovery_key(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep(1)
    done = cli("--passphrase-fd", fd("one"), "encrypt", "--no-recovery")
    assert done.out == ""
    assert "final" in done.err
    assert not (folder / "recovery.age").exists()
    assert "recovery identity" in cli("--passphrase-fd", fd("one"), "doctor").out


def test_encrypt_accepts_an_empty_journal(cli: Cli, folder: Path, fd: Descriptor) -> None:
    cli("--passphrase-fd", fd("one"), "encrypt")
    assert cli("--passphrase-fd", fd("one"), "list").out == ""
    cli("capture", CANARY)
    assert not plain_files(folder)
    assert CANARY in cli("--passphrase-fd", fd("one"), "list").out


def test_encrypt_rejects_a_missing_passphrase(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep(1)
    assert "is empty" in cli("--passphrase-fd", fd(""), "encrypt", code=2).err
    assert "no passphrase" in cli("--passphrase-fd", fd(), "encrypt", code=2).err
    assert "there is none" in cli("encrypt", code=2).err
    closed = cli("--passphrase-fd", "987", "encrypt", code=2)
    assert "--passphrase-fd 987" in closed.err
    reading, writing = os.pipe()
    os.write(writing, b"\xff\n")
    os.close(writing)
    assert "not UTF-8" in cli("--passphrase-fd", str(reading), "encrypt", code=2).err
    os.close(reading)
    assert {path.name for path in folder.iterdir()} == {"journal.inbox"}


def test_copy_in_plain_is_named_until_it_is_removed(
    cli: Cli, keep: Keep, folder: Path, fd: Descriptor
) -> None:
    keep()
    cli("edit", "@", "--tag", "x")
    copy = folder / "journal.json.orig"
    shutil.copy(folder / "journal.json", copy)
    secret = ("one", "one")
    for _ in range(2):
        message = cli("--passphrase-fd", fd(*secret), "encrypt", code=7).err
        assert str(copy) in message
    found = json.loads(cli("--passphrase-fd", fd("one"), "doctor", "--json").out)["findings"]
    (finding,) = [one for one in found if one["path"] == str(copy)]
    assert f"`rm {copy}`" in finding["remedy"]
    copy.unlink()
    cli("--passphrase-fd", fd("one"), "encrypt")
