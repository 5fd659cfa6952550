"""Tests that an open screen, commands, a slow reader and many writers lose nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Answer
from reflect.model.ids import from_int
from tests.factories import NOW
from tests.sizes import AMONG, AMONG_ADDED, faults
from tests.store import helpers_worker as worker
from tests.store.helpers_journals import content_of, numbered
from tests.store.test_processes import processes
from tests.tui.helpers_tmux import ROOT, needs_tmux, pane

pytestmark = [faults, needs_tmux]
THERE = 60
NOTES = 4
# More than fits into a pipe, so that the process blocks until its output is read.
LONG = ("We launched on Friday. " * 100).strip()
LATER = {"REFLECT_NOW": "2026-11-25T10:00:00+00:00"}


@pytest.fixture
def real(home: Path) -> Journal:
    """The default journal, with long entries."""
    real = Journal(home / "data" / "reflect", clock=lambda: NOW)
    answer = Answer("happened", "What happened?", LONG)
    real.entries.add_all([numbered(number, answers=(answer,)) for number in range(1, THERE + 1)])
    return real


def command(*arguments: str) -> subprocess.Popen[bytes]:
    """Start reflect."""
    return subprocess.Popen(
        [sys.executable, "-m", "reflect", *arguments],
        env={**os.environ, **LATER, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )


def done(*arguments: str) -> None:
    """Run a command, retrying while another process is writing."""
    while True:
        with command(*arguments) as process:
            process.communicate()
        if process.returncode != 4:
            assert process.returncode == 0
            return


def test_screen_writers_and_reader_at_once_lose_no_entry(real: Journal, tmp_path: Path) -> None:
    workers = range(1, AMONG.now + 1)
    with pane(tmp_path, columns=120) as told, command("list", "-n", "0", "--json") as reader:
        assert reader.stdout is not None
        begun = reader.stdout.read(1)
        told.starts(environ=LATER)
        told.sees(f"{THERE} entries")
        with processes() as start:
            for who in workers:
                start("work", real.folder, who, AMONG_ADDED.now)
            for number in range(1, NOTES + 1):
                told.press("c")
                told.sees("Save")
                told.type(f"From the screen {number}")
                told.press("Enter")
                told.sees("Noted.", f"From the screen {number}")
                done("capture", f"From the shell {number}")
                done("edit", from_int(number), "--title", f"Better {number}")
            told.press("x")
            told.sees("Deleted “")
        rest = reader.stdout.read()
        entries, trash = worker.outcome(workers, AMONG_ADDED.now)
        told.sees(f"{THERE + len(entries):,} entries", f"{2 * NOTES - 1} captures")
        told.press("q")
        told.sees("left with 0")
    read = {entry["id"]: entry for entry in json.loads(begun + rest)["entries"]}
    assert len(read) == THERE
    assert {entry["answers"][0]["text"] for entry in read.values()} == {LONG}
    found = content_of(real.folder)
    notes = {key for key, entry in found["entries"].items() if entry.state == "capture"}
    (gone,) = found["trash"].keys() - trash.keys()
    texts = [found["entries"][key].answers[0].text for key in notes]
    texts.append(found["trash"].pop(gone).entry.answers[0].text)
    assert sorted(texts) == sorted(
        f"From the {where} {number}" for where in ("screen", "shell") for number in range(1, 5)
    )
    assert found["trash"] == trash
    there = {from_int(number): found["entries"][from_int(number)] for number in range(1, THERE + 1)}
    assert [entry.title for entry in there.values()][:5] == [
        *(f"Better {number}" for number in range(1, NOTES + 1)),
        "Entry 5",
    ]
    assert found["entries"] == entries | there | {key: found["entries"][key] for key in notes}
