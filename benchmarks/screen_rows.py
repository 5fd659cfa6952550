"""Compares the full screen with an empty Textual app and Textual's own lists."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.bench import Bench
from benchmarks.journals import Facts
from benchmarks.measure import folder_size
from benchmarks.rows import Row, megabytes, milliseconds
from benchmarks.terminal import Terminal

HERE = Path(__file__).parent
PAINTED = "painted"
FIRST_PAINT = 'look-backs|reading|words "a phrase"'
SIZES = (0, 10_000, 30_000)
DOWN = "\x1b[B"
MOVES = 9
SITTINGS = 3
STARTS = 3  # multiplies the number of rounds
MOST_STALL = 0.050
MOST_PAINT = 1.6  # relative to the first paint of an empty app
WHOLE = 8.0  # seconds without output after which all entries are loaded, at any size


@dataclass(frozen=True)
class Limit:
    """A measurement with an absolute goal, because users notice any long delay.

    Args:
        what: the name of the measurement.
        goal, measured: two figures in the same unit.
        show: formats a figure.
    """

    what: str
    goal: float
    measured: float
    show: Callable[[float], str] = milliseconds

    @property
    def passed(self) -> bool:
        """Whether the goal is met."""
        return self.measured <= self.goal


@dataclass
class Screens:
    """Starts the full-screen programs to measure."""

    bench: Bench

    def __post_init__(self) -> None:
        home = self.bench.folder / "screen-home"
        home.mkdir(exist_ok=True)
        self.env = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

    def ours(self, size: int, *arguments: str) -> Terminal:
        """Open Browse on a journal of the given size."""
        journal = str(self.bench.journals[size].reflect)
        return Terminal(
            (self.bench.programs.reflect, "-j", journal, "browse", *arguments), self.env
        )

    def empty(self) -> Terminal:
        """Open an empty Textual app."""
        return Terminal((self.bench.programs.python, str(HERE / "screens" / "empty.py")), self.env)

    def list(self, kind: str, size: int) -> Terminal:
        """Open one of Textual's own lists ("option" or "table") with as many rows."""
        titles = self.bench.folder / f"titles-{size}"
        if not titles.exists():
            lines = [f"{number:05} {self.bench.text[0]}" for number in range(self.count(size))]
            titles.write_text("\n".join(lines), "utf-8")
        script = str(HERE / "screens" / "lists.py")
        return Terminal((self.bench.programs.python, script, kind, str(titles)), self.env)

    def count(self, size: int) -> int:
        """Return the actual number of entries in a journal of a nominal size."""
        return self.facts(size).count

    def facts(self, size: int) -> Facts:
        """Return the facts about a journal."""
        return self.bench.journals[size].facts

    def is_full(self, size: int) -> str:
        """Return a pattern that matches the screen once the list is full."""
        return f"{self.count(size):,} entr"


def in_turn(
    rounds: int, runs: Mapping[str, Callable[[], Mapping[str, float]]]
) -> dict[str, dict[str, float]]:
    """Call all functions in turn, reversing every other round; return medians by name."""
    seen: dict[str, dict[str, list[float]]] = {name: {} for name in runs}
    for number in range(rounds):
        for name in list(runs)[:: -1 if number % 2 else 1]:
            for what, seconds in runs[name]().items():
                seen[name].setdefault(what, []).append(seconds)
    return {
        name: {what: median(values) for what, values in found.items()}
        for name, found in seen.items()
    }


def start(open_it: Callable[[], Terminal], painted: str, full: str = "") -> dict[str, float]:
    """Return the seconds to a program's first paint and, if `full` is given, to a full list."""
    with open_it() as terminal:
        found = {"paint": terminal.until(painted)}
        if full:
            found["full"] = terminal.until(full)
        terminal.settle(0.2)
    return found


def leave(open_it: Callable[[], Terminal], painted: str, rest: float) -> dict[str, float]:
    """Start a program, wait and quit; return the seconds from `q` to its exit, and peak memory."""
    with open_it() as terminal:
        terminal.until(painted)
        terminal.settle(rest)
        terminal.press("q")
        return {"quit": terminal.ended(), "peak": terminal.peak}


def starting(screens: Screens) -> Iterator[Row]:
    """Measure the time to the first paint and to a full list."""
    runs: dict[str, Callable[[], Mapping[str, float]]] = {
        "empty": partial(start, screens.empty, PAINTED)
    }
    for size in SIZES:
        full = screens.is_full(size) if size else ""
        runs[f"ours {size}"] = partial(start, partial(screens.ours, size), FIRST_PAINT, full)
    for kind in ("option", "table"):
        runs[kind] = partial(start, partial(screens.list, kind, 10_000), "00010 ")
    # Start-up times vary more between runs than anything else measured here.
    found = in_turn(STARTS * screens.bench.rounds, runs)
    empty = found["empty"]
    for size in SIZES:
        ours = found[f"ours {size}"]
        yield _row(f"first paint of Browse at {size:,}", MOST_PAINT, ours, empty, "paint")
    ours = found["ours 10000"]
    yield _row("the list full at 10,000", 2.5, ours, empty, "full", "paint")
    for kind, name in (("option", "OptionList"), ("table", "DataTable")):
        what = f"first paint of Browse at 10,000 : of Textual's {name} with as many rows"
        yield _row(what, 1.0, ours, found[kind], "paint", peer="")


def leaving(screens: Screens) -> Iterator[Row]:
    """Measure the time from `q` to the shell, and peak memory."""
    runs: dict[str, Callable[[], Mapping[str, float]]] = {
        "empty": partial(leave, screens.empty, PAINTED, 0.3)
    }
    for size in SIZES[1:]:
        full = screens.is_full(size)
        runs[f"ours {size}"] = partial(leave, partial(screens.ours, size), full, WHOLE)
    found = in_turn(screens.bench.rounds, runs)
    yield _row("quitting Browse at 10,000", 1.3, found["ours 10000"], found["empty"], "quit")
    text = folder_size(screens.bench.journals[30_000].reflect)
    peak = found["ours 30000"]["peak"]
    what = "peak memory of Browse at 30,000 : the journal's text"
    yield Row(what, 6.0, peak / text, megabytes(peak), megabytes(text))


def _row(
    what: str,
    goal: float,
    ours: Mapping[str, float],
    theirs: Mapping[str, float],
    key: str,
    their_key: str = "",
    peer: str = " : an empty Textual app's",
) -> Row:
    mine, other = ours[key], theirs[their_key or key]
    return Row(what + peer, goal, mine / other, milliseconds(mine), milliseconds(other))


def moving(screens: Screens) -> Iterator[Limit]:
    """Measure the time from a key press to its effect, at 10,000 and 30,000 entries."""
    size = 10_000
    listed, detail = [], []
    with screens.ours(size) as terminal:
        terminal.until(screens.is_full(size))
        terminal.settle(WHOLE)
        rows = screens.facts(size).listed
        for entry_id, title in rows[1 : MOVES + 1]:
            terminal.press(DOWN)
            listed.append(terminal.until(re.escape(title[:12])))
            detail.append(terminal.until(entry_id))
            terminal.settle(0.2)
    yield Limit("cursor down to the list's paint at 10,000", 0.025, median(listed))
    yield Limit("cursor down to the entry's paint at 10,000", 0.060, median(detail))
    for size, goal in ((10_000, 0.050), (30_000, 0.120)):
        sittings = [typing(screens, size) for _ in range(SITTINGS)]
        times = [median(key) for key in zip(*sittings, strict=True)]
        what = f"keystroke in the search to the new list at {size:,}"
        yield Limit(f"{what}, median of {len(times)}", goal, median(times))
        yield Limit(f"{what}, the slowest key's median", goal * 2, max(times))


def typing(screens: Screens, size: int) -> list[float]:
    """Type words into the search and return the seconds from each key to the new count."""
    total, times = screens.count(size), []
    with screens.ours(size) as terminal:
        terminal.until(screens.is_full(size))
        terminal.settle(WHOLE)
        terminal.press("/")
        terminal.settle()
        for keys, found in screens.facts(size).typed:
            if found < 0:
                terminal.press(keys.replace("\b", "\x7f"))
                terminal.settle()
                continue
            if len(keys) > 1:
                terminal.press(keys[:-1])
                terminal.settle()
            terminal.press(keys[-1])
            times.append(terminal.until(f"{found:,} of {total:,} found"))
            terminal.settle(0.2)
    return times


def stalling(screens: Screens) -> Iterator[Limit]:
    """Measure the longest stall of the event loop while 30,000 entries are loaded or saved."""
    for doing in ("loading", "saving"):
        worst = []
        for _ in range(max(3, screens.bench.rounds // 2)):
            copy, renew = screens.bench.journals[30_000].copy_of(
                screens.bench.journals[30_000].reflect, "screen"
            )
            renew()
            script = str(HERE / "screens" / "stall.py")
            argv: Sequence[str] = (screens.bench.programs.python, script, doing, str(copy))
            with Terminal(argv, screens.env) as terminal:
                terminal.until(r"stalled \{.*\}")
                worst.append(float(json.loads(terminal.found(r"stalled (\{.*\})"))["longest"]))
        yield Limit(f"the longest stall while {doing} at 30,000", MOST_STALL, median(worst))


def limits_table(lines: Sequence[Limit]) -> str:
    """Return a table of measurements with absolute goals."""
    head = ["| what | goal | measured |  |", "| --- | ---: | ---: | ---: |"]
    body = [
        f"| {line.what} | ≤ {line.show(line.goal)} | {line.show(line.measured)} "
        f"| {'pass' if line.passed else '**miss**'} |"
        for line in lines
    ]
    return "\n".join(head + body)
