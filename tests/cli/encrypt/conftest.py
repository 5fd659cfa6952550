"""An encrypted journal, and what its passphrase is read from."""

import os
from collections.abc import Callable, Iterator

import pytest

from reflect.model.entry import Entry
from reflect.store.encryption import age
from tests import cheap_scrypt
from tests.cli.conftest import Cli, Result
from tests.cli.encrypt.helpers_plain import CANARY

Keep = Callable[..., Entry]
Descriptor = Callable[..., str]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal with a passphrase at no cost; what is sealed so is opened as ever."""
    monkeypatch.setattr(age, "encrypt_with_passphrase", cheap_scrypt.encrypt)


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
