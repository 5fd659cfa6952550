"""Tests for a journal's keys, which must match before anything is encrypted or decrypted."""

import random
import resource
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from reflect.doctor.journal_files import check_journal_files
from reflect.doctor.repair import repair_journal
from reflect.errors import DamagedError, LockedError, fill_command, next_steps
from reflect.store import layout, paths
from reflect.store.encryption import age, convert
from reflect.store.encryption.keys import FolderKeys
from reflect.store.encryption.last_seen import LastSeenStore
from reflect.store.store import Store
from tests.factories import NOW
from tests.sealed import PASSPHRASE, RECIPIENT, RECOVERY, TEXT, keys_in, new_keys, open_keys_in
from tests.sizes import AGE_FLIPS, faults
from tests.store.helpers_damage import UNREADABLE, Damage
from tests.store.helpers_journals import (
    add_backup,
    content_of,
    contents,
    data_of,
    drafts_in,
    numbered,
    store_in,
)

pytestmark = pytest.mark.backends("encrypted")


def test_core_dumps_are_off_once_a_journal_is_unlocked(folder: Path) -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    open_keys_in(folder)
    assert resource.getrlimit(resource.RLIMIT_CORE) == (0, hard)


def stranger() -> str:
    """Return the recipient of an unknown identity."""
    return age.recipient_of(age.new_identity())


def remembered(folder: Path) -> LastSeenStore:
    """Return the record of a journal that has been unlocked on this machine."""
    memory = LastSeenStore(str(folder.parent / "state"), str(folder))
    keys_in(folder, memory).require_readable()
    return memory


def test_only_the_right_passphrase_unlocks(filled: Path) -> None:
    keys = FolderKeys(str(filled))
    with pytest.raises(LockedError, match="the passphrase is wrong") as caught:
        keys.unlock("correct house")
    assert caught.value.exit_code == 6
    assert keys.is_locked
    keys.unlock(PASSPHRASE)
    assert not keys.is_locked


def test_locked_journal_accepts_entries_and_drafts(filled: Path) -> None:
    from reflect.store.drafts import Drafts

    before = content_of(filled)
    locked = Store(filled)
    locked.add(numbered(7))
    Drafts(filled).save(numbered(8).id, {"typed": "more"})
    for act in (locked.rows, locked.trashed, locked.fold, Drafts(filled).all):
        with pytest.raises(LockedError) as caught:
            act()
        assert "--passphrase-fd" in next_steps(caught.value)
    assert content_of(filled)["entries"].keys() == before["entries"].keys() | {numbered(7).id}
    assert drafts_in(filled).load(numbered(8).id) == {"typed": "more"}


def test_locked_journal_refuses_swapped_recipients(filled: Path) -> None:
    memory = remembered(filled)
    (filled / paths.RECIPIENTS).write_text(f"{stranger()}\n")
    before = contents(filled)
    locked = Store(filled, keys=FolderKeys(str(filled), None, memory))
    with pytest.raises(DamagedError, match="names other recipients than before"):
        locked.add(numbered(7))
    assert contents(filled) == before


@pytest.mark.parametrize("swapped", ["all", "one more", "one less"])
def test_unlocking_refuses_swapped_recipients(filled: Path, swapped: str) -> None:
    names_of = {"all": [stranger()], "one more": [RECIPIENT, RECOVERY, stranger()]}
    listed = names_of.get(swapped, [RECIPIENT])
    (filled / paths.RECIPIENTS).write_text("".join(f"{one}\n" for one in listed))
    before = contents(filled)
    with pytest.raises(DamagedError, match="does not name the recipients of identity"):
        store_in(filled).rows()
    with pytest.raises(DamagedError, match="does not name"), store_in(filled).changing():
        pytest.fail("it was opened for writing")
    assert contents(filled) == before


def test_journal_reencrypted_with_other_keys_is_locked(
    filled: Path,
) -> None:
    ours, before, anew = store_in(filled), content_of(filled), new_keys()
    ours.rows()
    convert.decrypt(open_keys_in(filled))
    convert.encrypt(FolderKeys(str(filled)), anew)
    with pytest.raises(LockedError):
        ours.rows()
    assert ours.keys.is_locked
    with pytest.raises(DamagedError, match="nothing was written to them"):
        ours.add(numbered(7))
    ours.keys.set_identity(anew.text)
    assert len(ours.rows()) == len(before["entries"])
    ours.add(numbered(7))
    assert len(ours.rows()) == len(before["entries"]) + 1


@pytest.mark.parametrize("name", [paths.RECIPIENTS, paths.RECOVERY])
def test_missing_key_file_is_reported_and_rewritten(filled: Path, name: str) -> None:
    before = content_of(filled)
    (filled / name).unlink()
    found = [one for one in check_journal_files(filled, keys=keys_in(filled)) if one.level != "ok"]
    assert [one.path for one in found] == [str(filled / name)]
    assert content_of(filled) == before
    assert list(repair_journal(filled, keys=keys_in(filled))) == [f"{filled / name}: written again"]
    assert (filled / name).stat().st_mode & 0o777 == 0o600
    assert {one.level for one in check_journal_files(filled, keys=keys_in(filled))} == {"ok"}
    if name == paths.RECOVERY:
        from tests.sealed import RECOVERY_IDENTITY

        data = (filled / name).read_bytes()
        assert age.decrypt(data, RECOVERY_IDENTITY, name) == TEXT.encode()


def test_missing_identity_changes_nothing(filled: Path) -> None:
    (filled / paths.IDENTITY).unlink()
    before = contents(filled)
    with pytest.raises(DamagedError, match=r"identity\.age: is missing"):
        store_in(filled).rows()
    with pytest.raises(DamagedError, match=r"identity\.age: is missing"):
        store_in(filled).accept()
    assert contents(filled) == before


@pytest.mark.parametrize(
    "harm",
    [
        lambda data: b"",
        lambda data: data[:40],
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2],
        lambda data: TEXT.encode(),
        lambda data: b"".join(age.encrypt([TEXT.encode()], [RECIPIENT])),
    ],
)
def test_damaged_identity_is_refused(filled: Path, harm: Callable[[bytes], bytes]) -> None:
    path = filled / paths.IDENTITY
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises((DamagedError, LockedError)):
        FolderKeys(str(filled)).unlock(PASSPHRASE)


def test_high_work_factor_is_refused(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyrage

    path = filled / paths.IDENTITY
    monkeypatch.setattr(pyrage.passphrase, "decrypt", lambda *_: pytest.fail("it was tried"))
    data = path.read_bytes()
    for work in (b"23", b"31", b"99", b"1000000"):
        path.write_bytes(data.replace(b" 2\n", b" %b\n" % work, 1))
        with pytest.raises(DamagedError, match="wants more work"):
            FolderKeys(str(filled)).unlock(PASSPHRASE)


@pytest.mark.parametrize("state", UNREADABLE[:3], ids=lambda state: state.name)
def test_plain_text_in_the_encrypted_journal_file_is_refused(
    filled: Path, template: Path, state: Damage
) -> None:
    from tests.store.helpers_journals import data_of

    plain = data_of(filled)
    for data in (plain, state.change(plain)):
        (filled / paths.ENCRYPTED).write_bytes(data)
        with pytest.raises(DamagedError, match="does not open as it was encrypted"):
            store_in(filled).rows()


@faults
def test_damaged_journal_is_refused(filled: Path) -> None:
    path = filled / paths.ENCRYPTED
    sound = path.read_bytes()
    plain = age.decrypt(sound, TEXT.splitlines()[-1], "")
    header = sound.index(b"\n--- ") + 48
    random_ = random.Random(1)
    bits = random_.sample(range(8 * header), min(AGE_FLIPS.now // 2, 8 * header))
    bits += random_.sample(range(8 * header, 8 * len(sound)), AGE_FLIPS.now // 2)
    damaged = [b"".join(age.encrypt([plain], [stranger()])), sound[:header], sound + b"x"]
    damaged += [sound[:length] for length in range(0, len(sound), 97)]
    for bit in bits:
        flipped = bytearray(sound)
        flipped[bit // 8] ^= 1 << bit % 8
        damaged.append(bytes(flipped))
    for data in damaged:
        path.write_bytes(data)
        try:
            store_in(filled).rows()
        except DamagedError:
            continue
        pytest.fail(f"not refused: {data[:60]!r}")
    path.write_bytes(sound)
    assert len(store_in(filled).rows()) == 5


def test_armored_journal_is_refused_and_unchanged(filled: Path) -> None:
    from base64 import encodebytes

    path = filled / paths.ENCRYPTED
    body = encodebytes(path.read_bytes())
    path.write_bytes(
        b"-----BEGIN AGE ENCRYPTED FILE-----\n" + body + b"-----END AGE ENCRYPTED FILE-----\n"
    )
    before = contents(filled)
    with pytest.raises(DamagedError):
        store_in(filled).rows()
    assert contents(filled) == before


def test_undecryptable_inbox_line_hides_only_itself_and_stops_changes(filled: Path) -> None:
    from base64 import b64encode
    from binascii import crc32

    path = filled / paths.INBOX
    sound = path.read_bytes()
    for document in (b"garbage", b64encode(b"garbage"), b64encode(age.MAGIC + b"garbage")):
        path.write_bytes(sound + b"%08x %b\n" % (crc32(document), document))
        assert len(store_in(filled).rows()) == 5
        with pytest.raises(DamagedError), store_in(filled).changing():
            pass
    path.write_bytes(sound)
    with store_in(filled).changing():
        pass


@dataclass
class Machine:
    """A machine that has seen some generations of a journal."""

    folder: Path
    memory: LastSeenStore

    def store(self) -> Store:
        """Open the journal."""
        return Store(self.folder, keys=keys_in(self.folder, self.memory))

    def put(self, number: int) -> Store:
        """Write an entry to the journal."""
        store = self.store()
        with store.changing() as changes:
            changes.upsert(numbered(number))
        return store

    def warnings(self) -> list[str]:
        """Read the journal, and return the warnings."""
        store = self.store()
        store.rows()
        store.trashed()
        return [fill_command(warning) for warning in store.warnings]


@pytest.fixture
def rolled_back(filled: Path, tmp_path: Path) -> Machine:
    """Return a machine that has seen generation 3 of a journal that is back at generation 1."""
    machine = Machine(filled, remembered(filled))
    older = tmp_path / "older.age"
    shutil.copy(filled / paths.ENCRYPTED, older)
    machine.put(11)
    machine.put(12)
    assert generation_of(filled) == machine.memory.generation == 3
    shutil.copy(older, filled / paths.ENCRYPTED)
    return machine


def generation_of(folder: Path) -> int:
    """Return the generation of the journal in a folder."""
    return layout.read_head(data_of(folder))[0].generation


def test_older_generation_is_read_with_a_warning(rolled_back: Machine) -> None:
    for _ in range(2):
        (warning,) = rolled_back.warnings()
        assert "generation 1" in warning
        assert "generation 3" in warning
        assert "`reflect backup`" in warning
    assert rolled_back.memory.generation == 3
    assert numbered(11).id not in {row.id for row in rolled_back.store().rows()}


def test_warning_about_an_older_generation_suggests_a_newer_backup(rolled_back: Machine) -> None:
    newer = add_backup(rolled_back.folder, NOW, 3, data_of(rolled_back.folder))
    add_backup(rolled_back.folder, NOW, 1, data_of(rolled_back.folder))
    (warning,) = rolled_back.warnings()
    assert f"`reflect backup restore {newer.stem}`" in warning


def test_write_to_a_rolled_back_journal_warns_and_continues_from_the_last_seen_generation(
    rolled_back: Machine,
) -> None:
    (warning,) = rolled_back.put(13).warnings
    assert "generation 3" in str(warning)
    assert generation_of(rolled_back.folder) == rolled_back.memory.generation == 4
    assert rolled_back.warnings() == []
    assert rolled_back.put(14).warnings == []


def test_write_to_an_older_generation_causes_no_warning_on_other_machines(
    rolled_back: Machine, tmp_path: Path
) -> None:
    other = Machine(
        rolled_back.folder, LastSeenStore(str(tmp_path / "other"), str(rolled_back.folder))
    )
    other.store().rows()
    other.memory.remember_generation(3)
    rolled_back.put(13)
    assert other.warnings() == []


def test_doctor_warns_about_an_older_generation_until_accepted(rolled_back: Machine) -> None:
    def warned() -> list[str]:
        keys = keys_in(rolled_back.folder, rolled_back.memory)
        found = check_journal_files(rolled_back.folder, keys=keys)
        assert all(finding.level != "problem" for finding in found)
        return [finding.what for finding in found if "generation 3" in finding.what]

    assert len(warned()) == 1
    rolled_back.store().accept()
    assert rolled_back.memory.generation == 1
    assert warned() == rolled_back.warnings() == []


def test_decrypting_an_older_generation_warns(rolled_back: Machine) -> None:
    keys = keys_in(rolled_back.folder, rolled_back.memory)
    result = convert.decrypt(keys)
    assert result.failed == []
    assert ["generation 3" in str(warning) for warning in result.warnings] == [True]


def test_concurrent_write_during_a_read_causes_no_warning(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(filled, remembered(filled))
    opened = layout.checksum_holds

    def write_meanwhile(data: bytes) -> bool:
        monkeypatch.setattr(layout, "checksum_holds", opened)
        machine.put(11)
        return opened(data)

    store = machine.store()
    monkeypatch.setattr(layout, "checksum_holds", write_meanwhile)
    store.rows()
    assert machine.memory.generation == generation_of(filled)
    assert store.warnings == []


def test_unwritable_record_does_not_prevent_a_save(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    store = Store(filled, keys=keys_in(filled, LastSeenStore(str(tmp_path / "state"), str(filled))))
    store.add(numbered(7))
    with store.changing() as changes:
        changes.upsert(numbered(8))
    assert {numbered(7).id, numbered(8).id} <= {row.id for row in store.rows()}


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"generation":"x"}', b"\xff", b"[" * 99_999])
def test_unreadable_record_counts_as_empty(filled: Path, data: bytes) -> None:
    memory = remembered(filled)
    assert memory.read().recipients == (RECIPIENT, RECOVERY)
    for path in map(Path, memory.paths):
        assert path.stat().st_mode & 0o777 == 0o600
        path.write_bytes(data)
    assert memory.matches(["anybody"])
    keys_in(filled, memory).require_readable()
    assert memory.read().recipients == (RECIPIENT, RECOVERY)
