"""Helpers that run operations with injected faults and check the results."""

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
    """A user's action and the state of the journal before it."""

    name: str
    act: Callable[[Path], None]
    start: Callable[[Path], None] = lambda folder: None
    empty: bool = False


@dataclass(frozen=True)
class Case:
    """An operation with its starting folder, its expected states and its system calls."""

    operation: Operation
    start: Path
    before: dict[str, Any]
    after: dict[str, Any]
    calls: list[str]


def case_of(operation: Operation, template: Path, place: Path) -> Case:
    """Run an operation once without faults."""
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
    """Run an operation with a fault, check its error message, and return the message."""
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
        assert found == case.before, "not the old state, as the message says"
    return said


def recover(folder: Path, at: datetime | None = None) -> None:
    """Keep using the journal as a user would, and check that nothing is lost, blocked or left over.

    Args:
        folder: the journal folder.
        at: the current time, which enables backups; None to make no backups.
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
        "records": before["records"],
    }
    assert not list(folder.rglob(".*.tmp")), "a temporary file is left"
    assert [one.what for one in doctor_findings(folder) if one.level == "problem"] == []


def points_of(case: Case, count: int = FAULTS.now) -> list[Fault]:
    """Return all possible faults, or a reproducible sample of them."""
    points = [
        Fault(at, kind, lasting)
        for at, call in enumerate(case.calls)
        for kind, lasting in kinds_for(call)
    ]
    # Use different faults for plain and encrypted journals.
    random_ = random.Random(f"{case.operation.name} {keys_in(case.start).is_encrypted}")
    return random_.sample(points, min(count, len(points)))
