"""The journals that are measured: made once a run, each size as reflect's folder and jrnl's file.

Made by a process of its own (`python -m benchmarks.journals FOLDER COUNT`), so that the one that
measures stays small: Linux counts its memory to the commands it starts.
"""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
FACTS = "facts.json"


@dataclass(frozen=True)
class Facts:
    """What a command line needs to know of a journal.

    Args:
        count: how many entries it has.
        entry: the id of one in the middle; "" in an empty journal.
        newest: the title of the newest.
        word: one that stands in about every fiftieth entry.
        common: one that stands in about every second.
    """

    count: int
    entry: str = ""
    newest: str = ""
    word: str = ""
    common: str = ""


@dataclass(frozen=True)
class Journal:
    """One size of journal on the disk."""

    folder: Path
    facts: Facts

    @property
    def reflect(self) -> Path:
        """The folder that reflect is given."""
        return self.folder / "reflect"

    @property
    def jrnl(self) -> Path:
        """The text file that jrnl is given."""
        return self.folder / "jrnl.txt"

    def copy_of(self, path: Path, name: str) -> tuple[Path, Callable[[], None]]:
        """Give the place of a copy for a command that writes, and what makes it anew."""
        copy = self.folder / "copies" / name / path.name

        def renew() -> None:
            shutil.rmtree(copy.parent, ignore_errors=True)
            copy.parent.mkdir(parents=True)
            if path.is_dir():
                shutil.copytree(path, copy)
            else:
                shutil.copy(path, copy)

        return copy, renew


def make(folder: Path, count: int) -> Journal:
    """Make a journal of `count` entries in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.journals", str(folder), str(count)]
    subprocess.run(command, check=True, cwd=ROOT)
    facts = json.loads((folder / FACTS).read_text("utf-8"))
    return Journal(folder, Facts(**facts))


def _write(folder: Path, count: int) -> None:
    from benchmarks import corpus

    folder.mkdir(parents=True)
    entries = list(corpus.entries(count))
    corpus.write_reflect(folder / "reflect", entries)
    corpus.write_jrnl(folder / "jrnl.txt", entries)
    facts = Facts(0)
    if entries:
        texts = [f"{entry.title} {corpus.text_of(entry)}" for entry in entries]
        rare, common = _words(texts, (count / 50, count / 2))
        facts = Facts(count, entries[count // 2].id, entries[-1].title, rare, common)
    (folder / FACTS).write_text(json.dumps(asdict(facts)), "utf-8")


def _words(texts: Sequence[str], targets: Sequence[float]) -> list[str]:
    """Find plain words that stand in about so many texts, and begin no other word."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(re.findall(r"\b[a-z]{6,}\b", text.lower())))
    return [min(seen, key=lambda word: (abs(seen[word] - target), word)) for target in targets]


if __name__ == "__main__":
    _write(Path(sys.argv[1]), int(sys.argv[2]))
