"""The commands to measure at each journal size."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

from benchmarks.journals import Journal, make
from benchmarks.measure import ROUNDS, Command
from benchmarks.peers import Programs, write_jrnl_config
from benchmarks.prose import Prose

SIZES = (0, 1_000, 10_000, 30_000)
TEN = ("-n", "10")


@dataclass
class Bench:
    """The programs, folders and journals of a benchmark run.

    Args:
        programs: the programs to compare.
        folder: the folder for journals and home directories, deleted afterwards.
        rounds: how many times each slow command is run; fast commands are run more often.
        scale: the factor applied to all sizes; only trials use a value other than 1.
    """

    programs: Programs
    folder: Path
    rounds: int = ROUNDS
    scale: float = 1

    @cached_property
    def journals(self) -> dict[int, Journal]:
        """The journals by nominal size."""
        return {size: make(self.folder / str(size), int(size * self.scale)) for size in SIZES}

    @cached_property
    def text(self) -> tuple[str, str]:
        """The title and text of a new entry of about 1.5 KB."""
        prose = Prose(Random(7))
        return prose.sentence("titles"), prose.paragraphs(1400)

    @cached_property
    def form(self) -> Path:
        """The same entry as a completed form."""
        title, text = self.text
        path = self.folder / "form.md"
        happened, _, rest = text.partition("\n\n")
        answers = {
            "What happened?": happened,
            "Why did it make sense to me then?": rest,
            "What is the lesson, in one sentence?": Prose(Random(8)).sentence("lessons"),
        }
        body = "\n\n".join(f"## {question}\n\n{answer}" for question, answer in answers.items())
        path.write_text(f"---\nguide: drucker\n---\n\n# {title}\n\n{body}\n", "utf-8")
        return path

    @cached_property
    def floor(self) -> list[Command]:
        """The lower bounds: bare Python and a minimal Typer program."""
        return [
            Command("bare Python", (self.programs.python, "-c", "pass"), self._env()),
            Command("minimal Typer", (self.programs.minimal, *self.text[0].split()), self._env()),
        ]

    def reads(self, size: int, *arguments: str, expect: str = "") -> Command:
        """Return a read-only reflect command."""
        env = self._env(REFLECT_JOURNAL=str(self.journals[size].reflect))
        name = f"reflect {' '.join(arguments)} @ {size}"
        return Command(name, (self.programs.reflect, *arguments), env, expect=expect)

    def writes(self, size: int, *arguments: str) -> Command:
        """Return a reflect command that changes a fresh copy of the journal in each run."""
        journal = self.journals[size]
        copy, renew = journal.copy_of(journal.reflect, f"reflect-{arguments[0]}")
        env = self._env(REFLECT_JOURNAL=str(copy))
        name = f"reflect {arguments[0]} @ {size}"
        return Command(name, (self.programs.reflect, *arguments), env, renew)

    def jrnl(self, size: int, *arguments: str, adds: bool = False) -> Command:
        """Return a jrnl command; if it adds an entry, each run uses a fresh copy of the journal."""
        journal, renew = self.journals[size].jrnl, None
        if adds:
            journal, renew = self.journals[size].copy_of(journal, "jrnl")
        config = self.folder / f"jrnl-{size}{'-add' if adds else ''}.yaml"
        write_jrnl_config(self.programs, config, journal)
        name = f"jrnl {'add' if adds else ' '.join(arguments)} @ {size}"
        argv = (self.programs.jrnl, "--config-file", str(config), *arguments)
        return Command(name, argv, self._env(), renew)

    def capture(self, size: int) -> Command:
        """Return a command that captures one line."""
        return self.writes(size, "capture", *self.text[0].split())

    def new(self, size: int) -> Command:
        """Return a command that adds an entry from a form."""
        return self.writes(size, "new", "--from", str(self.form))

    def retag(self, size: int) -> Command:
        """Return a command that changes one tag, which rewrites the whole file."""
        return self.writes(size, "edit", self.journals[size].facts.entry, "--tag", "benchmark")

    def jrnl_add(self, size: int) -> Command:
        """Return a command that adds the same entry with jrnl."""
        title, text = self.text
        return self.jrnl(size, f"{title}.\n{text}", adds=True)

    def _env(self, **more: str) -> Mapping[str, str]:
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        return {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **more}
