"""The stock age program opens what reflect encrypts, and the other way round."""

import os
import shutil
import subprocess
from pathlib import Path

import pexpect
import pytest

from reflect.store import names
from tests.sealed import PASSPHRASE, RECOVERY_IDENTITY
from tests.store.journals import data_of, held

pytestmark = pytest.mark.backends("encrypted")


@pytest.fixture(autouse=True, scope="module")
def age() -> None:
    """The program itself; where the whole is proved it may not be missing."""
    if shutil.which("age") is None:
        if os.environ.get("CI"):
            pytest.fail("age is not installed")
        pytest.skip("age is not installed")


def test_it_opens_the_journal_with_the_passphrase(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "plain.json"
    identity, journal = str(filled / names.IDENTITY), str(filled / names.ENCRYPTED)
    child = pexpect.spawn("age", ["-d", "-o", str(out), "-i", identity, journal], encoding="utf-8")
    child.expect("passphrase")
    child.sendline(PASSPHRASE)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert out.read_bytes() == data_of(filled)


def test_it_opens_the_journal_with_the_recovery_identity(filled: Path, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.write_text(f"{RECOVERY_IDENTITY}\n")
    command = ["age", "-d", "-i", str(paper), str(filled / names.ENCRYPTED)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == data_of(filled)


def test_what_it_encrypts_is_read_as_the_journal(filled: Path, tmp_path: Path) -> None:
    before, plain = held(filled), tmp_path / "plain.json"
    plain.write_bytes(data_of(filled))
    recipients, journal = str(filled / names.RECIPIENTS), str(filled / names.ENCRYPTED)
    command = ["age", "-R", recipients, "-o", journal, str(plain)]
    subprocess.run(command, check=True)
    assert held(filled) == before
