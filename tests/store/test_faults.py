"""Tests that any system call failure leaves the old or the new state, and nothing in between."""

import contextlib
import random
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.errors import ReflectError
from reflect.model.ids import from_int
from reflect.model.review import SLIPPED, Occasion
from reflect.store.record_codec import OCCASION_TABLE, REVIEW_TABLE
from tests.factories import NOW
from tests.sealed import on_both
from tests.sizes import FAULTS, SECOND_FAULTS, faults
from tests.store.helpers_attempts import Operation, attempt, case_of, points_of, recover
from tests.store.helpers_faults import Fault, Killed, injected
from tests.store.helpers_journals import (
    DRAFT,
    REVIEW,
    content_of,
    copied,
    data_of,
    drafts_in,
    journal_in,
    make_format_1,
    numbered,
    put_journal,
    save_draft,
    store_in,
)

LATER = NOW + timedelta(days=3)


def edit(folder: Path) -> None:
    """Change one entry in the journal and one in the inbox."""
    with store_in(folder).changing() as changes:
        changes.replace(numbered(2, title="Better"))
        changes.replace(numbered(6, title="Better, too"))


def trash(folder: Path) -> None:
    """Delete one entry in the journal and one in the inbox."""
    with store_in(folder).changing() as changes:
        changes.trash([from_int(2), from_int(5)], LATER)


def restore(folder: Path) -> None:
    """Restore a deleted entry."""
    with store_in(folder).changing() as changes:
        changes.restore([from_int(4)])


def forget(folder: Path) -> None:
    """Delete an entry permanently."""
    with store_in(folder).changing() as changes:
        changes.forget([from_int(4)])


def put(folder: Path) -> None:
    """Write the first entry of a new journal."""
    with store_in(folder).changing() as changes:
        changes.upsert(numbered(1))


def note(folder: Path) -> None:
    """Add an occasion."""
    occasion = Occasion(from_int(710), from_int(5), SLIPPED, NOW.date(), LATER)
    with store_in(folder).changing() as changes:
        changes.put_record(OCCASION_TABLE, occasion)


def undo(folder: Path) -> None:
    """Remove a review and its occasion."""
    with store_in(folder).changing() as changes:
        changes.remove_record(REVIEW_TABLE, REVIEW.id)
        changes.remove_record(OCCASION_TABLE, REVIEW.occasion)


def read(folder: Path) -> None:
    """Read all entries and records."""
    content_of(folder)


def tear(folder: Path) -> None:
    """Append an incomplete line to the inbox."""
    with (folder / "journal.inbox").open("ab") as file:
        file.write(b"12345678 {torn")


def litter(folder: Path) -> None:
    """Leave the temporary files of a process that died."""
    journal = journal_in(folder).name
    for name in (f".{journal}.0123456789ab.tmp", "drafts/.draft.0123456789ab.tmp"):
        (folder / name).write_bytes(b"half")


def litter_format_1(folder: Path) -> None:
    """Leave what a migration that was killed leaves."""
    make_format_1(folder)
    litter(folder)
    # The copy of the old journal shares the name of the journal's own temporary files.
    (folder / f".{journal_in(folder).name}.ba9876543210.tmp").write_bytes(b"half")


def link(folder: Path) -> None:
    """Move the journal to another folder, leaving a symbolic link."""
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    path = journal_in(folder)
    path.rename(elsewhere / path.name)
    path.symlink_to(f"elsewhere/{path.name}")


def change_by_hand(folder: Path) -> None:
    """Change a title without updating the checksum, as another program would."""
    put_journal(folder, data_of(folder).replace(b"Entry 1", b"Entry One"))


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
    Operation("migrate", edit, make_format_1),
    Operation("migrate after a crash", edit, litter_format_1),
    Operation("note an occasion", note),
    Operation("undo a review", undo),
    Operation("first draft", lambda folder: save_draft(folder, {"n": 1}), empty=True),
    Operation("draft", lambda folder: save_draft(folder, {"n": 2}), litter),
    Operation("discard a draft", lambda folder: drafts_in(folder).discard(DRAFT)),
    Operation("read", read),
)
NAMES = [operation.name for operation in OPERATIONS]
pytestmark = [faults, on_both, pytest.mark.usefixtures("no_waiting")]


@pytest.mark.parametrize("operation", OPERATIONS, ids=NAMES)
def test_every_system_call_may_fail_or_be_the_last(
    template: Path, place: Path, operation: Operation
) -> None:
    stand_every_fault(operation, template, place)


def stand_every_fault(
    operation: Operation, template: Path, place: Path, count: int = FAULTS.now
) -> None:
    """Run an operation with each of several faults, and carry on after each."""
    case = case_of(operation, template, place)
    for number, fault in enumerate(points_of(case, count)):
        with copied(case.start, place / str(number)) as folder:
            try:
                attempt(case, folder, fault)
                recover(folder)
            except BaseException as error:
                error.add_note(f"{fault} of {len(case.calls)}: {case.calls[fault.at]}")
                raise


def test_second_crash_during_recovery_loses_nothing(template: Path, place: Path) -> None:
    cases = [
        case_of(operation, template, place)
        for operation in OPERATIONS
        if not operation.empty and operation.name not in ("read", "accept")
    ]
    random_ = random.Random(7)
    for number in range(SECOND_FAULTS.now):
        first, second = random_.choice(cases), random_.choice(cases)
        with copied(first.start, place / str(number)) as folder:
            attempt(first, folder, Fault(random_.randrange(len(first.calls)), "kill before"))
            between = content_of(folder)
            fault = Fault(random_.randrange(len(second.calls)), "kill before")
            # The first operation may have removed what the second one needs.
            with injected(fault), contextlib.suppress(Killed, ReflectError):
                second.operation.act(folder)
            found = content_of(folder)
            entries = between["entries"].keys() | between["trash"].keys()
            assert entries - {from_int(4)} <= found["entries"].keys() | found["trash"].keys()
            recover(folder)
