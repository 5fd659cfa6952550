"""Updates the measured sections of docs/performance.md; the other text is written by hand."""

import os
import platform
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.measure import Timing
from benchmarks.rows import Growth, Row, milliseconds

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
BEGIN = "<!-- measured: `make bench` writes from here … -->"
END = "<!-- … to here -->"
SCREEN_BEGIN = "<!-- measured on a pseudo-terminal: `make bench` writes from here … -->"
SCREEN_END = "<!-- … and to here -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table with all columns but the first right-aligned."""
    rule = ["---", *("---:" for _ in head[1:])]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def goals(rows: Iterable[Row]) -> str:
    """Return a table of measurements and their goals."""
    head = ("what", "goal", "measured", "", "ours", "theirs")
    return table(
        head,
        (
            (
                row.what,
                f"{'≥' if row.at_least else '≤'} {row.goal:.2f}",
                f"{row.ratio:.2f}",
                "pass" if row.passed else "**miss**",
                row.ours,
                row.theirs,
            )
            for row in rows
        ),
    )


def floor(timings: Mapping[str, Timing]) -> str:
    """Return a table of start-up times, also relative to bare Python."""
    bare = timings["bare Python"].time
    head = ("start", "median", ": bare Python")
    return table(
        head,
        (
            (name, milliseconds(timing.time), f"{timing.time / bare:.1f}")
            for name, timing in timings.items()
        ),
    )


def growth(lines: Iterable[Growth]) -> str:
    """Return a table of how commands scale with the journal; a slope of 1 is linear, 0 is flat."""
    head = ("command", "1,000", "10,000", "30,000", "slope", "")
    return table(
        head,
        (
            (
                f"`{line.command}`",
                *(milliseconds(seconds) for seconds in line.seconds),
                f"{line.slope:.2f}",
                "pass" if line.passed else "**miss**",
            )
            for line in lines
        ),
    )


def machine(versions: Mapping[str, str], rounds: int, now: datetime) -> str:
    """Return a line with the date, the machine and the versions."""
    parts = [
        f"Measured on {now:%Y-%m-%d}",
        f"{os.cpu_count()} cores of {_processor()}, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        *(f"{name} {version}" for name, version in versions.items()),
        f"medians of {rounds} or more interleaved runs.",
    ]
    return "; ".join(parts)


def write(measured: str, page: Path = PAGE, *, first: str = BEGIN, last: str = END) -> None:
    """Replace the text between two marks in the page.

    Raises:
        ValueError: a mark is missing.
    """
    text = page.read_text("utf-8")
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{page}: the marks {first} and {last} are missing")
    page.write_text(f"{before}{first}\n\n{measured}\n\n{last}{after}", "utf-8")


def _processor() -> str:
    """Return the processor model, if known."""
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
