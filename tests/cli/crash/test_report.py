"""Tests for the two-line bug message and the report, which must reveal no user text."""

import re
import stat
from pathlib import Path

import pytest

from reflect.journal import Journal
from reflect.model.entry import Entry
from tests.cli.conftest import Cli
from tests.cli.helpers_crash import (
    CANARY,
    crash,
    crash_on_screen,
    files_outside,
    holding,
    is_in,
    reports,
)
from tests.factories import make_entry
from tests.store.helpers_disks import fill, small_disk

# These processes get no passphrase; tests/cli/encrypt covers encrypted journals.

FIRST = re.compile(r"reflect: a bug in reflect: \w+ at [\w.]+:\d+")
SECOND = re.compile(r"  Nothing more was written\. To report it, send (\S+): it holds no text .*")
MASK = 0o777

DEEP = """
from reflect.store.entry_row import EntryRow
def entry(self):
    words = CANARY
    {wrong}
EntryRow.entry = entry
"""

IN_A_COMMAND = {
    "value": "raise ValueError(words)",
    "key": "{}[words]",
    "cause": "try: int(words)\n    except ValueError as error: raise TypeError(words) from error",
    "context": "try: int(words)\n    except ValueError: raise KeyError(words)",
    "group": "raise ExceptionGroup(words, [ValueError(words), TypeError(words)])",
    "note": "error = ValueError(words); error.add_note(words); raise error",
    "recursion": "def again(text): return again(text)\n    again(words)",
    "memory": "raise MemoryError(words)",
    "system, without number": "raise OSError(words)",
    "system, of a file": "raise OSError(2, words, words)",
    "no exception": "raise type('Odd', (BaseException,), {})(words)",
    "assertion": "assert not words, words",
    "a text that fails": (
        "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0, '__repr__': None})(words)"
    ),
}

ELSEWHERE = {
    "before the command line": (
        1,
        "import reflect.cli.app\ndef run(): raise ValueError(CANARY)\nreflect.cli.app.run = run",
    ),
    "a package that is missing": (1, "import sys\nsys.modules['typer'] = None"),
    "a package that fails": (
        1,
        "import sys\nclass Finder:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'reflect.search': raise ImportError(CANARY)\n"
        "sys.meta_path.insert(0, Finder())",
    ),
    "a thread": (
        0,
        "import threading\nfrom reflect.store.store import Store\nread = Store.read\n"
        "def failing(*a):\n"
        "    def work(): raise ValueError(CANARY)\n"
        "    one = threading.Thread(target=work, name=CANARY)\n    one.start()\n    one.join()\n"
        "    return read(*a)\n"
        "Store.read = failing",
    ),
    "a finalizer": (
        0,
        "class Odd:\n    text = CANARY\n    def __repr__(self): return CANARY\n"
        "    def __del__(self): raise ValueError(CANARY)\n"
        "from reflect.store.store import Store\nread = Store.read\n"
        "def failing(*a):\n    Odd()\n    return read(*a)\n"
        "Store.read = failing",
    ),
    "the end": (
        0,
        "import atexit\ndef last(): raise ValueError(CANARY)\natexit.register(last)",
    ),
}


@pytest.fixture
def entry(journal: Journal) -> Entry:
    """An entry that contains the canary."""
    return journal.entries.add(make_entry(1, title=CANARY, tags=(CANARY.lower(),)))


def assert_two_lines(err: str, home: Path, folder: Path) -> str:
    """Check that the output is only the two-line bug message, and return the report."""
    first, second = err.splitlines()
    assert FIRST.fullmatch(first), err
    (path,) = reports(home)
    assert (found := SECOND.fullmatch(second)), err
    assert found[1] == str(path)
    text = path.read_text()
    assert not is_in(err + text)
    assert not holding(files_outside(home, folder))
    assert not re.search(rf"ada-lovelace|{home}|/root|/home|/work|\.py", text)
    return text


@pytest.mark.parametrize("wrong", IN_A_COMMAND.values(), ids=IN_A_COMMAND)
def test_bug_in_a_command_reveals_no_text(
    wrong: str, entry: Entry, home: Path, folder: Path
) -> None:
    done = crash(DEEP.format(wrong=wrong), "list", CANARY)
    assert done.returncode == 1
    text = assert_two_lines(done.stderr, home, folder)
    assert not is_in(done.stdout)
    assert "reflect.cli.commands.listing:" in text
    assert "__main__:entry:" in text


@pytest.mark.parametrize(("code", "planted"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_bug_elsewhere_reveals_no_text(
    code: int, planted: str, entry: Entry, home: Path, folder: Path
) -> None:
    done = crash(planted, "lessons", CANARY)
    assert done.returncode == code
    assert_two_lines(done.stderr, home, folder)


def test_output_error_shows_the_system_message(entry: Entry, home: Path) -> None:
    done = crash(DEEP.format(wrong="raise OSError(5, words)"), "list")
    assert done.returncode == 7
    assert done.stderr == "reflect: can't write the output: Input/output error\n"


def test_library_warning_is_not_printed(entry: Entry) -> None:
    wrong = "warnings.warn(words, RuntimeWarning); raise SystemExit(0)"
    done = crash("import warnings\n" + DEEP.format(wrong=wrong), "list")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "planted",
    [
        DEEP.format(wrong="raise KeyboardInterrupt(words)"),
        "import sys\nclass Finder:\n    def find_spec(self, name, *_):\n"
        "        if name == 'typer': raise KeyboardInterrupt(CANARY)\n"
        "sys.meta_path.insert(0, Finder())",
    ],
    ids=["in a command", "at the start"],
)
def test_interrupt_exits_130_without_a_bug_report(planted: str, entry: Entry, home: Path) -> None:
    done = crash(planted, "list")
    assert (done.returncode, done.stderr.strip()) == (130, "")
    assert not reports(home)


ON_SCREEN = {
    "a screen": "from reflect.tui.screens.browse.screen import BrowseScreen\n"
    "def fails(self):\n    text = CANARY\n    raise ValueError(text)\n"
    "BrowseScreen.on_mount = fails",
    "a thread's worker": "from reflect.tui.app import ReflectApp\n"
    "def work(): raise ValueError(CANARY)\n"
    "ReflectApp.on_mount = lambda self: self.run_worker(work, thread=True) and None",
    "the thread that reads keys": "from reflect.tui.driver import ResilientDriver\n"
    "def fails(self): raise ValueError(CANARY)\n"
    "ResilientDriver.run_input_thread = fails",
    "the driver": "from textual.drivers.linux_driver import LinuxDriver\n"
    "def fails(self): raise ValueError(CANARY)\n"
    "LinuxDriver.start_application_mode = fails",
}
QUIETLY = {
    "a task": "import asyncio\nfrom reflect.tui.app import ReflectApp\n"
    "async def fails(): raise ValueError(CANARY)\n"
    "async def begin(self):\n"
    "    self.kept = asyncio.create_task(fails(), name=CANARY)\n"
    "    await asyncio.wait([self.kept])\n"
    "    self.kept = None\n"
    "    self.exit()\n"
    "ReflectApp.on_mount = begin",
    "a callback": "import asyncio\nfrom reflect.tui.app import ReflectApp\n"
    "def fails(): raise ValueError(CANARY)\n"
    "def begin(self):\n"
    "    asyncio.get_running_loop().call_soon(fails)\n"
    "    self.set_timer(0.1, self.exit)\n"
    "ReflectApp.on_mount = begin",
    "a thread": "import threading\nfrom reflect.tui.app import ReflectApp\n"
    "def fails(): raise ValueError(CANARY)\n"
    "def begin(self):\n"
    "    one = threading.Thread(target=fails)\n    one.start()\n    one.join()\n"
    "    self.set_timer(0.1, self.exit)\n"
    "ReflectApp.on_mount = begin",
    "a log": "import logging\nfrom reflect.tui.app import ReflectApp\n"
    "def begin(self):\n"
    "    logging.error(CANARY)\n"
    "    try: raise ValueError(CANARY)\n"
    "    except ValueError: logging.exception(CANARY)\n"
    "    self.set_timer(0.1, self.exit)\n"
    "ReflectApp.on_mount = begin",
}


def assert_named_at_last(out: str, home: Path, folder: Path) -> None:
    """Check that a bug is reported only after the screen closes, without user text."""
    first, second = out.replace("\r", "").splitlines()[-2:]
    begin = first.index("reflect: ")
    assert_two_lines(f"{first[begin:]}\n{second}", home, folder)
    assert "Traceback" not in out
    assert "a bug" not in out[: -len(first) - len(second) - 4]


@pytest.mark.parametrize("planted", ON_SCREEN.values(), ids=ON_SCREEN)
def test_bug_on_the_screen_reveals_no_text(planted: str, home: Path, folder: Path) -> None:
    out, code = crash_on_screen(planted)
    assert code == 1
    assert re.search("bug in reflect: (ValueError|PanicError) at", out)
    assert_named_at_last(out, home, folder)
    assert not is_in(out)


@pytest.mark.parametrize("planted", QUIETLY.values(), ids=QUIETLY)
def test_background_bug_is_reported_after_the_screen_closes(
    planted: str, home: Path, folder: Path
) -> None:
    out, code = crash_on_screen(planted)
    assert code == 0
    assert_named_at_last(out, home, folder)
    assert not is_in(out)


def test_report_contains_the_context(entry: Entry, home: Path, folder: Path) -> None:
    arguments = ["-j", str(folder), "search", CANARY, "--tag", CANARY, "-n5", "--", "--json"]
    done = crash(DEEP.format(wrong="raise ValueError(words)"), *arguments)
    text = assert_two_lines(done.stderr, home, folder)
    assert "command:  search --journal -n --tag\n" in text
    for name in ("reflect", "python", "platform", "textual", "typer", "rich", "tinydb"):
        assert re.search(rf"^{name}: +\S", text, re.M)
    assert re.search(r"^terminal: +\d+×\d+, TERM xterm-256color$", text, re.M)
    assert re.search(r"^journal.inbox: ?\d+ bytes, 2 lines$", text, re.M)


def test_cause_is_reported_by_type(entry: Entry, home: Path) -> None:
    crash(DEEP.format(wrong=IN_A_COMMAND["cause"]), "list")
    (path,) = reports(home)
    assert re.search(
        r"^TypeError\n  .*^caused by: ValueError\n  __main__:entry:", path.read_text(), re.M | re.S
    )


def test_long_traceback_is_shortened_in_the_middle(entry: Entry, home: Path) -> None:
    crash(DEEP.format(wrong=IN_A_COMMAND["recursion"]), "list")
    text = reports(home)[0].read_text()
    assert re.search(r"… \d+ more", text)
    assert len(text.splitlines()) < 100


def test_reports_are_private_and_only_ten_are_kept(entry: Entry, home: Path) -> None:
    planted = DEEP.format(wrong="raise ValueError(words)")
    crash(planted, "list")
    (oldest,) = reports(home)
    assert oldest.stat().st_mode & MASK == 0o600
    assert oldest.parent.stat().st_mode & MASK == 0o700
    assert stat.S_IMODE(oldest.parent.parent.stat().st_mode) == 0o700
    for number in range(10):
        (oldest.parent / f"20990101T00000{number}Z.txt").touch()
    (oldest.parent / "mine.md").touch()
    crash(planted, "list")
    assert not oldest.exists()
    assert len(list(oldest.parent.glob("*.txt"))) == 10
    assert (oldest.parent / "mine.md").exists()


def test_bug_is_still_reported_if_no_report_can_be_written(entry: Entry, home: Path) -> None:
    (home / "state").touch()
    done = crash(DEEP.format(wrong="raise ValueError(words)"), "list")
    assert done.returncode == 1
    first, second = done.stderr.splitlines()
    assert FIRST.fullmatch(first)
    assert "REFLECT_DEBUG=1" in second
    assert not is_in(done.stderr)


def test_no_half_report_is_left_on_a_full_disk(entry: Entry, home: Path) -> None:
    bugs = home / "state" / "reflect" / "bugs"
    bugs.mkdir(parents=True)
    with small_disk(bugs, "size=4k"):
        fill(bugs)
        crash(DEEP.format(wrong="raise ValueError(words)"), "list")
        assert [path.name for path in bugs.iterdir()] == ["filler"]


def test_debug_variable_shows_the_traceback(entry: Entry, home: Path) -> None:
    done = crash(DEEP.format(wrong="raise ValueError(words)"), "list", REFLECT_DEBUG="1")
    assert f"ValueError: {CANARY}" in done.stderr
    assert "Traceback" in done.stderr
    assert not reports(home)
    done = crash(ELSEWHERE["a thread"][1], "list", REFLECT_DEBUG="1")
    assert f"ValueError: {CANARY}" in done.stderr


def test_repeated_bug_is_reported_once(cli: Cli, entry: Entry, home: Path) -> None:
    planted = ELSEWHERE["a finalizer"][1].replace("    Odd()\n", "    [Odd() for _ in '123']\n")
    done = crash(planted, "list")
    assert len(done.stderr.splitlines()) == 2
    assert len(reports(home)) == 1
