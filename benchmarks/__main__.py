"""Measures reflect against its goals: `make bench`, or `python -m benchmarks --trial`."""

import argparse
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from benchmarks import encrypted, report, rows, screen_rows
from benchmarks.bench import Bench
from benchmarks.measure import ROUNDS
from benchmarks.peers import install

BUSY = 0.5  # one-minute load average above which the machine is too busy


def main() -> int:
    """Run the benchmarks and write the results to the page; return 1 if a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each slow command")
    parser.add_argument("--trial", action="store_true", help="a tenth of everything, not written")
    parser.add_argument("--screen", action="store_true", help="the full screen alone")
    options = parser.parse_args()
    busy = os.getloadavg()[0]
    if busy > BUSY:
        _say(f"the machine is busy (load {busy:.1f}): the figures may mislead")
    programs = install()
    with tempfile.TemporaryDirectory(prefix="reflect-bench-") as folder:
        scale = 0.1 if options.trial else 1
        rounds = 3 if options.trial else max(options.rounds, ROUNDS)
        bench = Bench(programs, Path(folder), rounds, scale)
        now = datetime.now().astimezone()
        machine = report.machine(programs.versions, rounds, now)
        if options.screen:
            return _screen(bench, machine, is_trial=options.trial)
        _say("the floor, and adding at both ends of a lifetime")
        lines, floor = rows.starting(bench)
        _say("adding, against jrnl")
        lines += rows.adding(bench)
        _say("saving an encrypted journal, against a plain one")
        lines += encrypted.saving(bench)
        _say("what waits today, and occasions")
        lines += rows.closing_the_loop(bench)
        _say("finding, against jrnl")
        lines += rows.finding(bench)
        _say("growth")
        growth = list(rows.growing(bench))
        _say("known items, against SQLite's full-text search")
        lines.append(rows.known_items())
        code = _screen(bench, machine, is_trial=options.trial)
    parts = (
        machine,
        report.goals(lines),
        "### The floor",
        report.floor(floor),
        "### Growth",
        report.growth(growth),
    )
    measured = "\n\n".join(parts)
    print(measured)
    if options.trial:
        _say("a trial, at a tenth of the sizes: the goals are not meant for these")
        return 0
    report.write(measured)
    met = [*(row.passed for row in lines), *(line.passed for line in growth)]
    _say(f"{sum(met)} of {len(met)} goals met")
    return code if all(met) else 1


def _screen(bench: Bench, machine: str, *, is_trial: bool) -> int:
    """Measure the full screen; return 1 if a goal is missed."""
    _say("the full screen, against an empty one and Textual's own lists")
    screens = screen_rows.Screens(bench)
    lines = [*screen_rows.starting(screens), *screen_rows.leaving(screens)]
    limits = [*screen_rows.moving(screens), *screen_rows.stalling(screens)]
    measured = "\n\n".join((machine, report.goals(lines), screen_rows.limits_table(limits)))
    print(measured)
    if is_trial:
        return 0
    report.write(measured, first=report.SCREEN_BEGIN, last=report.SCREEN_END)
    met = [*(line.passed for line in lines), *(line.passed for line in limits)]
    _say(f"{sum(met)} of {len(met)} goals of the screen met")
    return 0 if all(met) else 1


def _say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
