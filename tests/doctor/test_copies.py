"""Tests for the findings about copies of the journal and of drafts."""

import json
import shutil
from pathlib import Path

import pytest

from reflect.doctor.finding import Finding, remedy_of
from reflect.doctor.journal_files import check_journal_files
from reflect.doctor.repair import repair_journal
from reflect.store import modes
from tests.sealed import ENCRYPTED, on_both, open_keys_in, opened, put
from tests.store.helpers_damage import sealed
from tests.store.helpers_journals import (
    DRAFT,
    contents,
    data_of,
    doctor_findings,
    draft_path,
    drafts_in,
    put_journal,
)

COPY = "journal (Ada's conflicted copy 2026-11-22).json"
MISSING = (b'"3":{"id":"0000000003"', b'"7":{"id":"0000000007"')


def finding_about(folder: Path, path: Path) -> Finding:
    """Return the only finding about a file."""
    modes.tighten(str(folder))
    before = contents(folder)
    (finding,) = [one for one in doctor_findings(folder) if one.path == str(path)]
    assert contents(folder) == before
    assert finding.level == "warning"
    return finding


@on_both
@pytest.mark.parametrize("name", [COPY, "backups/older/any.json", ".stversions/journal~1.json"])
def test_copy_that_holds_nothing_else_can_be_removed(filled: Path, name: str) -> None:
    (filled / name).parent.mkdir(parents=True, exist_ok=True)
    put(filled / name, data_of(filled))
    finding = finding_about(filled, filled / name)
    assert "with 3 entries" in finding.what
    assert remedy_of(finding).split("`")[1].startswith("rm ")


@pytest.mark.parametrize("name", ["notes.md", "thesis.tar"])
def test_file_that_may_hold_more_than_entries_is_moved_away(filled: Path, name: str) -> None:
    (filled / name).write_bytes(b"My thesis.\n" + data_of(filled) + b"\nIts end.\n")
    remedy = remedy_of(finding_about(filled, filled / name))
    assert "`mv " in remedy
    assert "`rm " not in remedy


@on_both
def test_whole_copy_can_be_restored_or_merged(filled: Path) -> None:
    path = filled / "journal-laptop.json"
    put(path, data_of(filled))
    other = data_of(filled).replace(*MISSING)
    put(path, sealed(other))
    finding = finding_about(filled, path)
    assert "1 of which the journal lacks" in finding.what
    commands = [step.command for step in finding.notices]
    assert commands == [("backup", "salvage", str(path)), ("backup", "restore", str(path))]
    assert "rm " not in remedy_of(finding)


def test_damaged_copy_can_only_be_merged(filled: Path) -> None:
    path = filled / "journal.json.orig"
    put(path, data_of(filled).replace(*MISSING)[:-4])
    finding = finding_about(filled, path)
    assert [step.command for step in finding.notices] == [("backup", "salvage", str(path))]


def test_copy_of_the_inbox_is_compared_too(filled: Path) -> None:
    path = filled / "journal.sync-conflict-20261122-203000-ABC.inbox"
    path.write_bytes((filled / "journal.inbox").read_bytes())
    assert "with 2 entries" in finding_about(filled, path).what
    (filled / "journal.inbox").unlink()
    assert "2 of which the journal lacks" in finding_about(filled, path).what


def test_copy_is_kept_beside_a_damaged_journal(filled: Path) -> None:
    path = filled / COPY
    put(path, data_of(filled))
    put_journal(filled, b"{}")
    assert "rm " not in remedy_of(finding_about(filled, path))


def test_line_that_only_the_copy_has_is_shown_before_it_is_removed(filled: Path) -> None:
    path = filled / COPY
    broken = data_of(filled).replace(*MISSING).replace(b'"Entry 3"', b'"Entry 3')
    put(path, broken)
    shown, removed = remedy_of(finding_about(filled, path)).split("`")[1::2]
    assert shown.startswith("sed -n 5p ")
    assert removed.startswith("rm ")


@pytest.mark.backends(ENCRYPTED)
def test_plain_copies_beside_an_encrypted_journal_are_warnings(filled: Path) -> None:
    (filled / ".git").mkdir()
    salvaged = filled.with_name(f"{filled.name}-salvaged")
    salvaged.mkdir()
    (salvaged / "journal.json").write_bytes(data_of(filled))
    keys = open_keys_in(filled)
    for path in (filled / ".git", salvaged):
        (warning,) = [
            one for one in check_journal_files(filled, keys=keys) if one.path == str(path)
        ]
        assert warning.level == "warning"
        shutil.rmtree(path)
    assert doctor_findings(filled)[-1].level == "ok"


@on_both
def test_copy_of_a_draft_becomes_a_draft_of_its_own(filled: Path) -> None:
    draft = draft_path(filled, DRAFT)
    copy = draft.with_name(f"{DRAFT}.sync-conflict-20261122-203000-ABC{draft.suffix}")
    put(copy, opened(draft))
    assert "`rm " in remedy_of(finding_about(filled, copy))
    data = json.loads(opened(draft)) | {"typed": "Something else"}
    put(copy, json.dumps(data).encode())
    assert finding_about(filled, copy).command == ("doctor", "--repair")
    before = drafts_in(filled).load(DRAFT)
    assert len(list(repair_journal(filled, keys=open_keys_in(filled)))) == 1
    assert not copy.exists()
    drafts = dict(drafts_in(filled).all())
    assert len(drafts) == 2
    assert drafts.pop(DRAFT) == before
    (other,) = drafts.items()
    assert other == (other[0], data | {"id": other[0]})


def test_copy_of_a_draft_that_is_no_draft_is_kept(filled: Path) -> None:
    path = filled / "drafts" / ".00000000w4.json.swp"
    path.write_bytes(b"b0VIM 9.0 It went")
    assert remedy_of(finding_about(filled, path)).split("`")[1].startswith("mv ")
    assert list(repair_journal(filled)) == []
    assert path.exists()
