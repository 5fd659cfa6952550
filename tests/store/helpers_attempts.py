"""Operations done with harm, and what must be true after each: shared by the tests of faults."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from reflect.errors import FileError, ReflectError
from reflect.model.ids import from_int
from tests.sealed import keys_in, seal_folder
from tests.sizes import FAULTS
from tests.store.helpers_faults import Fault, Killed, injected, kinds_for
from tests.store.helpers_journals import (
    content_of,
    copied,
    doctor_findings,
    drafts_in,
    small,
    state_of,
    store_in,
)


@dataclass(frozen=True)
class Operation:
    """Something a user does: where it starts, and what the store is asked for."""

    name: str
    act: Callable[[Path], None]
    start: Callable[[Path], None] = lambda folder: None
    empty: bool = False


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
        if keys_in(template).is_encrypted:
            seal_folder(start)
    else:
        shutil.copytree(template, start)
    operation.start(start)
    with copied(start, place / "once") as folder:
        before = state_of(folder)
        with injected(Fault()) as shim:
            operation.act(folder)
        return Case(operation, start, before, state_of(folder), shim.calls)


def attempt(case: Case, folder: Path, fault: Fault) -> str:
    """Do the operation with harm, check that what was said of it is true, and give that."""
    said = ""
    with injected(fault):
        try:
            case.operation.act(folder)
        except Killed:
            said = "dead"
        except ReflectError as error:
            said = error.message
            assert isinstance(error, FileError), repr(error)
    found = state_of(folder)
    assert found in (case.before, case.after), "neither the old nor the new state"
    if not said or "; saved, " in said:
        assert found == case.after
    if "nothing was" in said:
        assert found == case.before
    return said


def recover(folder: Path, at: datetime | None = None) -> None:
    """Go on as a user would: nothing is lost, nothing is in the way, nothing is left over.

    Args:
        folder: of the journal.
        at: when that happens; then backups are made as well.
    """
    before = content_of(folder)
    store = store_in(folder, at=at)
    store.accept()
    store.add(small(50))
    with store.changing() as changes:
        changes.upsert(small(51))
    drafts_in(folder).save(from_int(901), {"n": 9})
    new = {from_int(number): small(number) for number in (50, 51)}
    assert content_of(folder) == {
        "entries": before["entries"] | new,
        "trash": before["trash"],
        "drafts": before["drafts"] | {from_int(901): {"n": 9}},
    }
    assert not list(folder.rglob(".*.tmp")), "a temporary file is left"
    assert [one.what for one in doctor_findings(folder) if one.level == "problem"] == []


def points_of(case: Case, count: int = FAULTS.now) -> list[Fault]:
    """All that can go wrong, or a sample that is the same each time."""
    points = [
        Fault(at, kind, lasting)
        for at, call in enumerate(case.calls)
        for kind, lasting in kinds_for(call)
    ]
    # Plain and encrypted journals try different faults.
    random_ = random.Random(f"{case.operation.name} {keys_in(case.start).is_encrypted}")
    return random_.sample(points, min(count, len(points)))
