"""Fixtures for an encrypted journal and passphrase file descriptors."""

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
    """Use a low cost for key derivation."""
    monkeypatch.setattr(age, "encrypt_with_passphrase", cheap_scrypt.encrypt)


@pytest.fixture
def fd() -> Iterator[Descriptor]:
    """A function that returns a file descriptor from which the given lines can be read."""
    opened = []

    def open_with(*lines: str) -> str:
        reading, writing = os.pipe()
        os.write(writing, "".join(f"{line}\n" for line in lines).encode())
        os.close(writing)
        opened.append(reading)
        return str(reading)

    yield open_with
    for descriptor in opened:
        os.close(descriptor)


@pytest.fixture
def encrypted(cli: Cli, keep: Keep, fd: Descriptor) -> Result:
    """Encrypt a journal with two entries and a backup, using the passphrase "one"."""
    keep(1, title=CANARY)
    cli("backup", "now")
    keep(2)
    return cli("--passphrase-fd", fd("one"), "encrypt")
