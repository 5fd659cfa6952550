"""The passphrase on a terminal: unseen, twice, three times at the most."""

import re
from pathlib import Path

import pytest

from tests.cli.encrypt.conftest import Keep
from tests.cli.encrypt.plain import CANARY, plain_files
from tests.cli.talking import CTRL_C, talk

pytestmark = pytest.mark.backends("plain")  # each test encrypts its own


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
