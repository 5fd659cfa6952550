"""The pages of the docs, and the examples in them."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = (
    ROOT / "README.md",
    DOCS / "tutorial.md",
    DOCS / "practice.md",
    DOCS / "language.md",
    DOCS / "json.md",
    DOCS / "storage.md",
    DOCS / "backups.md",
)
# When the examples of a page begin, or go on after `<!-- at INSTANT -->`; each takes a second.
NOW = "2026-11-22T21:30:00+01:00"
PROMPT = "$ "
MORE = "> "
_AT = re.compile(r"<!-- at (\S+) -->")


@dataclass
class Step:
    """A command of an example, and what the page shows below it.

    Args:
        number: the line of the page that the command stands on, from 1.
        command: without its prompt; lines of a here-document belong to it.
        shown: the lines below it.
        at: the instant it happens.
    """

    number: int
    command: str
    at: str
    shown: list[str] = field(default_factory=list)


def read(path: Path) -> str:
    """Read a page."""
    return path.read_text(encoding="utf-8")


def steps(text: str) -> list[Step]:
    """Find the commands in the `console` blocks of a page, in their order."""
    found: list[Step] = []
    inside, at = False, datetime.fromisoformat(NOW)
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            inside = line == "```console"
            continue
        if not inside:
            if named := _AT.fullmatch(line):
                at = datetime.fromisoformat(named[1])
        elif line.startswith(PROMPT):
            found.append(Step(number, line.removeprefix(PROMPT), at.isoformat()))
            at += timedelta(seconds=1)
        elif not found:
            raise ValueError(f"line {number}: an example begins with a command")
        elif _is_open(found[-1].command) and line.startswith(MORE):
            found[-1].command += "\n" + line.removeprefix(MORE)
        else:
            found[-1].shown.append(line)
    for step in found:
        # A blank line before the next command is for the eye.
        while step.shown and not step.shown[-1]:
            step.shown.pop()
    return found


def _is_open(command: str) -> bool:
    """Whether the shell asks for more: a here-document without its end, or a last backslash."""
    opened = re.search(r"<<'?(\w+)'?", command.split("\n")[0])
    if opened:
        return command.split("\n")[-1] != opened[1]
    return command.endswith("\\")


def blocks(text: str, language: str) -> list[str]:
    """Give the fenced blocks of a page that are in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
