"""Tests for passphrases typed on a terminal."""

import os
import re
from pathlib import Path

import pytest

from tests.cli import helpers_talk
from tests.cli.conftest import Result
from tests.cli.encrypt.conftest import Keep
from tests.cli.encrypt.helpers_plain import CANARY, plain_files
from tests.cli.helpers_talk import CTRL_C, talk

# Python runs a module with this name at startup.
SITECUSTOMIZE = """
from reflect.store.encryption import age
from tests import cheap_scrypt
age.encrypt_with_passphrase = cheap_scrypt.encrypt
"""


@pytest.fixture(autouse=True)
def cheap_subprocess(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a low cost for key derivation in subprocesses as well."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(SITECUSTOMIZE)
    monkeypatch.setattr(helpers_talk, "ROOT", f"{site}{os.pathsep}{helpers_talk.ROOT}")


def test_encrypt_hides_the_passphrase_and_checks_the_recovery_key(keep: Keep, folder: Path) -> None:
    keep(1, title=CANARY)
    with talk("encrypt", types_passphrase=True) as terminal:
        terminal.sees("New passphrase: ")
        terminal.type("quite secret\r")
        terminal.sees("The same again: ")
        terminal.type("quite secret\r")
        terminal.sees("AGE-SECRET-KEY-1")
        terminal.sees("last 6")
        key = re.search(r"AGE-SECRET-KEY-1[0-9A-Z]{58}", terminal.screen.text.replace("\n", ""))
        assert key
        terminal.type("wrong\r")
        terminal.sees("not how it ends")
        terminal.type(f"{key[0][-6:].lower()}\r")
        terminal.sees("Encrypted.")
        terminal.ends()
        assert "quite secret" not in terminal.screen.text
    assert not plain_files(folder)
    with talk("list", types_passphrase=True) as terminal:
        terminal.sees("Passphrase: ")
        terminal.type("quite wrong\r")
        terminal.sees("not the passphrase")
        terminal.sees("Passphrase: ")
        terminal.type("quite secret\r")
        terminal.sees(CANARY)
        terminal.ends()


@pytest.mark.usefixtures("encrypted")
def test_passphrase_that_is_not_text_is_wrong_or_refused() -> None:
    with talk("list", types_passphrase=True) as terminal:
        for _ in range(3):
            terminal.sees("Passphrase: ")
            terminal.send(b"ge\xe4ndert\r")
        terminal.ends(6)
    with talk("-j", "other", "encrypt", types_passphrase=True) as terminal:
        for prompt in ("New passphrase: ", "The same again: "):
            terminal.sees(prompt)
            terminal.send(b"ge\xe4ndert\r")
        terminal.ends(2)


@pytest.mark.usefixtures("encrypted")
def test_three_wrong_passphrases_or_ctrl_c_exit() -> None:
    with talk("list", types_passphrase=True) as terminal:
        for _ in range(3):
            terminal.sees("Passphrase: ")
            terminal.type("no\r")
        terminal.sees("wrong")
        terminal.ends(6)
    with talk("list", types_passphrase=True) as terminal:
        terminal.sees("Passphrase: ")
        terminal.type(CTRL_C)
        terminal.ends(130)


def test_encrypt_asks_for_the_end_of_the_recovery_key(keep: Keep, folder: Path) -> None:
    keep(1, title=CANARY)
    with talk("encrypt", types_passphrase=True) as terminal:
        for prompt in ("New passphrase: ", "The same again: "):
            terminal.sees(prompt)
            terminal.type("one\r")
        for _ in range(3):
            terminal.sees("last 6")
            terminal.type("nothing\r")
        terminal.sees("nothing was encrypted")
        terminal.ends(2)
    with talk("encrypt", types_passphrase=True) as terminal:
        terminal.sees("New passphrase: ")
        terminal.type("one\r")
        terminal.sees("The same again: ")
        terminal.type("two\r")
        terminal.sees("not the same")
        terminal.ends(2)
    assert {path.name for path in folder.iterdir()} == {"journal.inbox"}


@pytest.mark.usefixtures("encrypted")
def test_decrypt_asks_for_confirmation_and_passphrase(folder: Path) -> None:
    for answer, code in (("n\r", 2), (CTRL_C, 130)):
        with talk("decrypt", types_passphrase=True) as terminal:
            terminal.sees("can read")
            terminal.sees("Decrypt it?")
            terminal.type(answer)
            terminal.ends(code)
        assert not plain_files(folder)
    with talk("decrypt", types_passphrase=True) as terminal:
        terminal.sees("Decrypt it?")
        terminal.type("y\r")
        for typed in ("no\r", "one\r"):
            terminal.sees("Passphrase: ")
            terminal.type(typed)
        terminal.sees("Decrypted.")
        terminal.ends()
    assert plain_files(folder)
    with talk("list", types_passphrase=True) as terminal:
        terminal.sees(CANARY)
        terminal.ends()


@pytest.mark.usefixtures("encrypted")
def test_new_passphrase_is_typed_twice_after_the_old_one() -> None:
    with talk("passphrase", types_passphrase=True) as terminal:
        for prompt, typed in (
            ("Passphrase: ", "one\r"),
            ("New passphrase: ", "two\r"),
            ("The same again: ", "three\r"),
        ):
            terminal.sees(prompt)
            terminal.type(typed)
        terminal.sees("not the same")
        terminal.ends(2)
    change_passphrase("one", "two")
    assert_unlocks("two")


def test_recovery_key_replaces_the_old_passphrase(encrypted: Result, tmp_path: Path) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text(encrypted.out)
    with talk("passphrase", "--recovery", str(paper), types_passphrase=True) as terminal:
        for prompt in ("New passphrase: ", "The same again: "):
            terminal.sees(prompt)
            terminal.type("three\r")
        terminal.sees("changed")
        terminal.ends()
    assert_unlocks("three")


def change_passphrase(old: str, new: str) -> None:
    """Change the passphrase on a terminal."""
    with talk("passphrase", types_passphrase=True) as screen:
        for prompt, typed in (
            ("Passphrase: ", old),
            ("New passphrase: ", new),
            ("The same again: ", new),
        ):
            screen.sees(prompt)
            screen.type(f"{typed}\r")
        screen.sees("changed")
        screen.ends()


def assert_unlocks(passphrase: str) -> None:
    """Check that a passphrase unlocks the journal on the first attempt."""
    with talk("list", types_passphrase=True) as terminal:
        terminal.sees("Passphrase: ")
        terminal.type(f"{passphrase}\r")
        terminal.sees(CANARY)
        terminal.ends()
        assert "not the passphrase" not in terminal.screen.text
