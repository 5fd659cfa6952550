"""Draws docs/session.svg from a real session: `python -m tests.docs.picture`."""

import re
import sys
import tempfile
from html import unescape
from io import StringIO
from pathlib import Path

import pexpect
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

from tests.docs.console import COLUMNS, PATIENCE, PROMPTS, ROWS, Terminal
from tests.docs.pages import DOCS, NOW
from tests.docs.screen import Screen

PICTURE = DOCS / "session.svg"
COMMAND = "reflect new --plain"
ANSWERS = (
    "In the steering meeting I promised the migration for March. Lena, who leads it, had asked "
    "for two days to find out.",
    "That a clear yes would calm the room.",
    "The CFO sounded impatient, and quick answers have helped me before.",
    "The question came last, with everybody on their feet",
    "I gave Lena the work and kept the microphone.",
    "I owe her an apology.",
    "1",
    "2",
    "A promise that belongs to somebody else is not mine to make.",
    "somebody asks one of my leads a question",
    "count to five before I say a word",
    "",
    "f",
    "Lena answers the next question herself, and it is the better answer",
    "70",
    "I answered for Lena",
)
# The parts to show: from the row with the first text to just before the row with the second.
PARTS = (
    ("After a mistake", "2 of 10"),
    ("Quiet, before judging.", "3 of 10"),
    ("8 of 10", "9 of 10"),
    ("──────", "Saved "),
)
GAP = "  \x1b[2m⋮\x1b[0m"
END_OF_TEXT = "\x04"
_WAITS = re.compile(rf"(?:{PROMPTS}) ?(?:\x1b\[[\d;?]*[A-Za-z]|[\r\x08])+\Z")


def session(folder: Path) -> Screen:
    """Run a session on a colour terminal and return the screen."""
    written = StringIO()
    with Terminal(folder) as terminal:
        settings = terminal.home / ".config" / "reflect"
        settings.mkdir(parents=True)
        settings.joinpath("config.toml").write_text("pause = 1\n")
        child = pexpect.spawn(
            "/bin/sh",
            ["-c", COMMAND],
            env=terminal.environment | {"TERM": "xterm-256color", "REFLECT_NOW": NOW},
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        child.delaybeforesend = None
        child.logfile_read = written
        for answer in ANSWERS:
            child.expect(_WAITS)
            child.send(answer + (END_OF_TEXT if answer else "\r"))
        child.expect(pexpect.EOF)
        child.close()
    return Screen(written.getvalue())


def chosen(screen: Screen) -> list[str]:
    """Return the rows to show, with a mark wherever some are omitted."""
    plain, coloured = screen.plain(), list(screen.rows())
    rows = [f"\x1b[1m$ {COMMAND}\x1b[0m", ""]
    end = 0
    for number, (first, after) in enumerate(PARTS):
        start = next(n for n, row in enumerate(plain) if n >= end and first in row)
        end = next(n for n, row in enumerate(plain) if n > start and after in row)
        rows += [GAP, ""] if 0 < number < len(PARTS) else []
        rows += coloured[start:end]
        while not rows[-1].strip():
            rows.pop()
        rows.append("")
    return rows[:-1]


def draw(rows: list[str]) -> str:
    """Return rows as SVG that uses local fonts, so that nothing is fetched."""
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    for row in rows:
        console.print(Text.from_ansi(row), soft_wrap=True)
    shape = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    drawn = console.export_svg(title=COMMAND, code_format=shape, unique_id="session")
    return re.sub(r"[ \t]+$", "", drawn, flags=re.MULTILINE)


def words(svg: str) -> list[str]:
    """Return the words in a picture in order, independent of the Rich version."""
    shown = " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))
    return re.findall(r"[^\W_]+", unescape(shown))


def main() -> None:
    """Draw the picture."""
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(draw(chosen(session(Path(folder)))), encoding="utf-8")
    print(f"drew {PICTURE}", file=sys.stderr)


if __name__ == "__main__":
    main()
