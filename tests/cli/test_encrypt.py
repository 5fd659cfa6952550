"""encrypt, decrypt, passphrase: what they say, what they refuse, and what opens afterwards."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reflect.model.entry import Entry
from reflect.model.ids import from_int
from reflect.store import crypt
from tests import cheap_scrypt
from tests.cli.conftest import Cli, Result
from tests.cli.talking import CTRL_C, talk

pytestmark = pytest.mark.backends("plain")  # each test encrypts its own

Keep = Callable[..., Entry]
Descriptor = Callable[..., str]
CANARY = "Quetzalcoatl"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal with a passphrase at no cost; what is sealed so is opened as ever."""
    monkeypatch.setattr(crypt, "seal_with_passphrase", cheap_scrypt.seal)


@pytest.fixture
def fd() -> Iterator[Descriptor]:
    """Give lines to read from an open file descriptor, by its number."""
    opened = []

    def give(*lines: str) -> str:
        reading, writing = os.pipe()
        os.write(writing, "".join(f"{line}\n" for line in lines).encode())
        os.close(writing)
        opened.append(reading)
        return str(reading)

    yield give
    for one in opened:
        os.close(one)


@pytest.fixture
def encrypted(cli: Cli, keep: Keep, fd: Descriptor) -> Result:
    """A journal of two entries and a backup, encrypted with the passphrase "one"."""
    keep(1, title=CANARY)
    cli("backup", "now")
    keep(2)
    return cli("--passphrase-fd", fd("one"), "encrypt")


def plain_files(folder: Path) -> list[str]:
    """The files that hold the canary as it is."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if CANARY.encode() in path.read_bytes()]


def test_afterwards_nothing_lies_in_plain_and_the_passphrase_opens_it(
    cli: Cli, folder: Path, encrypted: Result, fd: Descriptor
) -> None:
    assert encrypted.out.startswith("AGE-SECRET-KEY-1")
    assert "Write it on paper" in encrypted.err
    assert f"The journal is {folder / 'journal.age'} now." in encrypted.err
    assert not plain_files(folder)
    assert not (folder / "journal.json").exists()
    listed = cli("--passphrase-fd", fd("one"), "list")
    assert CANARY in listed.out
    assert len(listed.out.splitlines()) == 2
    found = cli("--passphrase-fd", fd("one"), "backup")
    assert "1 entry" in found.out


def test_a_wrong_passphrase_is_not_told_how_wrong(
    cli: Cli, encrypted: Result, fd: Descriptor
) -> None:
    said = {cli("--passphrase-fd", fd(wrong), "list", code=6).err for wrong in ("on", "one ", "x")}
    assert said == {"reflect: the passphrase is wrong\n  Nothing was changed.\n"}


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
def test_what_reads_the_journal_needs_the_passphrase(cli: Cli, command: tuple[str, ...]) -> None:
    result = cli(*command, code=6)
    assert result.out == ""
    assert "its passphrase is needed" in result.err
    assert "--passphrase-fd" in result.err


@pytest.mark.usefixtures("encrypted")
def test_what_only_adds_never_needs_it(cli: Cli, folder: Path, fd: Descriptor) -> None:
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
def test_decrypting_gives_all_of_it_back_and_takes_the_keys_away(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    cli("capture", "In between")
    done = cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    assert f"The journal is {folder / 'journal.json'} now." in done.err
    assert len(cli("list").out.splitlines()) == 3
    assert "1 entry" in cli("backup").out
    left = {path.name for path in folder.rglob("*")}
    assert not left & {"journal.age", "identity.age", "recovery.age", "recipients.txt"}
    assert cli("doctor").code == 0


@pytest.mark.usefixtures("encrypted")
def test_decrypting_asks_and_without_a_terminal_refuses(cli: Cli, folder: Path) -> None:
    refused = cli("decrypt", code=2)
    assert "--yes" in refused.err
    assert (folder / "journal.age").exists()


def test_what_is_not_encrypted_is_not_decrypted(cli: Cli, keep: Keep) -> None:
    keep(1)
    assert "is not encrypted" in cli("decrypt", "--yes", code=2).err
    assert "is not encrypted" in cli("passphrase", code=2).err


@pytest.mark.usefixtures("encrypted")
def test_a_new_passphrase_opens_it_and_the_old_one_does_not(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    before = (folder / "journal.age").read_bytes()
    cli("--passphrase-fd", fd("one", "two"), "passphrase")
    assert (folder / "journal.age").read_bytes() == before
    cli("--passphrase-fd", fd("two"), "list")
    cli("--passphrase-fd", fd("one"), "list", code=6)


def test_the_recovery_identity_sets_a_new_one_without_the_old(
    cli: Cli, encrypted: Result, fd: Descriptor, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text(f"kept in the drawer\n{encrypted.out}")
    cli("--passphrase-fd", fd("three"), "passphrase", "--recovery", str(paper))
    assert CANARY in cli("--passphrase-fd", fd("three"), "list").out
    paper.write_text(crypt.new_identity())
    said = cli("--passphrase-fd", fd("four"), "passphrase", "--recovery", str(paper), code=5)
    assert "another identity" in said.err
    paper.write_text("AGE-SECRET-KEY-1QQQ")
    cli("--passphrase-fd", fd("four"), "passphrase", "--recovery", str(paper), code=2)
    paper.write_text("nothing of the kind")
    cli("--passphrase-fd", fd("four"), "passphrase", "--recovery", str(paper), code=7)
    cli("--passphrase-fd", fd("three"), "list")


def test_without_recovery_none_is_made(cli: Cli, keep: Keep, folder: Path, fd: Descriptor) -> None:
    keep(1)
    done = cli("--passphrase-fd", fd("one"), "encrypt", "--no-recovery")
    assert done.out == ""
    assert "A forgotten passphrase is final" in done.err
    assert not (folder / "recovery.age").exists()
    assert "without a recovery identity" in cli("--passphrase-fd", fd("one"), "doctor").out


def test_an_empty_journal_can_be_encrypted(cli: Cli, folder: Path, fd: Descriptor) -> None:
    cli("--passphrase-fd", fd("one"), "encrypt")
    assert cli("--passphrase-fd", fd("one"), "list").out == ""
    cli("capture", CANARY)
    assert not plain_files(folder)
    assert CANARY in cli("--passphrase-fd", fd("one"), "list").out


def test_a_passphrase_that_is_none_encrypts_nothing(
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


@pytest.mark.usefixtures("encrypted")
def test_what_lies_in_plain_is_told_and_encrypted_by_the_same_command(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    left = folder / "backups" / "20251122T203000Z-g1.json"
    cli("--passphrase-fd", fd("one"), "decrypt", "--yes")
    kept = next(iter(sorted((folder / "backups").iterdir()))).read_bytes()
    cli("--passphrase-fd", fd("one"), "encrypt")
    left.write_bytes(kept)
    told = cli("--passphrase-fd", fd("one"), "doctor")
    assert f"{left}: lies in plain" in told.out
    cli("--passphrase-fd", fd("one"), "encrypt")
    assert not left.exists()
    assert left.with_suffix(".age").exists()
    assert not plain_files(folder)


@pytest.mark.usefixtures("encrypted")
def test_a_file_of_the_users_own_stays_and_is_named(cli: Cli, folder: Path, fd: Descriptor) -> None:
    own = folder / "backups" / "mine.json"
    own.write_text("{}")
    result = cli("--passphrase-fd", fd("one"), "encrypt", code=7)
    assert f"{own}: is your own file" in result.err
    assert own.read_text() == "{}"


@pytest.mark.usefixtures("encrypted")
def test_an_older_journal_put_back_is_refused_until_it_is_accepted(
    cli: Cli, folder: Path, fd: Descriptor
) -> None:
    older = (folder / "journal.age").read_bytes()
    cli("--passphrase-fd", fd("one"), "edit", from_int(1), "--title", "Better")
    (folder / "journal.age").write_bytes(older)
    for command in (("list",), ("edit", from_int(1), "--tag", "x"), ("doctor",)):
        assert "is older" in "".join(
            vars(cli("--passphrase-fd", fd("one"), *command, code=5)).get(name, "")
            for name in ("out", "err")
        )
    assert (folder / "journal.age").read_bytes() == older
    cli("--passphrase-fd", fd("one"), "doctor", "--accept")
    assert CANARY in cli("--passphrase-fd", fd("one"), "list").out


def test_other_recipients_are_written_to_by_nobody(
    cli: Cli, folder: Path, encrypted: Result, fd: Descriptor
) -> None:
    theirs = crypt.recipient_of(crypt.new_identity())
    recipients = folder / "recipients.txt"
    ours = recipients.read_text()
    recipients.write_text(f"{theirs}\n")
    before = (folder / "journal.inbox").read_bytes()
    refused = cli("capture", CANARY, code=5, stdin="")
    assert "names other recipients" in refused.err
    assert (
        "does not name the recipients"
        in cli("--passphrase-fd", fd("one"), "edit", from_int(1), "--tag", "x", code=5).err
    )
    assert (folder / "journal.inbox").read_bytes() == before
    recipients.write_text(ours)
    cli("capture", CANARY)


@pytest.mark.usefixtures("encrypted")
def test_a_backup_to_carry_opens_on_a_machine_that_knows_nothing(
    cli: Cli, tmp_path: Path, fd: Descriptor
) -> None:
    stick, other = tmp_path / "stick.tar", tmp_path / "other"
    cli("--passphrase-fd", fd("one"), "backup", "now", "-o", str(stick))
    assert CANARY.encode() not in stick.read_bytes()
    restore = ("-j", str(other), "backup", "restore", "--yes", str(stick))
    cli("--passphrase-fd", fd("wrong"), *restore, code=6)
    assert not other.exists()
    cli("--passphrase-fd", fd("one"), *restore)
    assert CANARY in cli("--passphrase-fd", fd("one"), "-j", str(other), "list").out
    assert not plain_files(other)
    cli("-j", str(other), "capture", CANARY)
    assert not plain_files(other)


@pytest.mark.usefixtures("encrypted")
def test_a_backup_of_another_encrypted_journal_is_refused(
    cli: Cli, tmp_path: Path, fd: Descriptor
) -> None:
    stick, other = tmp_path / "stick.tar", tmp_path / "other"
    cli("--passphrase-fd", fd("one"), "backup", "now", "-o", str(stick))
    cli("-j", str(other), "capture", "In plain")
    cli("-j", str(other), "edit", "@", "--tag", "x")
    refused = cli(
        "--passphrase-fd", fd("one"), "-j", str(other), "backup", "restore", "--yes", str(stick),
        code=2,
    )  # fmt: skip
    assert "another encrypted journal" in refused.err
    assert "In plain" in cli("-j", str(other), "list").out


def test_on_a_terminal_it_is_typed_unseen_and_the_recovery_typed_back(
    keep: Keep, folder: Path
) -> None:
    keep(1, title=CANARY)
    with talk("encrypt") as told:
        told.sees("New passphrase: ")
        told.type("quite secret\r")
        told.sees("The same again: ")
        told.type("quite secret\r")
        told.sees("AGE-SECRET-KEY-1")
        told.sees("Its last 6 characters")
        key = re.search(r"AGE-SECRET-KEY-1[0-9A-Z]{58}", told.screen.text.replace("\n", ""))
        assert key
        told.type("wrong\r")
        told.sees("That is not how it ends.")
        told.type(f"{key[0][-6:].lower()}\r")
        told.sees("Encrypted.")
        told.ends()
        assert "quite secret" not in told.screen.text
    assert not plain_files(folder)
    with talk("list") as told:
        told.sees("Passphrase: ")
        told.type("quite wrong\r")
        told.sees("That is not the passphrase.")
        told.sees("Passphrase: ")
        told.type("quite secret\r")
        told.sees(CANARY)
        told.ends()


@pytest.mark.usefixtures("encrypted")
def test_three_wrong_ones_are_enough_and_ctrl_c_ends_it() -> None:
    with talk("list") as told:
        for _ in range(3):
            told.sees("Passphrase: ")
            told.type("no\r")
        told.sees("the passphrase is wrong")
        told.ends(6)
    with talk("list") as told:
        told.sees("Passphrase: ")
        told.type(CTRL_C)
        told.ends(130)


def test_who_does_not_type_the_recovery_back_encrypts_nothing(keep: Keep, folder: Path) -> None:
    keep(1, title=CANARY)
    with talk("encrypt") as told:
        for prompt in ("New passphrase: ", "The same again: "):
            told.sees(prompt)
            told.type("one\r")
        for _ in range(3):
            told.sees("Its last 6 characters")
            told.type("nothing\r")
        told.sees("nothing was encrypted")
        told.ends(2)
    with talk("encrypt") as told:
        told.sees("New passphrase: ")
        told.type("one\r")
        told.sees("The same again: ")
        told.type("two\r")
        told.sees("not the same twice")
        told.ends(2)
    assert {path.name for path in folder.iterdir()} == {"journal.inbox"}
