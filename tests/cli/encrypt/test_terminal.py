"""The passphrase on a terminal: unseen, twice, three times at the most."""

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Result
from tests.cli.encrypt.conftest import Keep
from tests.cli.encrypt.helpers_plain import CANARY, plain_files
from tests.cli.talking import CTRL_C, talk


def test_on_a_terminal_it_is_typed_unseen_and_the_recovery_typed_back(
    keep: Keep, folder: Path
) -> None:
    keep(1, title=CANARY)
    with talk("encrypt", types_passphrase=True) as told:
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
    with talk("list", types_passphrase=True) as told:
        told.sees("Passphrase: ")
        told.type("quite wrong\r")
        told.sees("That is not the passphrase.")
        told.sees("Passphrase: ")
        told.type("quite secret\r")
        told.sees(CANARY)
        told.ends()


@pytest.mark.usefixtures("encrypted")
def test_three_wrong_ones_are_enough_and_ctrl_c_ends_it() -> None:
    with talk("list", types_passphrase=True) as told:
        for _ in range(3):
            told.sees("Passphrase: ")
            told.type("no\r")
        told.sees("the passphrase is wrong")
        told.ends(6)
    with talk("list", types_passphrase=True) as told:
        told.sees("Passphrase: ")
        told.type(CTRL_C)
        told.ends(130)


def test_who_does_not_type_the_recovery_back_encrypts_nothing(keep: Keep, folder: Path) -> None:
    keep(1, title=CANARY)
    with talk("encrypt", types_passphrase=True) as told:
        for prompt in ("New passphrase: ", "The same again: "):
            told.sees(prompt)
            told.type("one\r")
        for _ in range(3):
            told.sees("Its last 6 characters")
            told.type("nothing\r")
        told.sees("nothing was encrypted")
        told.ends(2)
    with talk("encrypt", types_passphrase=True) as told:
        told.sees("New passphrase: ")
        told.type("one\r")
        told.sees("The same again: ")
        told.type("two\r")
        told.sees("not the same twice")
        told.ends(2)
    assert {path.name for path in folder.iterdir()} == {"journal.inbox"}


@pytest.mark.usefixtures("encrypted")
def test_decrypting_is_asked_about_and_needs_the_passphrase(folder: Path) -> None:
    for answer, code in (("n\r", 2), (CTRL_C, 130)):
        with talk("decrypt", types_passphrase=True) as told:
            told.sees("can read the journal then")
            told.sees("Decrypt it?")
            told.type(answer)
            told.ends(code)
        assert not plain_files(folder)
    with talk("decrypt", types_passphrase=True) as told:
        told.sees("Decrypt it?")
        told.type("y\r")
        for typed in ("no\r", "one\r"):
            told.sees("Passphrase: ")
            told.type(typed)
        told.sees("Decrypted.")
        told.ends()
    assert plain_files(folder)
    with talk("list", types_passphrase=True) as told:
        told.sees(CANARY)
        told.ends()


@pytest.mark.usefixtures("encrypted")
def test_a_new_passphrase_is_typed_twice_after_the_old_one() -> None:
    with talk("passphrase", types_passphrase=True) as told:
        for prompt, typed in (
            ("Passphrase: ", "one\r"),
            ("New passphrase: ", "two\r"),
            ("The same again: ", "three\r"),
        ):
            told.sees(prompt)
            told.type(typed)
        told.sees("not the same twice")
        told.ends(2)
    change("one", "two")
    opens_with("two")


def test_with_the_recovery_identity_the_old_one_is_not_asked_for(
    encrypted: Result, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text(encrypted.out)
    with talk("passphrase", "--recovery", str(paper), types_passphrase=True) as told:
        for prompt in ("New passphrase: ", "The same again: "):
            told.sees(prompt)
            told.type("three\r")
        told.sees("The passphrase is changed.")
        told.ends()
    opens_with("three")


def change(old: str, new: str) -> None:
    """Change the passphrase, typed on a terminal."""
    with talk("passphrase", types_passphrase=True) as told:
        for prompt, typed in (
            ("Passphrase: ", old),
            ("New passphrase: ", new),
            ("The same again: ", new),
        ):
            told.sees(prompt)
            told.type(f"{typed}\r")
        told.sees("The passphrase is changed.")
        told.ends()


def opens_with(passphrase: str) -> None:
    """See that a passphrase opens the journal, at the first try."""
    with talk("list", types_passphrase=True) as told:
        told.sees("Passphrase: ")
        told.type(f"{passphrase}\r")
        told.sees(CANARY)
        told.ends()
        assert "not the passphrase" not in told.screen.text
