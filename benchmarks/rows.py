"""The comparisons and their goals, each measured in one interleaved run."""

from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.bench import TEN, Bench
from benchmarks.measure import Command, Timing, interleave

QUICK = 5  # multiplies the number of rounds for fast commands
FLAT = 1.1  # a smaller ratio counts as no growth
LINEAR = 1.2  # maximum slope, which allows for noise and cache effects


@dataclass(frozen=True)
class Row:
    """A measurement and its goal.

    Args:
        what: the comparison.
        goal: the maximum ratio, or the minimum if `at_least` is set.
        ratio: our figure divided by theirs.
        ours, theirs: the two figures as text, with units.
        at_least: whether the goal is a minimum.
    """

    what: str
    goal: float
    ratio: float
    ours: str
    theirs: str
    at_least: bool = False

    @property
    def passed(self) -> bool:
        """Whether the goal is met."""
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal


@dataclass(frozen=True)
class Growth:
    """The time of a command at three journal sizes, in seconds."""

    command: str
    seconds: tuple[float, float, float]

    @property
    def slope(self) -> float:
        """The cost of each entry beyond 10,000 relative to earlier ones; 1 is linear, 0 is flat."""
        small, middle, large = self.seconds
        if large <= small * FLAT:
            return 0
        return (large - middle) / 20 / max((middle - small) / 9, small * 0.01)

    @property
    def passed(self) -> bool:
        """Whether the growth is at most linear."""
        return self.slope <= LINEAR


def milliseconds(seconds: float) -> str:
    """Format a time in milliseconds."""
    return f"{seconds * 1000:,.0f} ms"


def megabytes(size: float) -> str:
    """Format a size in megabytes."""
    return f"{size / 1e6:,.0f} MB"


def compare(what: str, goal: float, ours: Timing, theirs: Timing) -> Row:
    """Compare the median times of two commands in the same run."""
    ratio = ours.time / theirs.time
    return Row(what, goal, ratio, milliseconds(ours.time), milliseconds(theirs.time))


def starting(bench: Bench) -> tuple[list[Row], dict[str, Timing]]:
    """Measure the lower bounds, and adding an entry to an empty and a large journal."""
    commands = [
        *bench.floor,
        *(bench.capture(size) for size in (0, 30_000)),
        *(bench.new(size) for size in (0, 30_000)),
    ]
    timings = interleave(commands, bench.rounds * QUICK)
    floor = [timings[command.name] for command in bench.floor]
    capture, capture_large = (timings[f"reflect capture @ {size}"] for size in (0, 30_000))
    new, new_large = (timings[f"reflect new @ {size}"] for size in (0, 30_000))
    rows = [
        compare("`capture` into an empty journal : minimal Typer", 1.4, capture, floor[1]),
        compare("`capture` at 30,000 : at 0", 1.1, capture_large, capture),
        compare("`new --from` at 30,000 : at 0", 1.1, new_large, new),
    ]
    shown = dict(zip(("bare Python", "minimal Typer"), floor, strict=True))
    return rows, shown | {"capture": capture, "new --from": new}


def adding(bench: Bench) -> Iterator[Row]:
    """Compare adding and changing an entry with adding one in jrnl."""
    for size, goal in ((10_000, 0.20), (30_000, 0.10)):
        new, retag, jrnl = bench.new(size), bench.retag(size), bench.jrnl_add(size)
        timings = interleave([new, retag, jrnl], bench.rounds)
        theirs = timings[jrnl.name]
        yield compare(f"`new --from` at {size:,} : jrnl's add", goal, timings[new.name], theirs)
        if size == 10_000:
            ours = timings[retag.name]
            yield compare("`edit --tag` at 10,000 : jrnl's add", 0.5, ours, theirs)


def closing_the_loop(bench: Bench) -> Iterator[Row]:
    """Measure what waits today, for the start of a shell, and noting an occasion."""
    floor = bench.floor[1]
    for size, goal in ((1_000, 1.8), (10_000, 3.0)):
        today = bench.reads(size, "today", "--counts", expect="reflect")
        timings = interleave([floor, today], bench.rounds * QUICK)
        what = f"`today --counts` at {size:,} : minimal Typer"
        yield compare(what, goal, timings[today.name], timings[floor.name])
    entry = bench.journals[10_000].facts.entry
    occasion, retag = bench.writes(10_000, "occasion", entry, "--used"), bench.retag(10_000)
    timings = interleave([occasion, retag], bench.rounds * QUICK)
    what = "`occasion` at 10,000 : `edit --tag`"
    yield compare(what, 1.1, timings[occasion.name], timings[retag.name])


def finding(bench: Bench) -> Iterator[Row]:
    """Compare listing and searching with jrnl, including memory at the largest size."""
    goals = {1_000: (0.60, 0.60), 10_000: (0.35, 0.45), 30_000: (0.25, 0.40)}
    for size, (list_goal, search_goal) in goals.items():
        facts = bench.journals[size].facts
        ours = bench.reads(size, "list", *TEN, expect=facts.newest)
        theirs = bench.jrnl(size, *TEN)
        pairs = [("`list -n 10`", "last ten", list_goal, ours, theirs)]
        for kind, word in (("a", facts.word), ("a common", facts.common)):
            ours = bench.reads(size, "search", word, *TEN, expect=word)
            theirs = bench.jrnl(size, "-contains", word, *TEN)
            pairs.append((f"`search` for {kind} word", "search", search_goal, ours, theirs))
        commands = [command for pair in pairs for command in pair[3:]]
        timings = interleave(commands, bench.rounds * (QUICK if size == 1_000 else 1))
        for what, peer, goal, ours, theirs in pairs:
            what = f"{what} at {size:,} : jrnl's {peer}"
            yield compare(what, goal, timings[ours.name], timings[theirs.name])
        if size == 30_000:
            first = pairs[0]
            yield memory(timings[first[3].name], timings[first[4].name])


def memory(ours: Timing, theirs: Timing) -> Row:
    """Compare the peak memory of two commands in the same run."""
    what = "peak memory of `list -n 10` at 30,000 : jrnl's"
    return Row(what, 1.0, ours.peak / theirs.peak, megabytes(ours.peak), megabytes(theirs.peak))


def known_items() -> Row:
    """Compare how reflect and SQLite's FTS5 rank entries searched by three of their words."""
    # Imported late, so that its memory does not count towards the commands measured earlier.
    from benchmarks.corpus import entries
    from benchmarks.known_item import ENTRIES, TOP, compare

    outcome = compare(list(entries(ENTRIES)))
    what = f"known items, MRR@{TOP} of {ENTRIES:,} : FTS5's"
    ratio = outcome.ours / outcome.theirs
    return Row(what, 1, ratio, f"{outcome.ours:.3f}", f"{outcome.theirs:.3f}", at_least=True)


def growing(bench: Bench) -> Iterator[Growth]:
    """Measure how the cost of each command grows with the journal."""
    sizes = (1_000, 10_000, 30_000)
    columns = {size: dict(growing_commands(bench, size)) for size in sizes}
    for label in columns[1_000]:
        commands = [columns[size][label] for size in sizes]
        timings = interleave(commands, bench.rounds)
        small, middle, large = (timings[command.name].time for command in commands)
        yield Growth(label, (small, middle, large))


def growing_commands(bench: Bench, size: int) -> Iterator[tuple[str, Command]]:
    """Yield all commands whose cost may depend on the size of the journal."""
    facts = bench.journals[size].facts
    yield "capture", bench.capture(size)
    yield "new --from", bench.new(size)
    yield "edit --tag", bench.retag(size)
    yield "delete", bench.writes(size, "delete", "--yes", facts.entry)
    yield "list", bench.reads(size, "list")
    yield "list --json", bench.reads(size, "list", "--json")
    yield "search", bench.reads(size, "search", facts.word)
    yield "search, a common word", bench.reads(size, "search", facts.common)
    yield "lessons", bench.reads(size, "lessons")
    yield "show", bench.reads(size, "show", facts.entry)
    yield "tags", bench.reads(size, "tags")
    yield "export", bench.reads(size, "export")
    yield "export --brief", bench.reads(size, "export", "--brief")
    yield "doctor", bench.writes(size, "doctor")
