"""Every system call of every operation gone wrong: the old or the new state, nothing between."""

import contextlib
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import FileError, ReflectError
from reflect.model.ids import from_int
from reflect.store import platform
from reflect.store.doctor import examine
from reflect.store.drafts import Drafts
from tests.factories import NOW
from tests.store.faults import Fault, Killed, injected, kinds_for
from tests.store.journals import DRAFT, copied, held, numbered, small, store_in

# All points, instead of a sample that is the same each time: REFLECT_TESTS=full.
FULL = os.environ.get("REFLECT_TESTS") == "full"
POINTS = 100_000 if FULL else 100
SECOND_FAULTS = 1_000 if FULL else 120
LATER = NOW + timedelta(days=3)


@dataclass(frozen=True)
class Operation:
    """Something a user does: where it starts, and what the store is asked for."""

    name: str
    act: Callable[[Path], None]
    start: Callable[[Path], None] = lambda folder: None
    empty: bool = False


def edit(folder: Path) -> None:
    """Change an entry of the journal and one of the inbox."""
    with store_in(folder).changing() as changes:
        changes.replace(numbered(2, title="Better"))
        changes.replace(numbered(6, title="Better, too"))


def trash(folder: Path) -> None:
    """Delete an entry of the journal and one of the inbox."""
    with store_in(folder).changing() as changes:
        changes.trash([from_int(2), from_int(5)], LATER)


def restore(folder: Path) -> None:
    """Bring back what was deleted."""
    with store_in(folder).changing() as changes:
        changes.restore([from_int(4)])


def forget(folder: Path) -> None:
    """Delete for good."""
    with store_in(folder).changing() as changes:
        changes.forget([from_int(4)])


def put(folder: Path) -> None:
    """Put a first entry into a journal that is not there yet."""
    with store_in(folder).changing() as changes:
        changes.put(numbered(1))


def read(folder: Path) -> None:
    """Read everything."""
    held(folder)


def tear(folder: Path) -> None:
    """Leave a line that was never wholly written."""
    with (folder / "journal.inbox").open("ab") as file:
        file.write(b"12345678 {torn")


def litter(folder: Path) -> None:
    """Leave what dead writers leave."""
    for name in (".journal.json.0123456789ab.tmp", "drafts/.draft.0123456789ab.tmp"):
        (folder / name).write_bytes(b"half")


def link(folder: Path) -> None:
    """Keep the journal elsewhere."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (folder / "journal.json").rename(elsewhere / "journal.json")
    (folder / "journal.json").symlink_to("elsewhere/journal.json")


def change_by_hand(folder: Path) -> None:
    """Change a title with another program."""
    path = folder / "journal.json"
    path.write_bytes(path.read_bytes().replace(b"Entry 1", b"Entry One"))


OPERATIONS = (
    Operation("first add", lambda folder: store_in(folder).add(numbered(1)), empty=True),
    Operation("add", lambda folder: store_in(folder).add(numbered(7))),
    Operation("add after a torn line", lambda folder: store_in(folder).add(numbered(7)), tear),
    Operation("first change", put, empty=True),
    Operation("edit", edit),
    Operation("edit after a crash", edit, litter),
    Operation("edit a linked journal", edit, link),
    Operation("trash", trash),
    Operation("restore", restore),
    Operation("forget", forget),
    Operation("fold", lambda folder: store_in(folder).fold()),
    Operation("fold after a torn line", lambda folder: store_in(folder).fold(), tear),
    Operation("accept", lambda folder: store_in(folder).accept(), change_by_hand),
    Operation("first draft", lambda folder: Drafts(folder).save(DRAFT, {"n": 1}), empty=True),
    Operation("draft", lambda folder: Drafts(folder).save(DRAFT, {"n": 2}), litter),
    Operation("discard a draft", lambda folder: Drafts(folder).discard(DRAFT)),
    Operation("read", read),
)
NAMES = [operation.name for operation in OPERATIONS]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Don't wait for the disk: this process outlives its own deaths."""
    monkeypatch.setattr(os, "fsync", lambda fd: None)
    monkeypatch.setattr(platform, "lock", lambda fd, **_: platform._try_lock(fd, False))


@dataclass(frozen=True)
class Case:
    """An operation with its start on disk, its states and its system calls."""

    operation: Operation
    start: Path
    before: dict[str, Any]
    after: dict[str, Any]
    calls: list[str]


def case_of(operation: Operation, template: Path, place: Path) -> Case:
    """Run an operation once without harm."""
    start = place / "start" / operation.name
    if operation.empty:
        start.mkdir(parents=True)
    else:
        shutil.copytree(template, start)
    operation.start(start)
    with copied(start, place / "once") as folder:
        before = held(folder)
        with injected(Fault()) as shim:
            operation.act(folder)
        return Case(operation, start, before, held(folder), shim.calls)


def attempt(case: Case, folder: Path, fault: Fault) -> None:
    """Do the operation with harm, and check that what was said of it is true."""
    said = ""
    with injected(fault):
        try:
            case.operation.act(folder)
        except Killed:
            said = "dead"
        except ReflectError as error:
            said = error.message
            assert isinstance(error, FileError), error.message
    found = held(folder)
    assert found in (case.before, case.after)
    if not said or "; saved, " in said:
        assert found == case.after
    if "nothing was" in said:
        assert found == case.before


def recover(folder: Path) -> None:
    """Go on as a user would: nothing is lost, nothing is in the way, nothing is left over."""
    before = held(folder)
    store = store_in(folder)
    store.accept()
    store.add(small(50))
    with store.changing() as changes:
        changes.put(small(51))
    Drafts(folder).save(from_int(901), {"n": 9})
    new = {from_int(number): small(number) for number in (50, 51)}
    assert held(folder) == {
        "entries": before["entries"] | new,
        "trash": before["trash"],
        "drafts": before["drafts"] | {from_int(901): {"n": 9}},
    }
    assert not list(folder.rglob(".*.tmp"))
    assert [one.what for one in examine(folder) if one.level == "problem"] == []


def points_of(case: Case) -> list[Fault]:
    """All that can go wrong, or a sample that is the same each time."""
    points = [
        Fault(at, kind, lasting)
        for at, call in enumerate(case.calls)
        for kind, lasting in kinds_for(call)
    ]
    random_ = random.Random(case.operation.name)
    return random_.sample(points, min(POINTS, len(points)))


@pytest.mark.parametrize("operation", OPERATIONS, ids=NAMES)
def test_any_call_may_fail_and_any_may_be_the_last(
    template: Path, place: Path, operation: Operation
) -> None:
    case = case_of(operation, template, place)
    for number, fault in enumerate(points_of(case)):
        with copied(case.start, place / str(number)) as folder:
            try:
                attempt(case, folder, fault)
                recover(folder)
            except BaseException as error:
                error.add_note(f"{fault} of {len(case.calls)}: {case.calls[fault.at]}")
                raise


def test_a_second_death_while_recovering_from_the_first_loses_nothing(
    template: Path, place: Path
) -> None:
    cases = [
        case_of(operation, template, place)
        for operation in OPERATIONS
        if not operation.empty and operation.name not in ("read", "accept")
    ]
    random_ = random.Random(7)
    for number in range(SECOND_FAULTS):
        first, second = random_.choice(cases), random_.choice(cases)
        with copied(first.start, place / str(number)) as folder:
            attempt(first, folder, Fault(random_.randrange(len(first.calls)), "kill before"))
            between = held(folder)
            fault = Fault(random_.randrange(len(second.calls)), "kill before")
            # What the first did may have taken away what the second is about.
            with injected(fault), contextlib.suppress(Killed, ReflectError):
                second.operation.act(folder)
            found = held(folder)
            entries = between["entries"].keys() | between["trash"].keys()
            assert entries - {from_int(4)} <= found["entries"].keys() | found["trash"].keys()
            recover(folder)
