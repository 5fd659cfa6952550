"""Follows what doctor says about each damaged state, literally, until nothing is left to do."""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from reflect.model.ids import from_int
from reflect.store import files
from tests.cli.conftest import Cli
from tests.sealed import ENCRYPTED, on_both, opened, put, text_of
from tests.sizes import IN_FAULT_RUN, faults
from tests.store.helpers_journals import backup_path, content_of, data_of, journal_in, put_journal

MOST_STEPS = 12
State = Callable[[Path], object]


class Follower:
    """Somebody who does what doctor says.

    Args:
        cli: runs a command of reflect.
        folder: the journal folder.
    """

    def __init__(self, cli: Cli, folder: Path) -> None:
        self.cli = cli
        self.folder = folder
        self.done: list[str] = []

    def findings(self) -> list[dict[str, Any]]:
        """Return the findings about the journal that are not in order."""
        result = self.cli("-j", str(self.folder), "doctor", "--json", code=None)
        assert result.code in (0, 5), result.err
        return [
            one
            for one in json.loads(result.out)["findings"]
            if one["level"] != "ok" and one["path"].startswith(str(self.folder))
        ]

    def follow(self) -> None:
        """Run the first command of the first finding that was not run before, until all is well."""
        for _ in range(MOST_STEPS):
            findings = self.findings()
            if not findings:
                return
            remedies = [one["remedy"] for one in findings]
            commands = [each for remedy in remedies for each in commands_in(remedy)]
            assert commands, remedies
            self.run(next(each for each in commands if each not in self.done))
        pytest.fail(f"not in order after: {self.done}; {findings}")

    def run(self, command: str) -> None:
        """Run a command, and what a salvage says is next."""
        self.done.append(command)
        words = shlex.split(command)
        if words[0] != "reflect":
            subprocess.run(["sh", "-c", command], check=True, stdout=subprocess.DEVNULL)
            return
        assert words[1:3] == ["-j", str(self.folder)], "every command names the journal"
        if "restore" in words:
            words.append("--yes")
        err = self.cli(*words[1:], code=None).err
        if "salvage" in words:
            self.run(commands_in(err)[-1])


def commands_in(text: str) -> list[str]:
    """Return the commands in a remedy: those in backticks, or the whole text if it is one."""
    whole = [text] if re.match("(chmod|chown|sudo) ", text) else []
    return re.findall(r"`([^`]+)`", text) or whole


def cut(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])


def replaced(path: Path, make: Callable[[Path], object]) -> None:
    """Put something else in place of a file."""
    path.unlink()
    make(path)


def dangle(path: Path) -> None:
    path.symlink_to("/none/x")


def in_place_of(name: str, make: Callable[[Path], object]) -> State:
    """Return a state in which something else is in place of a file."""
    return lambda folder: replaced(folder / name, make)


def both(change: Callable[[bytes], bytes]) -> State:
    """Return a state in which the journal and the inbox were changed in the same way."""

    def change_both(folder: Path) -> None:
        for path in (journal_in(folder), folder / "journal.inbox"):
            put(path, change(opened(path)))

    return change_both


def damaged_backups_only(folder: Path) -> None:
    journal_in(folder).unlink()
    for path in (folder / "backups").iterdir():
        put(path, opened(path)[:-3])


def no_reading(folder: Path) -> None:
    for path in (journal_in(folder), folder / "journal.inbox", *(folder / "backups").iterdir()):
        path.write_bytes(bytes(700))


def others(folder: Path) -> None:
    (folder / "journal.lock").unlink()
    (folder / "journal.lock").mkdir()
    (folder / "drafts").touch()
    (folder / "journal.torn").symlink_to("/none/x")


def modes(folder: Path) -> None:
    for path in folder.glob("journal.*"):
        path.chmod(0o400)
    folder.chmod(0o755)
    if os.getuid() == 0:
        os.chown(folder / "backups", 12345, 12345)


def copies(folder: Path) -> None:
    added = data_of(folder).replace(b'"1":{"id":"0000000001"', b'"77":{"id":"000000002d"')
    for name in ("journal.sync-conflict-20261122-203000-ABC.json", "backups/old/journal.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        put(folder / name, added)
        (folder / name).chmod(0o600)
    (folder / "backups" / "old").chmod(0o700)
    (folder / "drafts").mkdir(mode=0o700)
    for name in ("0000000003.json", "0000000003.sync-conflict-1.json"):
        text = json.dumps({"id": "0000000003", "guide": "drucker", "begun_at": name})
        (folder / "drafts" / name).write_text(text)
        (folder / "drafts" / name).chmod(0o600)


ALL, STORED = {1, 2, 3}, {1, 2}
# Each damaged state, and the entries that are there in the end.
STATES: dict[str, tuple[State, set[int]]] = {
    "BOM": (both(lambda data: b"\xef\xbb\xbf" + data), ALL),
    "CRLF": (both(lambda data: data.replace(b"\n", b"\r\n")), ALL),
    "zero-filled": (lambda folder: put_journal(folder, bytes(2000)), {1, 3}),
    "cut": (lambda folder: cut(journal_in(folder), 900), {1, 3}),
    "cut, inbox too": (both(lambda data: data[: len(data) - 40]), {1}),
    "flipped bit in the inbox": (
        lambda folder: put(
            folder / "journal.inbox",
            (folder / "journal.inbox").read_bytes().replace(b'"Entry 3"', b'"Entry 2"'),
        ),
        STORED,
    ),
    "journal missing": (lambda folder: journal_in(folder).unlink(), {1, 3}),
    "damaged backups only": (damaged_backups_only, {1, 3}),
    "nothing readable": (no_reading, set()),
    "inbox missing": (lambda folder: (folder / "journal.inbox").unlink(), STORED),
    "directory as journal": (in_place_of("journal.json", Path.mkdir), {1, 3}),
    "directory as inbox": (in_place_of("journal.inbox", Path.mkdir), STORED),
    "dangling journal": (in_place_of("journal.json", dangle), {1, 3}),
    "dangling inbox": (in_place_of("journal.inbox", dangle), STORED),
    "other things in place of files": (others, ALL),
    "modes and owners": (modes, ALL),
    "copies": (copies, {*ALL, 77}),
}


@pytest.fixture
def follower(
    cli: Cli,
    keep: Callable[..., object],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Follower:
    """Create a journal with one entry in a backup, one in the journal and one in the inbox."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    keep(1, title="Entry 1")
    cli("backup", "now")
    keep(2, title="Entry 2")
    cli("edit", from_int(2), "--tag", "x")
    keep(3, title="Entry 3")
    moved = folder.rename(folder.with_name("my notes"))
    assert len(list((moved / "backups").iterdir())) == 1
    return Follower(cli, moved)


@pytest.mark.parametrize("name", STATES)
def test_doctor_leads_out_of_each_state(follower: Follower, name: str) -> None:
    change, left = STATES[name]
    change(follower.folder)
    assert follower.findings(), "the state is found"
    follower.follow()
    entries = content_of(follower.folder)["entries"]
    assert {from_int(number) for number in left} == set(entries), follower.done
    follower.cli("-j", str(follower.folder), "capture", "It can be written again")
    assert follower.findings() == []


@pytest.mark.parametrize("make", [dangle, Path.touch], ids=["dangling link", "file"])
def test_doctor_leads_out_of_what_is_no_folder(
    cli: Cli, tmp_path: Path, make: Callable[[Path], object]
) -> None:
    place = tmp_path / "my notes"
    make(place)
    follower = Follower(cli, place)
    (problem,) = follower.findings()
    assert problem["level"] == "problem"
    follower.run(commands_in(problem["remedy"])[0])
    cli("-j", str(place), "capture", "It can be written again")
    assert follower.findings() == []


@pytest.mark.parametrize("name", ["missing", "file/x", "loop", "x" * 300])
def test_doctor_reports_findings_although_there_is_no_folder(
    cli: Cli, tmp_path: Path, name: str
) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to("loop")
    place = tmp_path / name
    findings = json.loads(cli("-j", str(place), "doctor", "--json", code=5).out)["findings"]
    (problem,) = [one for one in findings if one["path"] == str(place)]
    assert problem["level"] == "problem" and problem["remedy"]
    assert len(findings) > 3


@pytest.mark.backends(ENCRYPTED)
@pytest.mark.parametrize("name", ["cut", "journal missing", "damaged backups only"])
def test_doctor_leads_out_of_encrypted_states(follower: Follower, name: str) -> None:
    test_doctor_leads_out_of_each_state(follower, name)
    assert journal_in(follower.folder).name == "journal.age"


def test_one_step_leads_out_if_nothing_can_be_read(follower: Follower) -> None:
    no_reading(follower.folder)
    remedies = [one["remedy"] for one in follower.findings() if one["level"] == "problem"]
    for command in commands_in(remedies[0]):
        follower.run(command)
    assert [one for one in follower.findings() if one["level"] == "problem"] == []
    follower.cli("-j", str(follower.folder), "capture", "It can be written again")


@on_both
@pytest.mark.parametrize("name", ["journal.inbox", ""])
def test_doctor_leads_out_of_a_file_that_is_too_large(
    follower: Follower, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = follower.folder / name if name else journal_in(follower.folder)
    monkeypatch.setattr(files, "LARGEST", 20_000)
    with path.open("ab") as file:
        file.write(b"12345678 " + b"x" * 30_000 + b"\n")
    follower.cli("-j", str(follower.folder), "list", code=7)
    (problem,) = [one for one in follower.findings() if one["level"] == "problem"]
    for command in commands_in(problem["remedy"]):
        follower.run(command)
    # Of a large encrypted journal, nothing can be read, so an earlier backup is used.
    left = {1, 3} if path.suffix == ".age" else ALL
    entries = content_of(follower.folder)["entries"]
    assert set(entries) == {from_int(number) for number in left}
    follower.cli("-j", str(follower.folder), "capture", "It can be written again")


@on_both
def test_text_that_would_make_a_file_too_large_is_kept(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LARGEST", 20_000)
    before = content_of(follower.folder)
    text = f"Said too much: {'x' * 30_000}"
    error = follower.cli("-j", str(follower.folder), "capture", text, code=7).err
    assert str(follower.folder / "journal.inbox") in error
    (kept,) = (follower.folder.parents[1] / "state" / "reflect" / "recovery").iterdir()
    assert text_of(kept).strip() == text
    assert content_of(follower.folder) == before


def test_change_that_would_make_the_journal_too_large_is_refused(
    follower: Follower, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content_of(follower.folder)
    size = journal_in(follower.folder).stat().st_size
    monkeypatch.setattr(files, "LARGEST", size + 1000)
    follower.cli("-j", str(follower.folder), "edit", "@3", "--title", "x" * 2000, code=7)
    assert content_of(follower.folder) == before


HARMS: dict[str, Callable[[Path, bytes, Random], object]] = {
    "none": lambda path, data, random: path.write_bytes(data),
    "cut": lambda path, data, random: path.write_bytes(data[: random.randrange(len(data) + 1)]),
    "zeros": lambda path, data, random: path.write_bytes(zeroed(data, random)),
    "flipped bit": lambda path, data, random: path.write_bytes(flipped(data, random)),
    "BOM": lambda path, data, random: path.write_bytes(b"\xef\xbb\xbf" + data),
    "CRLF": lambda path, data, random: path.write_bytes(data.replace(b"\n", b"\r\n")),
    "twice": lambda path, data, random: path.write_bytes(data + data),
    "HTML": lambda path, data, random: path.write_bytes(b"<html>"),
    "missing": lambda path, data, random: replaced(path, lambda gone: None),
    "directory": lambda path, data, random: replaced(path, Path.mkdir),
    "dangling": lambda path, data, random: replaced(path, dangle),
    "mode": lambda path, data, random: path.chmod(random.choice([0, 0o400, 0o644])),
}


def zeroed(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data) + 1)
    length = min(len(data) - start, random.randrange(4000))
    return data[:start] + bytes(length) + data[start + length :]


def flipped(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for place in random.sample(range(len(data)), min(1, len(data))):
        changed[place] ^= 1 << random.randrange(8)
    return bytes(changed)


@faults
@on_both
@pytest.mark.parametrize("seed", range(60 if IN_FAULT_RUN else 3))
def test_doctor_leads_out_of_random_harm(follower: Follower, seed: int) -> None:
    random = Random(seed)
    paths = [journal_in(follower.folder), *(follower.folder / "backups").iterdir()]
    paths += [follower.folder / name for name in ("journal.inbox", "journal.lock")]
    for path in paths:
        harm = random.choice(list(HARMS))
        HARMS[harm](path, path.read_bytes(), random)
    follower.follow()
    follower.cli("-j", str(follower.folder), "capture", "It can be written again")
    follower.cli("-j", str(follower.folder), "edit", "@", "--tag", "changed")
    assert follower.findings() == []


def test_doctor_follows_nothing_that_removes_the_last_copy(follower: Follower) -> None:
    backup = backup_path(follower.folder, "20261122T203000Z-g1")
    damaged_backups_only(follower.folder)
    (follower.folder / "journal.inbox").unlink()
    for finding in follower.findings():
        assert "`rm " not in finding["remedy"]
    follower.follow()
    assert not backup.exists() or from_int(1) in content_of(follower.folder)["entries"]
