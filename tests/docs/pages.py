"""The documentation pages and the examples in them."""

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
    DOCS / "review.md",
    DOCS / "language.md",
    DOCS / "json.md",
    DOCS / "storage.md",
    DOCS / "backups.md",
)
# The time of the first example on a page; `<!-- at TIME -->` changes it.
NOW = "2026-11-22T21:30:00+01:00"
PROMPT = "$ "
MORE = "> "
_AT = re.compile(r"<!-- at (\S+) -->")


@dataclass
class Step:
    """A command in an example, and the output shown on the page.

    Args:
        number: the line number of the command on the page, from 1.
        command: the command without the prompt but with its here-document.
        shown: the lines of the output.
        at: the time at which the command runs.
    """

    number: int
    command: str
    at: str
    shown: list[str] = field(default_factory=list)


def read(path: Path) -> str:
    """Return the text of a page."""
    return path.read_text(encoding="utf-8")


def steps(text: str) -> list[Step]:
    """Return the commands in the `console` blocks of a page."""
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
        # Blank lines before the next command are not output.
        while step.shown and not step.shown[-1]:
            step.shown.pop()
    return found


def _is_open(command: str) -> bool:
    """Return whether a command continues, with an open here-document or a final backslash."""
    opened = re.search(r"<<'?(\w+)'?", command.split("\n")[0])
    if opened:
        return command.split("\n")[-1] != opened[1]
    return command.endswith("\\")


def blocks(text: str, language: str) -> list[str]:
    """Return the fenced blocks in a given language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
