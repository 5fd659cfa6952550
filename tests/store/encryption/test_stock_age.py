"""Tests that the age command-line tool opens reflect's files, and vice versa."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pexpect
import pytest

from reflect.journal.recovery import write_recovery_file
from reflect.store import paths
from tests.docs.pages import DOCS, read
from tests.sealed import PASSPHRASE, RECOVERY_IDENTITY, encryption_in
from tests.store.helpers_journals import content_of, data_of

pytestmark = pytest.mark.backends("encrypted")


@pytest.fixture(autouse=True, scope="module")
def age() -> None:
    """Skip the test if age is not installed, but fail in CI."""
    if shutil.which("age") is None:
        if os.environ.get("CI"):
            pytest.fail("age is not installed")
        pytest.skip("age is not installed")


def test_age_decrypts_the_journal_with_the_passphrase(filled: Path, tmp_path: Path) -> None:
    out = tmp_path / "plain.json"
    identity, journal = str(filled / paths.IDENTITY), str(filled / paths.ENCRYPTED)
    child = pexpect.spawn("age", ["-d", "-o", str(out), "-i", identity, journal], encoding="utf-8")
    child.expect("passphrase")
    child.sendline(PASSPHRASE)
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert out.read_bytes() == data_of(filled)


def test_age_decrypts_the_journal_with_the_recovery_identity(filled: Path, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    paper.write_text(f"{RECOVERY_IDENTITY}\n")
    command = ["age", "-d", "-i", str(paper), str(filled / paths.ENCRYPTED)]
    done = subprocess.run(command, capture_output=True, check=True)
    assert done.stdout == data_of(filled)


def test_journal_encrypted_by_age_is_readable(filled: Path, tmp_path: Path) -> None:
    before, plain = content_of(filled), tmp_path / "plain.json"
    plain.write_bytes(data_of(filled))
    recipients, journal = str(filled / paths.RECIPIENTS), str(filled / paths.ENCRYPTED)
    command = ["age", "-R", recipients, "-o", journal, str(plain)]
    subprocess.run(command, check=True)
    assert content_of(filled) == before


def recipes(page: str, part: str) -> list[str]:
    """Return the shell code blocks in a section of a documentation page."""
    text = read(DOCS / page).split(f"\n## {part}\n")[1].split("\n## ")[0]
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


def typed_in(folder: Path, recipe: str) -> str:
    """Run a shell recipe in a folder, entering the passphrase when asked; return the output."""
    command = f"umask 022\n{recipe}"
    child = pexpect.spawn("sh", ["-ec", command], cwd=str(folder), encoding="utf-8", timeout=60)
    printed = ""
    while child.expect([pexpect.EOF, "passphrase.*: "]):
        printed += child.before or ""
        child.sendline(PASSPHRASE)
    child.close()
    assert child.exitstatus == 0, child.before
    return printed + (child.before or "")


def test_documented_recipes_decrypt_everything(filled: Path, tmp_path: Path) -> None:
    (filled / "paper.txt").write_text(f"{RECOVERY_IDENTITY}\n")
    (filled / "paper.txt").chmod(0o600)
    memory = tmp_path / "memory"
    memory.mkdir()
    with_passphrase, with_paper, inbox, inbox_with_passphrase = recipes(
        "security.md", "By hand, with nothing but age"
    )
    for recipe in (with_passphrase, with_paper):
        typed_in(filled, recipe)
        out = filled / "journal.json"
        assert out.read_bytes() == data_of(filled)
        assert out.stat().st_mode & 0o777 == 0o600
        out.unlink()
    lines = (filled / "journal.inbox").read_bytes().count(b"\n") - 1
    there = inbox_with_passphrase.replace("/dev/shm", str(memory))
    held_back = there.replace("rm ", "ls -l ")
    for recipe in (inbox, there):
        assert typed_in(filled, recipe).count('{"id":') == lines
    assert list(memory.iterdir()) == []
    assert "-rw-------" in typed_in(filled, held_back)


def test_documented_recipe_decrypts_recovery_files(filled: Path, tmp_path: Path) -> None:
    file = write_recovery_file(
        tmp_path / "aside", "The pager rang", "capture", encryption_in(filled)
    )
    (recipe,) = recipes("doctor.md", "Texts that could not be saved")
    typed_in(filled, recipe.replace("FILE.md.age", str(file)))
    assert (filled / "text.md").read_text() == "The pager rang"
    assert (filled / "text.md").stat().st_mode & 0o777 == 0o600
