"""The rules of docs/decisions that a reader could break without noticing."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "reflect").rglob("*.py"))
ALL = sorted(
    path for folder in ("reflect", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)
BELOW_CLI = [path for path in SOURCES if "cli" not in path.parts and path.name != "__main__.py"]

LONGEST_MODULE = 300
LONGEST_FUNCTION = 60
MOST_METHODS = 20
# Imported where they are needed, inside functions: each costs a person's patience at every start.
SLOW = {"click", "dateparser", "platformdirs", "rapidfuzz", "rich", "textual", "tinydb", "yaml"}
# What only its own room imports, and that room is entered late.
ROOMS = {"tinydb": "reflect/store", "textual": "reflect/tui", "rich": "reflect/tui"}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
SPEECH = {"print", "input", "breakpoint"}

# Runs reflect and tells, behind a mark, which modules it had loaded in the end.
PROBE = """
import sys
sys.argv[0] = "reflect"
from reflect.__main__ import main
try:
    main()
except SystemExit as end:
    code = end.code or 0
print("LOADED", code, *sorted(sys.modules), file=sys.stderr)
"""

# Opens Browse without a terminal, and tells what is loaded when it begins to read: what comes
# after the first paint.
FIRST_PAINT = """
import sys
from reflect.cli.run_tui import browse_on_screen
from reflect.cli.context import CliContext
from reflect.tui.screens.browse.screen import BrowseScreen

def begin(screen):
    print("PAINTED", bool(screen.entries.size), *sorted(sys.modules), file=sys.__stderr__)
    screen.app.exit()

BrowseScreen.begin = begin
context = CliContext()
browse_on_screen(context, context.journal(), "")
"""
# What says whether a passphrase is to be asked for first.
WHETHER_IT_IS_LOCKED = {
    "reflect.store",
    *(
        f"reflect.store.{name}"
        for name in ("files", "encryption.key_errors", "encryption.keys", "encryption.last_seen")
    ),
    *(f"reflect.store.{name}" for name in ("paths", "os_compat")),
}
# Nobody waits for these to see the screen.
AFTER_THE_PAINT = (
    *("reflect.formats", "reflect.guides", "reflect.practice", "reflect.search", "reflect.store"),
    *("reflect.model.entry", "reflect.model.failure", "reflect.model.guide"),
    *(
        "reflect.journal.snapshot_cache",
        "reflect.tui.widgets.entry_list_renderer",
        "reflect.tui.widgets.entry_content",
    ),
    *("pkgutil", "rapidfuzz", "tinydb", "yaml"),
)
# Opens Browse on a journal, waits until it lists an entry, and names the modules it took.
SCREEN = """
import asyncio, sys
from datetime import datetime, timezone
from pathlib import Path
from reflect.config import Config
from reflect.journal import Journal
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
folder = Path(sys.argv[1])
journal = Journal(folder, clock=lambda: datetime(2026, 11, 22, tzinfo=timezone.utc))
journal.capture("Promised a date")
config = Config(path=folder, journal=folder)
context = AppContext(journal, config, environ={}, recovery=folder, reduce_motion=True)
async def open_it():
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        while app.screen.listing is None or app.screen._is_reading:
            await pilot.pause()
asyncio.run(open_it())
print(*sorted(sys.modules))
"""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    """Name a file as a message should."""
    return path.relative_to(ROOT).as_posix()


def functions_in(tree: ast.AST) -> Iterator[Function]:
    """Find all functions and methods."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def parse(path: Path) -> ast.Module:
    """Parse a file of ours."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported_at_start(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    """Find what a module imports when it is imported itself: line and top-level package."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.partition(".")[0]
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from imported_at_start(node.orelse)
        elif not isinstance(node, Function):
            inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
            yield from imported_at_start(inner)


def loaded_by(*arguments: str) -> set[str]:
    """Run reflect in a pipe and name the top-level packages that it loaded."""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    mark, code, *modules = done.stderr.splitlines()[-1].split()
    assert (mark, code) == ("LOADED", "0"), done.stderr
    return {module.partition(".")[0] for module in modules}


def test_each_layer_imports_only_what_lies_below_it() -> None:
    run = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", run, "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_modules_functions_and_classes_stay_small(path: Path) -> None:
    tree = parse(path)
    length = len(path.read_text(encoding="utf-8").splitlines())
    too_long = [
        f"{node.name}: {1 + (node.end_lineno or 0) - node.lineno} lines"
        for node in functions_in(tree)
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    too_wide = [
        f"{node.name}: {methods} methods"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and (methods := sum(isinstance(item, Function) for item in node.body)) > MOST_METHODS
    ]
    assert length <= LONGEST_MODULE
    assert not too_long
    assert not too_wide


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = parse(path)
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, Function | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert ast.get_docstring(tree), "the module itself"
    assert not silent


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_slow_packages_are_imported_where_they_are_used(path: Path) -> None:
    slow = [
        f"line {line}: {package}"
        for line, package in imported_at_start(parse(path).body)
        if package in SLOW and not name_of(path).startswith(ROOMS.get(package, "nowhere"))
    ]
    assert not slow


@pytest.mark.parametrize("path", BELOW_CLI, ids=name_of)
def test_below_the_command_line_nothing_prints_or_asks_for_the_time(path: Path) -> None:
    called = [
        (node.lineno, ast.unparse(node.func))
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call)
    ]
    # `datetime.datetime.now` is `datetime.now`, too.
    forbidden = [
        f"line {line}: {name}"
        for line, name in called
        if name in SPEECH or ".".join(name.split(".")[-2:]) in CLOCKS
    ]
    assert not forbidden


@pytest.mark.parametrize(
    ("arguments", "needless"),
    [
        (["--version"], SLOW),
        (["capture", "Promised a date"], SLOW),
        (["list"], SLOW - {"tinydb"}),
    ],
    ids=["version", "capture", "list"],
)
def test_a_command_loads_nothing_it_can_do_without(
    arguments: list[str], needless: set[str]
) -> None:
    assert not loaded_by(*arguments) & needless


def test_listing_entries_loads_no_more_than_listing_none() -> None:
    loaded_by("capture", "Promised a date")
    assert not loaded_by("list") & (SLOW - {"tinydb"})


def test_nothing_is_loaded_before_the_first_paint_that_it_does_not_show() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT],
        cwd=ROOT,
        env=os.environ | {"TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    mark, is_laid_out, *modules = done.stderr.split()
    assert (mark, is_laid_out, done.returncode) == ("PAINTED", "True", 0), done.stderr
    assert "reflect.tui.screens.browse.screen" in modules
    needless = [one for one in modules if f"{one}.".startswith(_dotted(AFTER_THE_PAINT))]
    assert set(needless) == WHETHER_IT_IS_LOCKED


def _dotted(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{name}." for name in names)


def test_browse_on_a_plain_journal_takes_nothing_of_encryption(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCREEN, str(tmp_path / "journal")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.split()
    assert "reflect.tui.screens.browse.screen" in loaded
    sealing = ("pyrage", "getpass", "reflect.store.encryption.unlock_process")
    asking = ("reflect.tui.screens.dialogs.passphrase", "reflect.tui.screens.damaged.screen")
    assert not [name for name in (*sealing, *asking) if name in loaded]
