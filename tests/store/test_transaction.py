"""Tests that a crash between two steps of a write neither loses entries nor brings any back."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.model.ids import from_int
from reflect.store import files, inbox, os_compat
from reflect.store.changes import ChangeSet
from reflect.store.entry_codec import Trashed
from reflect.store.storage import JournalStorage
from tests.factories import NOW
from tests.store.helpers_journals import content_of, numbered, store_in, with_entry, with_trashed

# The function that a child process is about to call when it dies.
STEPS: dict[str, tuple[object, str]] = {
    "before the inbox is read": (inbox.Inbox, "repair_and_read"),
    "before the changes are made": (ChangeSet, "apply"),
    "before the journal is written": (JournalStorage, "flush"),
    "before the temporary file is written": (files, "write_all"),
    "before the rename": (os_compat, "replace"),
    "before the rename is durable": (os_compat, "sync_folder"),
    "before the inbox is cut": (inbox.Inbox, "cut"),
    "within the cut": (os, "ftruncate"),
    "after the cut": (inbox, "new_header"),
}


def in_child(act: Callable[[], None]) -> int:
    """Run a function in a child process; return its exit code."""
    child = os.fork()
    if not child:
        try:
            act()
        except BaseException:
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dying(step: str, act: Callable[[], None]) -> Callable[[], None]:
    """Return a function that dies at the given step."""

    def die(*_: object, **__: object) -> None:
        os._exit(9)

    def run() -> None:
        owner, name = STEPS[step]
        setattr(owner, name, die)
        act()

    return run


def delete_new(folder: Path) -> None:
    """Delete an entry that is still in the inbox."""
    with store_in(folder).changing() as changes:
        changes.trash([from_int(5)], NOW)


@pytest.mark.parametrize("step", STEPS)
def test_deleted_entry_stays_deleted_wherever_the_process_dies(filled: Path, step: str) -> None:
    before = content_of(filled)
    after = with_trashed(before, Trashed(numbered(5), NOW))
    assert in_child(dying(step, lambda: delete_new(filled))) == 9
    found = content_of(filled)
    saved = step in list(STEPS)[list(STEPS).index("before the rename is durable") :]
    assert found == (after if saved else before)
    store = store_in(filled, wait=0.0)
    store.add(numbered(7))
    assert content_of(filled) == with_entry(found, numbered(7))
    store.fold()
    assert content_of(filled) == with_entry(found, numbered(7))
    assert not list(filled.glob(".*.tmp"))


def test_forgotten_entry_does_not_come_back_from_an_inbox_that_was_not_cut(filled: Path) -> None:

    def forget() -> None:
        with store_in(filled).changing() as changes:
            changes.forget([from_int(5)])

    for act in (lambda: delete_new(filled), forget):
        assert in_child(dying("before the inbox is cut", act)) == 9
    for act in (store_in(filled).fold, lambda: None):
        assert from_int(5) not in content_of(filled)["entries"], "it came back"
        act()


def test_entry_added_between_steps_is_folded_once(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content_of(filled)
    flush = JournalStorage.flush

    def add_then_flush(storage: JournalStorage, token: str, folded: int, *, verify: bool) -> None:
        store_in(filled).add(numbered(7))
        flush(storage, token, folded, verify=verify)
        store_in(filled).add(numbered(8))

    monkeypatch.setattr(JournalStorage, "flush", add_then_flush)
    delete_new(filled)
    monkeypatch.undo()
    after = with_trashed(before, Trashed(numbered(5), NOW))
    for number in (7, 8):
        after = with_entry(after, numbered(number))
    assert content_of(filled) == after
    store_in(filled).fold()
    assert content_of(filled) == after
    assert len((filled / "journal.inbox").read_bytes().splitlines()) == 1


def test_failure_to_cut_the_inbox_is_only_a_warning(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content_of(filled)

    def fail(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "ftruncate", fail)
    store = store_in(filled)
    with store.changing() as changes:
        changes.upsert(numbered(8))
    monkeypatch.undo()
    assert "saved all the same" in str(store.warnings[0])
    assert content_of(filled) == with_entry(before, numbered(8))
    store.fold()
    assert content_of(filled) == with_entry(before, numbered(8))
