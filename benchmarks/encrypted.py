"""Measures the cost of encryption by saving an unlocked journal and a plain one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.bench import Bench
from benchmarks.rows import Row, milliseconds

SCRIPT = Path(__file__).parent / "saving.py"
SIZE = 10_000


def saving(bench: Bench) -> Iterator[Row]:
    """Compare a save at 10,000 entries, encrypted and plain, without entering the passphrase."""
    journal = bench.journals[SIZE]
    plain, renew_plain = journal.copy_of(journal.reflect, "plain")
    renew_plain()
    sealed = journal.folder / "sealed" / "reflect"
    sealed.parent.mkdir()
    plain.rename(sealed)
    identity = journal.folder / "identity.txt"
    # Use a separate process, because Linux counts this one's memory towards its children.
    argv = [sys.executable, "-m", "benchmarks.encrypted", str(sealed), str(identity)]
    subprocess.run(argv, check=True, cwd=SCRIPT.parents[1])
    copy, renew = journal.copy_of(sealed, "encrypted")

    entry = journal.facts.entry
    seconds: dict[str, list[float]] = {"plain": [], "encrypted": []}
    for number in range(bench.rounds + 1):
        runs = [("plain", renew_plain, [plain]), ("encrypted", renew, [copy, identity])]
        for name, reset, (folder, *keys) in runs[:: -1 if number % 2 else 1]:
            reset()
            os.sync()
            argv = [bench.programs.python, str(SCRIPT), str(folder), entry, *map(str, keys)]
            done = subprocess.run(argv, capture_output=True, text=True, check=True)
            seconds[name].append(float(done.stdout))
    # The first round only warms up the caches.
    ours, theirs = (median(seconds[name][1:]) for name in ("encrypted", "plain"))
    what = f"a save at {SIZE:,}, encrypted and unlocked : plain"
    yield Row(what, 2.0, ours / theirs, milliseconds(ours), milliseconds(theirs))


def _encrypt(folder: str, identity: Path) -> None:
    from reflect.store.encryption import convert
    from reflect.store.encryption.key_setup import prepare
    from reflect.store.encryption.keys import FolderKeys

    prepared = prepare("correct horse battery staple")
    identity.write_text(prepared.text, "utf-8")
    convert.encrypt(FolderKeys(folder), prepared)


if __name__ == "__main__":
    _encrypt(sys.argv[1], Path(sys.argv[2]))
