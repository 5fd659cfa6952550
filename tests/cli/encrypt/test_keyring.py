"""Tests for the system keyring."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend

from reflect.journal.encryption import JournalEncryption
from reflect.model.entry import Entry
from reflect.model.ids import from_int
from reflect.store.drafts import Drafts
from reflect.store.encryption.os_keyring import SERVICE
from tests.cli.conftest import Cli
from tests.docs.pages import ROOT
from tests.sealed import RECIPIENT, TEXT, keys_in, open_without_asking, seal_folder

Keep = Callable[..., Entry]


class Ring(KeyringBackend):
    """An in-memory keyring."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        """Return a secret."""
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a secret."""
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        """Remove a secret."""
        del self.held[service, username]


class Safe(Ring):
    """A keyring whose module name identifies it as encrypted."""


class Plain(Ring):
    """A keyring that stores secrets unencrypted."""


class Broken(Safe):
    """A keyring whose service does not respond."""

    def get_password(self, service: str, username: str) -> str | None:
        """Fail."""
        raise RuntimeError("no answer on the bus")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Fail."""
        raise RuntimeError("no answer on the bus")


Safe.__module__ = Broken.__module__ = "keyring.backends.SecretService"
Plain.__module__ = "keyrings.alt.file"


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Safe:
    """Replace the system keyring and return the replacement."""
    ring = Safe()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    return ring


@pytest.fixture
def sealed(folder: Path, cli: Cli) -> Path:
    """Return an encrypted journal with one entry that was captured while it was locked."""
    seal_folder(folder)
    cli("capture", "Seen by those who are logged in")
    return folder


def remember(sealed: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli) -> None:
    """Store the identity in the keyring."""
    from reflect.cli import passphrase

    with monkeypatch.context() as patch:
        patch.setattr(passphrase, "unlock", open_without_asking)
        cli("passphrase", "--remember")


def test_remembered_identity_unlocks_without_a_passphrase(
    cli: Cli, sealed: Path, ring: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("list", code=6)
    remember(sealed, monkeypatch, cli)
    assert ring.held == {(SERVICE, RECIPIENT): TEXT}
    assert "logged in" in cli("list").out
    cli("edit", "@", "--tag", "x")
    assert "keyring" in cli("passphrase", "--forget").err
    assert ring.held == {}
    cli("list", code=6)


def test_keyring_is_read_only_if_it_contains_an_identity(
    cli: Cli, sealed: Path, ring: Safe
) -> None:
    ring.held[SERVICE, RECIPIENT] = TEXT
    cli("list", code=6)


@pytest.mark.parametrize("offered", [Plain, ChainerBackend], ids=["plain", "none"])
def test_backend_without_encryption_is_not_used(
    cli: Cli, sealed: Path, monkeypatch: pytest.MonkeyPatch, offered: type[KeyringBackend]
) -> None:
    monkeypatch.setattr(ChainerBackend, "backends", [Plain()])
    backend = offered()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    monkeypatch.setattr(
        "reflect.cli.passphrase.unlock",
        open_without_asking,
    )
    refused = cli("passphrase", "--remember", code=2)
    assert "keyring" in refused.err
    assert not getattr(backend, "held", {})


def test_first_backend_with_encryption_is_used(
    cli: Cli, sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, safe = Plain(), Safe()
    monkeypatch.setattr(ChainerBackend, "backends", [plain, safe])
    monkeypatch.setattr(keyring, "get_keyring", ChainerBackend)
    remember(sealed, monkeypatch, cli)
    assert (len(plain.held), len(safe.held)) == (0, 1)


def test_broken_keyring_needs_the_passphrase(
    cli: Cli, sealed: Path, ring: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(sealed, monkeypatch, cli)
    monkeypatch.setattr(keyring, "get_keyring", Broken)
    assert "passphrase" in cli("list", code=6).err
    monkeypatch.setattr(
        "reflect.cli.passphrase.unlock",
        open_without_asking,
    )
    message = cli("passphrase", "--remember", code=2).err
    assert "RuntimeError" in message
    assert "bus" not in message


def test_missing_package_is_named(cli: Cli, sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setattr(
        "reflect.cli.passphrase.unlock",
        open_without_asking,
    )
    assert "reflect-journal[keyring]" in cli("passphrase", "--remember", code=2).err


def test_decrypt_removes_the_identity(
    cli: Cli, sealed: Path, ring: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(sealed, monkeypatch, cli)
    cli("decrypt", "--yes")
    assert ring.held == {}


def test_accept_of_a_missing_journal_removes_the_identity(
    cli: Cli, sealed: Path, ring: Safe, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember(sealed, monkeypatch, cli)
    shutil.rmtree(sealed)
    cli("doctor", "--accept")
    assert ring.held == {}


LOADED = """
import sys
sys.argv = ["reflect", *sys.argv[1:]]
from reflect.__main__ import main
try:
    main()
except SystemExit:
    pass
print(*(name for name in ("pyrage", "keyring", "getpass") if name in sys.modules), file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    """Run reflect in a subprocess and return the encryption modules it imported."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        capture_output=True, text=True, check=True, cwd=ROOT, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "command",
    [("list",), ("edit", "@", "--tag", "x"), ("capture", "x"), ("backup", "now"), ("doctor",)],
    ids=" ".join,
)
def test_plain_journal_imports_no_encryption(keep: Keep, command: tuple[str, ...]) -> None:
    keep(1)
    assert loaded(*command) == set()


def test_capture_imports_only_pyrage(sealed: Path) -> None:
    assert loaded("capture", "x") == {"pyrage"}
    assert len(keys_in(sealed).recipients()) == 2


@pytest.mark.parametrize(
    "command",
    [
        *(("list",), ("search", "in"), ("show", "@"), ("edit", "@", "--tag", "x"), ("tags",)),
        *(("lessons",), ("export",), ("delete", "--yes", "@"), ("backup",), ("backup", "now")),
        *(("doctor",), ("doctor", "--repair"), ("list", "--drafts"), ("list", "--trash")),
    ],
    ids=" ".join,
)
def test_each_command_unlocks_once(
    cli: Cli, sealed: Path, command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from reflect.cli import passphrase

    asked = []

    def ask(context: object, encryption: JournalEncryption) -> None:
        asked.append(encryption)
        encryption.keys.set_identity(TEXT)

    monkeypatch.setattr(passphrase, "unlock", ask)
    Drafts(sealed, keys=keys_in(sealed)).save(from_int(7), {"id": from_int(7), "guide": "drucker"})
    cli("backup", "now")
    asked.clear()
    cli(*command, code=None)
    assert len(asked) == 1
