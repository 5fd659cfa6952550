"""Encryption turned on and off: at any instant all can be read, in the end nothing is plain."""

import contextlib
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.errors import FileError, LockedError, ReflectError, UsageError
from reflect.store import crypt, disk, encrypting, names
from reflect.store.encrypting import Prepared
from reflect.store.keys import Keys
from tests.factories import NOW
from tests.sealed import (
    IDENTITY,
    PASSPHRASE,
    RECIPIENT,
    RECOVERY,
    RECOVERY_IDENTITY,
    SEALED_IDENTITY,
    TEXT,
    keys_in,
    seal_folder,
)
from tests.sizes import FULL
from tests.store.faults import Fault, Killed, injected
from tests.store.journals import (
    DRAFT,
    archive_in,
    contents,
    copied,
    drafts_in,
    examined,
    held,
    kept_backup,
    numbered,
    small,
    store_in,
)

CANARY = "the heron stands in the shallow water"
DEATHS = 100_000 if FULL else 60
ROOT = Path(__file__).parent.parent.parent


def prepared() -> Prepared:
    """New keys, whose passphrase costs no time to check."""
    files = {
        names.IDENTITY: SEALED_IDENTITY,
        names.RECOVERY: b"".join(crypt.seal([TEXT.encode()], [RECOVERY])),
        names.RECIPIENTS: f"{RECIPIENT}\n{RECOVERY}\n".encode(),
    }
    return Prepared(TEXT, files)


def turn_on(folder: Path) -> None:
    """Encrypt as the command does: end what was broken off, or begin."""
    keys = keys_in(folder)
    if keys.is_on:
        done = encrypting.finish(keys)
    else:
        done = encrypting.turn_on(keys, None if keys.is_there else prepared())
    assert done.failed == []


def turn_off(folder: Path) -> None:
    """Decrypt as the command does, where there is something to decrypt."""
    keys = keys_in(folder)
    if keys.is_there:
        assert encrypting.turn_off(keys).failed == []


def lived_in(folder: Path) -> Path:
    """A plain journal with all that may lie in its folder, and the canary in every piece of it."""
    store = store_in(folder, at=NOW)
    for number in (1, 2, 3):
        store.add(numbered(number, title=f"{CANARY} {number}"))
    with store.changing() as changes:
        changes.trash([numbered(3).id], NOW)
    archive_in(folder, NOW).make()
    with store.changing() as changes:
        changes.put(numbered(4, title=f"{CANARY} 4"))
    drafts_in(folder).save(DRAFT, {"id": DRAFT, "guide": "drucker", "typed": CANARY})
    plain = (folder / "journal.json").read_bytes()
    for name in (
        "journal.format-0.json",
        ".journal.json.0123456789ab.tmp",
        "backups/.backup.0123456789ab.tmp",
        "drafts/.draft.0123456789ab.tmp",
        "backups/20200101T000000Z-damaged.json",
    ):
        (folder / name).write_bytes(plain)
        (folder / name).chmod(0o600)
    store.add(numbered(5, title=f"{CANARY} 5"))
    with (folder / "journal.inbox").open("ab") as file:
        file.write(f"12345678 {{{CANARY}".encode())
    return folder


@pytest.fixture
def lived(place: Path) -> Path:
    """Such a journal."""
    return lived_in(place / "lived")


def plain_files(folder: Path) -> list[str]:
    """Name the files in which the canary can be read."""
    return [name for name, data in contents(folder).items() if CANARY.encode() in data]


def test_afterwards_nothing_is_in_plain_and_all_is_there(lived: Path) -> None:
    before = held(lived)
    assert len(plain_files(lived)) > 8
    turn_on(lived)
    assert plain_files(lived) == []
    assert held(lived) == before
    assert all(path.stat().st_mode & 0o077 == 0 for path in lived.rglob("*"))
    assert [one.is_sound for one in archive_in(lived).all()].count(True) == 2
    torn = crypt.unseal((lived / "journal.torn.age").read_bytes(), IDENTITY, "")
    assert torn == f"12345678 {{{CANARY}\n".encode()
    assert [one.what for one in examined(lived) if one.level == "problem"] == []


def test_and_back_again_it_is_plain_and_has_no_keys(lived: Path) -> None:
    before, files = held(lived), None
    turn_on(lived)
    store_in(lived).add(numbered(9))
    files = {Path(name).with_suffix("").name for name in contents(lived)}
    turn_off(lived)
    assert held(lived)["entries"].keys() == before["entries"].keys() | {numbered(9).id}
    assert held(lived)["trash"] == before["trash"]
    assert not [path for path in lived.rglob("*") if path.suffix == ".age"]
    assert not (lived / names.RECIPIENTS).exists()
    assert {Path(name).with_suffix("").name for name in contents(lived)} == files - {
        "identity",
        "recovery",
        "recipients",
        "journal.torn",
    } | {"journal"}


@pytest.mark.parametrize("act", [turn_on, turn_off])
@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("kind", ["kill before", "kill after", "kill midway"])
def test_at_every_death_all_can_be_read_and_the_next_time_ends_it(
    lived: Path, place: Path, act: Callable[[Path], None], kind: str
) -> None:
    if act is turn_off:
        turn_on(lived)
        store_in(lived).add(numbered(8))
    state = held(lived)
    with copied(lived, place / "once") as folder, injected(Fault()) as shim:
        act(folder)
    deaths = [at for at, call in enumerate(shim.calls) if call == "write" or kind[5] != "m"]
    for at in random.Random(kind).sample(deaths, min(DEATHS, len(deaths))):
        for end in (turn_on, turn_off):
            with copied(lived, place / f"{at}") as folder:
                try:
                    # A call that fails by itself kills nobody.
                    with injected(Fault(at, kind)), contextlib.suppress(Killed):
                        act(folder)
                    assert held(folder) == state, "between"
                    end(folder)
                    assert held(folder) == state, "at the end"
                    if end is turn_on:
                        assert plain_files(folder) == []
                    else:
                        # Where the keys were not wholly made there was nothing to decrypt.
                        assert {path.name for path in folder.rglob("*.age")} <= {names.RECOVERY}
                    store_in(folder).add(small(50))
                    store_in(folder).fold()
                    assert len(held(folder)["entries"]) == len(state["entries"]) + 1
                except BaseException as error:
                    error.add_note(f"{end.__name__} after {kind} {at}: {shim.calls[at]}")
                    raise


@pytest.mark.parametrize("act", [turn_on, turn_off])
def test_a_full_disk_changes_nothing(
    lived: Path, act: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    if act is turn_off:
        turn_on(lived)
    before = held(lived)
    written = [0]
    real = os.write

    def full(fd: int, data: bytes) -> int:
        written[0] += len(data)
        if written[0] > 2_000:
            raise OSError(28, "No space left on device")
        return real(fd, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(FileError, match="no space left"):
            act(lived)
    assert held(lived) == before
    act(lived)
    assert held(lived) == before


def test_what_does_not_read_back_leaves_the_journal_as_it_was(
    lived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(lived)
    real = disk.replace_file

    def lossy(path: str, chunks: object, family: str = "") -> None:
        data = b"".join(chunks)  # type: ignore[arg-type]
        real(path, [data[:-1] if path.endswith(names.ENCRYPTED) else data], family)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "replace_file", lossy)
        with pytest.raises(FileError, match="does not read back"):
            turn_on(lived)
    assert not (lived / names.ENCRYPTED).exists()
    assert held(lived) == before


def test_keys_that_something_is_sealed_to_are_never_replaced(lived: Path) -> None:
    keys = (lived / names.IDENTITY, lived / names.RECIPIENTS)
    seal_folder(lived)
    before = [path.read_bytes() for path in keys]
    with pytest.raises(UsageError, match="is there already"):
        encrypting.turn_on(keys_in(lived), prepared())
    assert [path.read_bytes() for path in keys] == before
    assert (lived / names.JOURNAL).exists()


def test_a_later_draft_is_not_replaced_by_an_earlier_one_that_was_left(lived: Path) -> None:
    left = (lived / "drafts" / f"{DRAFT}.json").read_bytes()
    turn_on(lived)
    drafts_in(lived).save(DRAFT, {"id": DRAFT, "guide": "drucker", "typed": "more"})
    (lived / "drafts" / f"{DRAFT}.json").write_bytes(left)
    turn_on(lived)
    assert drafts_in(lived).load(DRAFT)["typed"] == "more"
    assert plain_files(lived) == []


def test_the_users_own_files_among_the_backups_are_named_and_stay(lived: Path) -> None:
    for name in ("before the move.json", "mine"):
        shutil.copy(lived / names.JOURNAL, lived / "backups" / name)
    done = encrypting.turn_on(keys_in(lived), prepared())
    assert sorted(Path(path).name for path, _ in done.failed) == ["before the move.json", "mine"]
    assert sorted(plain_files(lived)) == ["backups/before the move.json", "backups/mine"]


def test_a_folder_of_backups_that_cannot_be_written_is_named(
    lived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = disk.replace_file

    def refuse(path: str, chunks: object, family: str = "") -> None:
        with disk.explained(path, "nothing was changed"):
            if "/backups/" in path:
                raise OSError(30, "Read-only file system")
        real(path, chunks, family)  # type: ignore[arg-type]

    before = held(lived)
    with monkeypatch.context() as patch:
        patch.setattr(disk, "replace_file", refuse)
        done = encrypting.turn_on(keys_in(lived), prepared())
    assert {Path(path).parent.name for path, _ in done.failed} == {"backups"}
    assert all("read-only" in why for _, why in done.failed)
    assert held(lived) == before
    turn_on(lived)
    assert plain_files(lived) == []


@pytest.mark.parametrize("act", [turn_on, turn_off])
def test_a_linked_journal_is_turned_over_with_what_it_leads_to(
    lived: Path, place: Path, act: Callable[[Path], None]
) -> None:
    if act is turn_off:
        turn_on(lived)
    before = held(lived)
    path = Path(keys_in(lived).journal)
    shutil.move(path, place / f"mine{path.suffix}")
    path.symlink_to(place / f"mine{path.suffix}")
    act(lived)
    assert held(lived) == before
    assert not os.path.lexists(path)
    assert not (place / f"mine{path.suffix}").exists()


CAPTURES = """
import sys
from pathlib import Path
from tests.store.journals import numbered, store_in
store = store_in(Path(sys.argv[1]), wait=60.0)
number = 1000
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    number += 1
    store.add(numbered(number, title="the heron stands in the shallow water"))
print(number, flush=True)
"""


def test_what_is_captured_meanwhile_is_neither_lost_nor_in_plain(
    lived: Path, tmp_path: Path
) -> None:
    before = held(lived)["entries"].keys()
    stop = tmp_path / "stop"
    with subprocess.Popen(
        [sys.executable, "-c", CAPTURES, str(lived), str(stop)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        for _ in range(5):
            turn_on(lived)
            turn_off(lived)
        turn_on(lived)
        stop.touch()
        last = int(other.stdout.readline())
    assert other.returncode == 0
    wanted = before | {numbered(number).id for number in range(1001, last + 1)}
    assert held(lived)["entries"].keys() == wanted
    assert plain_files(lived) == []


def test_the_recovery_identity_opens_it_and_no_other_does(lived: Path) -> None:
    turn_on(lived)
    keys = Keys(str(lived))
    with pytest.raises(ReflectError):
        encrypting.recover(keys, crypt.new_identity())
    assert keys.is_locked
    encrypting.recover(keys, RECOVERY_IDENTITY)
    assert not keys.is_locked
    assert keys.identity_text() == TEXT


def test_a_new_passphrase_takes_the_place_of_the_old(lived: Path) -> None:
    turn_on(lived)
    before = contents(lived)
    keys = keys_in(lived)
    keys.need()
    encrypting.change_passphrase(keys, "battery staple")
    changed = {name for name, data in contents(lived).items() if before.get(name) != data}
    assert changed == {names.IDENTITY}
    with pytest.raises(LockedError) as caught:
        Keys(str(lived)).unlock(PASSPHRASE)
    assert caught.value.exit_code == 6
    again = Keys(str(lived))
    again.unlock("battery staple")
    assert again.identity_text() == TEXT


def test_what_was_kept_stays_as_old_as_it_was(lived: Path) -> None:
    path = kept_backup(lived, NOW - timedelta(days=9), 1, (lived / names.JOURNAL).read_bytes())
    os.utime(path, (5, 5))
    turn_on(lived)
    assert path.with_suffix(".age").stat().st_mtime == 5
