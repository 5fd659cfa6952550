"""Runs commands alternately and measures their time and memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median

ROUNDS = 3  # the minimum; fast commands are run more often
UNIT = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss, in bytes


@dataclass(frozen=True)
class Command:
    """A command to measure.

    Args:
        name: the name in the report.
        argv: the program path and its arguments.
        env: the complete environment.
        reset: restores the initial state before each run, untimed.
        expect: text that the output must contain, as proof that the command worked.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    reset: Callable[[], None] | None = None
    expect: str = ""


@dataclass
class Timing:
    """The time in seconds and the peak memory in bytes of each run of a command."""

    seconds: list[float] = field(default_factory=list)
    peaks: list[int] = field(default_factory=list)

    @property
    def time(self) -> float:
        """The median time in seconds."""
        return median(self.seconds)

    @property
    def peak(self) -> float:
        """The median peak memory in bytes.

        Raises:
            RuntimeError: it does not exceed the memory of this process, which Linux counts towards
                its children.
        """
        peak = median(self.peaks)
        if peak <= getrusage(RUSAGE_SELF).ru_maxrss * UNIT:
            raise RuntimeError("the memory can't be told from that of the benchmark itself")
        return peak


def interleave(commands: Sequence[Command], rounds: int = ROUNDS) -> dict[str, Timing]:
    """Run all commands in turn, round by round, reversing the order in every other round.

    A temporary disturbance then affects all commands, and none always follows the same command.

    Raises:
        RuntimeError: a command failed, or its output is not as expected.
    """
    for command in commands:
        _rehearse(command)
    timings = {command.name: Timing() for command in commands}
    for number in range(rounds):
        for command in commands[:: -1 if number % 2 else 1]:
            _reset(command)
            seconds, peak = _run(command)
            timings[command.name].seconds.append(seconds)
            timings[command.name].peaks.append(peak)
    return timings


def _rehearse(command: Command) -> None:
    """Run a command once to check its output and warm up the caches."""
    _reset(command)
    done = subprocess.run(
        command.argv, env=command.env, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    output = (done.stdout + done.stderr).decode(errors="replace")
    if done.returncode or command.expect.lower() not in output.lower():
        raise RuntimeError(f"{command.name}: exit {done.returncode}\n{output[-2000:]}")


def _reset(command: Command) -> None:
    if command.reset:
        command.reset()
        # Flush the files to disk before the clock starts.
        os.sync()


def _run(command: Command) -> tuple[float, int]:
    nowhere = (
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    )
    begun = time.perf_counter()
    child = os.posix_spawn(command.argv[0], command.argv, command.env, file_actions=nowhere)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - begun
    if status:
        raise RuntimeError(f"{command.name}: ended with status {status}")
    return seconds, usage.ru_maxrss * UNIT


def folder_size(folder: Path) -> int:
    """Return the total size of the files in a folder, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
