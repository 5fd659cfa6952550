"""Tests for changes of commitments."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.errors import ConflictError, NotFoundError, UsageError
from reflect.journal import Journal
from reflect.model.commitment import Commitment, Renewal
from tests.factories import NOW, make_commitment, make_entry
from tests.sealed import open_encryption_in

LATER = NOW + timedelta(days=20)
ENTRY = make_entry(1, commitments=(make_commitment(), make_commitment(action="write it down")))


@pytest.fixture
def journal(folder: Path) -> Journal:
    """Return a journal on the day of a look-back, with its entry still in the inbox."""
    journal = Journal(folder, clock=lambda: LATER, encryption=open_encryption_in(folder))
    journal.entries.add(ENTRY)
    return journal


def close(made: Commitment) -> Commitment:
    return replace(made, outcome="kept", looked_back_at=LATER)


def test_commitment_is_changed_as_it_is_on_disk(journal: Journal) -> None:
    elsewhere = Journal(journal.folder, clock=lambda: LATER)
    elsewhere.tags.change([ENTRY.id], add=["meanwhile"])
    saved = journal.entries.change_commitment(ENTRY.id, 2, close, base=ENTRY.commitments[1])
    assert journal.entries.stored(ENTRY.id) == saved
    assert saved.commitments == (ENTRY.commitments[0], close(ENTRY.commitments[1]))
    assert "meanwhile" in saved.tags
    assert saved.updated_at == LATER


def test_only_one_of_two_look_backs_is_saved(journal: Journal) -> None:
    base = ENTRY.commitments[0]
    other = Journal(journal.folder, clock=lambda: LATER)
    saved = other.entries.change_commitment(ENTRY.id, 1, close, base=base)
    with pytest.raises(ConflictError):
        journal.entries.change_commitment(
            ENTRY.id, 1, lambda made: replace(made, outcome="dropped"), base=base
        )
    assert journal.entries.stored(ENTRY.id) == saved


def test_renewal_keeps_the_sealed_forecast(journal: Journal) -> None:
    def renew(made: Commitment) -> Commitment:
        renewal = Renewal(made.due, LATER, "partly", "not yet")
        return replace(made, due=LATER.date() + timedelta(days=9), renewals=(renewal,))

    saved = journal.entries.change_commitment(ENTRY.id, 1, renew)
    assert saved.commitments[0].is_sealed(LATER)
    with pytest.raises(UsageError):
        journal.entries.change_commitment(ENTRY.id, 1, lambda made: replace(made, percent=10))
    assert journal.entries.stored(ENTRY.id) == saved


def test_missing_entry_or_commitment_is_refused(journal: Journal) -> None:
    with pytest.raises(NotFoundError):
        journal.entries.change_commitment(ENTRY.id, 3, close)
    journal.entries.delete([ENTRY.id])
    with pytest.raises(ConflictError):
        journal.entries.change_commitment(ENTRY.id, 1, close)


def test_error_in_the_change_leaves_the_entry(journal: Journal) -> None:
    def fail(made: Commitment) -> Commitment:
        raise UsageError("closed already")

    with pytest.raises(UsageError, match="closed already"):
        journal.entries.change_commitment(ENTRY.id, 1, fail)
    assert journal.entries.stored(ENTRY.id) == ENTRY
