"""Creates the journals to measure: a reflect folder and a jrnl file for each size.

They are created once per run, in a separate process (`python -m benchmarks.journals FOLDER COUNT`).
This keeps the measuring process small, because Linux counts its memory towards its children.
"""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
FACTS = "facts.json"
LISTED = 30


@dataclass(frozen=True)
class Facts:
    """Facts about a journal that the commands need.

    Args:
        count: the number of entries.
        entry: the id of an entry in the middle; "" for an empty journal.
        newest: the title of the newest entry.
        word: a word that occurs in about one entry in fifty.
        common: a word that occurs in about every second entry.
        listed: the ids and titles of the first entries in the list.
        typed: the text typed into the search and the resulting number of matches, step by step; a
            letter that does not change the number is typed together with the next one.
    """

    count: int
    entry: str = ""
    newest: str = ""
    word: str = ""
    common: str = ""
    listed: Sequence[tuple[str, str]] = ()
    typed: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class Journal:
    """A journal on disk."""

    folder: Path
    facts: Facts

    @property
    def reflect(self) -> Path:
        """The folder of the reflect journal."""
        return self.folder / "reflect"

    @property
    def jrnl(self) -> Path:
        """The text file of the jrnl journal."""
        return self.folder / "jrnl.txt"

    def copy_of(self, path: Path, name: str) -> tuple[Path, Callable[[], None]]:
        """Return the path of a copy that commands may change, and a function that restores it."""
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
    """Create a journal with `count` entries in a separate process."""
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
        listed, typed = _screen(folder / "reflect", (rare, common))
        facts = Facts(count, entries[count // 2].id, entries[-1].title, rare, common, listed, typed)
    (folder / FACTS).write_text(json.dumps(asdict(facts)), "utf-8")


def _words(texts: Sequence[str], targets: Sequence[float]) -> list[str]:
    """Return, for each target, the word that occurs in closest to that many texts."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(set(re.findall(r"\b[a-z]{6,}\b", text.lower())))
    return [min(seen, key=lambda word: (abs(seen[word] - target), word)) for target in targets]


def _screen(
    folder: Path, words: Sequence[str]
) -> tuple[list[tuple[str, str]], list[tuple[str, int]]]:
    """Return the first rows of the full screen, and the match counts as words are typed."""
    from reflect.journal import Journal as Ours
    from reflect.search.parser import parse_query

    today = date(2026, 11, 22)
    reading = Ours(folder, clock=lambda: datetime(2026, 11, 22, tzinfo=UTC)).snapshots.read()
    while reading.prepare(1000):
        pass
    listed = [(one, reading.item(place).title) for place, one in enumerate(reading.ids[:LISTED])]
    typed: list[tuple[str, int]] = []
    for word in words:
        before, waiting = -1, ""
        for end in range(1, len(word) + 1):
            waiting += word[end - 1]
            total = len(reading.search(parse_query(word[:end], today), today))
            if total != before:
                typed.append((waiting, total))
                before, waiting = total, ""
        typed.append(("\b" * (len(word) - len(waiting)), -1))
    return listed, typed


if __name__ == "__main__":
    _write(Path(sys.argv[1]), int(sys.argv[2]))
