"""Tests for the inbox, the append-only file for new entries."""

import errno
import os
import re
from binascii import crc32
from pathlib import Path

import pytest

from reflect.errors import BusyError, DamagedError, FileError
from reflect.store import os_compat
from reflect.store.inbox import Inbox
from reflect.store.inbox_format import DamagedLine, InboxContent, parse
from tests.sealed import on_both
from tests.store.helpers_journals import small, store_in

pytestmark = on_both

HEADER = re.compile(rb"reflect-inbox 1 [0-9a-f]{24} [01]\n")


def inbox_in(folder: Path) -> Inbox:
    """Return the inbox of a folder."""
    return Inbox(str(folder), wait=0.05)


def append(folder: Path, *documents: bytes, journal: bool = False) -> list[str]:
    """Append documents; return the warnings."""
    return [str(inbox_in(folder).append(document, lambda: journal)) for document in documents]


def content(folder: Path, token: str = "", folded: int = 0) -> InboxContent[bytes]:
    """Return the parsed contents of a folder's inbox."""
    data, _ = inbox_in(folder).read(lambda: None)
    return parse(data, "journal.inbox", token, folded, bytes)


def raw(folder: Path) -> bytes:
    """Return the bytes of the inbox."""
    return (folder / "journal.inbox").read_bytes()


def test_inbox_has_a_header_and_a_checksummed_line_per_entry(place: Path) -> None:
    append(place, b'{"a":1}', b'{"b":"\xc3\xa9"}')
    header, first, second, end = raw(place).split(b"\n")
    assert HEADER.fullmatch(header + b"\n")
    assert header.endswith(b" 0")
    assert first == b"%08x " % crc32(b'{"a":1}') + b'{"a":1}'
    assert second == b"%08x " % crc32(b'{"b":"\xc3\xa9"}') + b'{"b":"\xc3\xa9"}'
    assert end == b""


def test_header_records_whether_a_journal_existed(place: Path) -> None:
    append(place, b"{}", journal=True)
    assert content(place).journal_existed


def test_entries_are_read_in_insertion_order(place: Path) -> None:
    append(place, b"1", b"2", b"3")
    assert content(place).lines == (b"1", b"2", b"3")
    assert content(place).size == len(raw(place))


def test_missing_and_empty_inboxes_have_no_entries(place: Path) -> None:
    assert content(place) == InboxContent()
    (place / "journal.inbox").touch()
    assert content(place) == InboxContent()
    append(place, b"1")
    assert content(place).lines == (b"1",)


def test_entries_below_the_watermark_are_skipped(place: Path) -> None:
    append(place, b"1", b"2")
    before = content(place)
    append(place, b"3")
    assert content(place, before.token, before.size).lines == (b"3",)
    assert content(place, "another", before.size).lines == (b"1", b"2", b"3")


def test_every_line_counts_if_the_watermark_does_not_fit(place: Path) -> None:
    append(place, b"1", b"2")
    token, size = content(place).token, content(place).size
    for wrong in (size + 1, size - 1, 5):
        assert content(place, token, wrong).lines == (b"1", b"2")
        assert content(place, token, wrong).size == size


def test_last_line_without_line_end_counts_and_is_completed(place: Path) -> None:
    append(place, b"1", b"2")
    whole = raw(place)
    (place / "journal.inbox").write_bytes(whole[:-1])
    assert content(place).lines == (b"1", b"2")
    assert inbox_in(place).repair_and_read() == (whole, "")
    (place / "journal.inbox").write_bytes(whole[:-1])
    assert append(place, b"3") == [""]
    assert content(place).lines == (b"1", b"2", b"3")
    assert raw(place).startswith(whole)
    assert not (place / "journal.torn").exists()


def test_header_without_line_end_is_completed(place: Path) -> None:
    append(place, b"1")
    header = raw(place)[:43]
    (place / "journal.inbox").write_bytes(header[:-1])
    before = content(place).token
    assert append(place, b"2") == [""]
    assert content(place).token == before
    assert content(place).lines == (b"2",)


@pytest.mark.parametrize(
    "torn",
    [b"0", b"00000000 {}", b"\0" * 5000, b"\0" * 500 + b"}\n", b"12345678 {\0\0\0\n", b"\0}\n"],
)
def test_torn_last_line_is_moved_with_a_warning(place: Path, torn: bytes) -> None:
    append(place, b"1")
    whole = raw(place)
    (place / "journal.inbox").write_bytes(whole + torn)
    assert content(place).lines == (b"1",)
    assert content(place).torn == torn
    (warning,) = append(place, b"2")
    assert "moved to" in warning
    assert (place / "journal.torn").read_bytes() == torn.rstrip(b"\n") + b"\n"
    assert content(place).lines == (b"1", b"2")
    assert raw(place).startswith(whole)


def test_torn_line_longer_than_the_tail_is_moved_completely(place: Path) -> None:
    append(place, b"1")
    torn = b"12345678 " + b"x" * 1_000_000
    (place / "journal.inbox").write_bytes(raw(place) + torn)
    append(place, b"2")
    assert (place / "journal.torn").read_bytes() == torn + b"\n"
    assert content(place).lines == (b"1", b"2")


def test_torn_header_is_moved(place: Path) -> None:
    for torn in (b"reflect-inb", b"\0" * 43, b"\0" * 20 + b"}\n"):
        (place / "journal.inbox").write_bytes(torn)
        assert content(place).torn == torn
        assert "moved" in append(place, b"1")[0]
        assert content(place).lines == (b"1",)
        os.unlink(place / "journal.inbox")


@pytest.mark.parametrize("damaged", [b"\0" * 44, b"\0" * 5000, b"\0" * 512 + b"}\n", b"x" * 99])
def test_file_without_a_header_is_damaged_unless_it_is_too_short_for_an_entry(
    place: Path, damaged: bytes
) -> None:
    (place / "journal.inbox").write_bytes(damaged)
    assert content(place).damaged == (DamagedLine(1, damaged),)
    assert not content(place).torn
    with pytest.raises(DamagedError):
        append(place, b"1")
    assert inbox_in(place).repair_and_read() == (damaged, "")
    assert raw(place) == damaged


def test_header_is_on_the_disk_before_the_first_entry(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced = []
    monkeypatch.setattr(os_compat, "sync", lambda fd: synced.append(os.fstat(fd).st_size))
    append(place, b"1", b"2")
    assert synced == [43, 54, 65]


def test_inbox_beside_a_journal_replaces_a_lost_one(place: Path) -> None:
    (warning,) = append(place, b"1", journal=True)
    assert "doctor" in warning
    assert content(place).replaces_lost
    assert append(place, b"2", journal=True) == [""]
    inbox_in(place).cut(content(place), replaces_lost=True)
    assert content(place).replaces_lost
    inbox_in(place).cut(content(place))
    assert not content(place).replaces_lost
    assert content(place).journal_existed


def test_torn_lines_accumulate(place: Path) -> None:
    for torn in (b"first", b"second"):
        append(place, b"1")
        (place / "journal.inbox").write_bytes(raw(place) + torn)
        append(place, b"2")
    assert (place / "journal.torn").read_bytes() == b"first\nsecond\n"


@pytest.mark.parametrize("number", [2, 3, 4])
def test_damaged_line_hides_only_itself(place: Path, number: int) -> None:
    documents = (b"1", b"2", b"3")
    append(place, *documents)
    lines = raw(place).splitlines(keepends=True)
    damaged = lines[number - 1].replace(b" ", b" 7", 1)
    (place / "journal.inbox").write_bytes(b"".join(lines).replace(lines[number - 1], damaged))
    found = content(place)
    assert found.lines == tuple(documents[n] for n in range(3) if n != number - 2)
    assert found.damaged == (DamagedLine(number, damaged),)
    with pytest.raises(DamagedError) as caught:
        found.require_undamaged(str(place / "journal.inbox"))
    assert caught.value.command == ("doctor", "--repair")


def test_entries_are_added_after_a_damaged_line(place: Path) -> None:
    append(place, b"1", b"2")
    damaged = raw(place).replace(b" 2\n", b" 7\n")
    (place / "journal.inbox").write_bytes(damaged)
    (warning,) = append(place, b"3")
    assert "doctor" in warning
    assert raw(place).startswith(damaged)
    assert content(place).lines == (b"1", b"3")


def test_every_flipped_bit_of_a_line_hides_at_most_its_entry(place: Path) -> None:
    documents = (b'{"id":"1"}', b'{"id":"\xc3\x8e J"}', b'{"id":"3"}')
    append(place, *documents)
    data = raw(place)
    for bit in range(8 * 43, 8 * len(data)):
        broken = bytearray(data)
        broken[bit // 8] ^= 1 << bit % 8
        found = parse(bytes(broken), "journal.inbox", "", 0, bytes)
        hit = data.count(b"\n", 0, bit // 8) - 1
        others = tuple(document for n, document in enumerate(documents) if n != hit)
        if data[bit // 8] == 0x0A:
            assert (found.lines, found.is_altered) == (documents, True), f"bit {bit}"
        else:
            assert found.lines == others, f"bit {bit}"
            assert found.damaged and not found.torn, f"bit {bit}"


def test_line_ends_of_another_system_hide_nothing(place: Path) -> None:
    append(place, b"1", b"2")
    token, size = content(place).token, content(place).size
    (place / "journal.inbox").write_bytes(raw(place).replace(b"\n", b"\r\n"))
    assert content(place).lines == (b"1", b"2")
    assert content(place).is_altered
    assert set(content(place, token, size).lines) <= {b"1", b"2"}
    assert append(place, b"3") == [""]
    assert content(place).lines == (b"1", b"2", b"3")


def test_missing_header_hides_no_entry(place: Path) -> None:
    append(place, b"1", b"2")
    (place / "journal.inbox").write_bytes(raw(place)[43:])
    assert content(place).lines == (b"1", b"2")
    assert content(place).damaged
    with pytest.raises(DamagedError):
        append(place, b"3")


def test_inbox_with_an_invalid_header_accepts_no_entries(place: Path) -> None:
    append(place, b"1", b"2")
    data = b"R" + raw(place)[1:]
    (place / "journal.inbox").write_bytes(data)
    assert content(place).lines == (b"1", b"2")
    assert content(place).damaged == (DamagedLine(1, data[:43]),)
    with pytest.raises(DamagedError):
        append(place, b"3")
    assert raw(place) == data


def test_every_bit_of_the_header_is_checked(place: Path) -> None:
    append(place, b"1")
    data = raw(place)
    for bit in range(8 * 43):
        broken = bytearray(data)
        broken[bit // 8] ^= 1 << bit % 8
        try:
            found = parse(bytes(broken), "journal.inbox", "", 0, bytes)
        except DamagedError:
            continue
        assert found.damaged or found.is_altered, f"bit {bit}"
        assert found.lines == (b"1",)


def test_inbox_from_a_newer_version_is_refused_and_unchanged(place: Path) -> None:
    for data in (b"reflect-inbox 2 abc 1\n", b"reflect-inbox 2 abc 1\nnew line\n"):
        (place / "journal.inbox").write_bytes(data)
        with pytest.raises(DamagedError, match="newer reflect"):
            content(place)
        with pytest.raises(DamagedError, match="newer reflect"):
            append(place, b"1")
        assert raw(place) == data


def test_cut_starts_a_new_inbox(place: Path) -> None:
    append(place, b"1")
    before = content(place)
    inbox_in(place).cut(before)
    after = content(place)
    assert HEADER.fullmatch(raw(place))
    assert after.journal_existed
    assert after.token != before.token
    inbox_in(place).cut(after)
    assert content(place).token == after.token


def test_inbox_that_has_grown_is_not_cut(place: Path) -> None:
    append(place, b"1")
    before = content(place)
    append(place, b"2")
    inbox_in(place).cut(before)
    assert content(place).lines == (b"1", b"2")


def test_different_inbox_of_the_same_size_is_not_cut(place: Path) -> None:
    append(place, b"1")
    before = content(place)
    os.unlink(place / "journal.inbox")
    append(place, b"2")
    inbox_in(place).cut(before)
    assert content(place).lines == (b"2",)


def test_failed_write_is_undone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(place, b"1")
    before = raw(place)

    def full(fd: int) -> None:
        monkeypatch.undo()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os_compat, "sync", full)
    with pytest.raises(OSError, match="No space"):
        append(place, b"2")
    assert raw(place) == before


def test_write_that_cannot_be_undone_is_reported_as_uncertain(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(fd: int, *_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    append(place, b"1")
    monkeypatch.setattr(os_compat, "sync", broken)
    monkeypatch.setattr(os, "ftruncate", broken)
    with pytest.raises(FileError, match="may be saved, or not"):
        append(place, b"2")


def test_interrupted_write_is_undone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(place, b"1")
    before = raw(place)

    def interrupted(fd: int) -> None:
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(os_compat, "sync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        append(place, b"2")
    assert raw(place) == before


def test_locked_inbox_is_busy(place: Path) -> None:
    append(place, b"1")
    with os_compat.opened(str(place / "journal.inbox"), os.O_RDWR) as fd:
        os_compat.lock(fd)
        with pytest.raises(BusyError):
            append(place, b"2")
        with pytest.raises(BusyError):
            content(place)
    assert content(place).lines == (b"1",)


def test_special_file_is_refused_without_blocking(place: Path) -> None:
    os.mkfifo(place / "journal.inbox")
    with pytest.raises(DamagedError, match="is not a file"):
        append(place, b"1")
    with pytest.raises(DamagedError, match="is not a file"):
        content(place)
    with pytest.raises(DamagedError, match="is not a file"):
        inbox_in(place).repair_and_read()


def test_dangling_link_is_not_an_empty_inbox(place: Path) -> None:
    (place / "journal.inbox").symlink_to(place / "unplugged" / "inbox")
    with pytest.raises(DamagedError, match="link to what is not there"):
        content(place)
    with pytest.raises(os_compat.LinkError):
        inbox_in(place).repair_and_read()
    assert not inbox_in(place).is_empty


def test_repair_and_read_moves_the_torn_line(place: Path) -> None:
    assert inbox_in(place).repair_and_read() == (b"", "")
    append(place, b"1")
    whole = raw(place)
    (place / "journal.inbox").write_bytes(whole + b"torn")
    data, warning = inbox_in(place).repair_and_read()
    assert data == whole
    assert "journal.torn" in str(warning)
    assert inbox_in(place).repair_and_read() == (whole, "")


def test_header_torn_at_any_byte_is_repaired(folder: Path) -> None:
    store = store_in(folder)
    store.add(small(1))
    path = folder / "journal.inbox"
    header = path.read_bytes().splitlines(keepends=True)[0]
    for length in range(len(header)):
        path.write_bytes(header[:length])
        store.add(small(2))
        assert [row.id for row in store.rows()] == [small(2).id], header[:length]
