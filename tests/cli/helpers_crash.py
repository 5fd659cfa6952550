"""Runs reflect with a planted bug in a separate process, and finds the files it leaves behind."""

import os
import subprocess
import sys
from pathlib import Path

import pexpect

from tests.factories import NOW

ROOT = Path(__file__).parents[2]
CANARY = "Zwetschgenknödel"
# Other encodings in which it could be written.
TRACES = (CANARY, ascii(CANARY)[1:-1], "Zwetschgen", "zwetschgen")
START = """
from reflect.__main__ import main
main()
"""

# It adds an empty line. Without a change, the text might still be open in a window, and would stay.
EDITOR = """sh -c 'echo >> "$0"'"""


def environment() -> dict[str, str]:
    """Return the environment of the process, with the test's home and a fixed time."""
    places = Path(os.environ["HOME"]).parent / "places"
    places.mkdir(mode=0o700, exist_ok=True)
    return {
        **os.environ,
        "REFLECT_NOW": NOW.isoformat(),
        "TMPDIR": str(places),
        "XDG_RUNTIME_DIR": str(places),
        "PYTHONPATH": str(ROOT),
        "USER": "ada-lovelace",
        "TERM": "xterm-256color",
        "EDITOR": EDITOR,
    }


def crash(
    planted: str, *arguments: str, stdin: str = "", **environ: str
) -> "subprocess.CompletedProcess[str]":
    """Run reflect without a terminal, after Python code that plants a bug."""
    return subprocess.run(
        [sys.executable, "-c", f"CANARY = {CANARY!r}\n{planted}\n{START}", *arguments],
        env={**environment(), **environ},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def crash_on_screen(planted: str, *arguments: str) -> tuple[str, int]:
    """Run reflect on a terminal; return all its output and the exit code."""
    child = pexpect.spawn(
        sys.executable,
        ["-c", f"CANARY = {CANARY!r}\n{planted}\n{START}", *arguments],
        env=environment(),
        dimensions=(24, 100),
        encoding="utf-8",
        timeout=60,
    )
    child.expect(pexpect.EOF)
    child.close()
    return str(child.before), child.exitstatus if child.exitstatus is not None else -1


def files_outside(home: Path, *journals: Path) -> list[Path]:
    """Return all files in the test's folder, except those in journals."""
    return [
        path
        for path in home.parent.rglob("*")
        if path.is_file() and not any(journal in path.parents for journal in journals)
    ]


def holding(files: list[Path]) -> list[Path]:
    """Return the files that contain the canary in any encoding."""
    return [path for path in files if is_in(path.read_bytes().decode("utf-8", "replace"))]


def is_in(text: str) -> bool:
    """Return whether a text contains the canary in any encoding."""
    return any(trace in text for trace in TRACES)


def reports(home: Path) -> list[Path]:
    """Return the bug reports, oldest first."""
    return sorted((home / "state" / "reflect" / "bugs").glob("*"))
