"""Tests for architectural rules that are easy to break by accident.

Each test checks all source files and reports every violation.
"""

import ast
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "reflect").rglob("*.py"))
ALL = sorted(
    path for folder in ("reflect", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")
)

LONGEST_MODULE = 500
LONGEST_FUNCTION = 60
# Packages that slow down startup and must be imported inside functions.
SLOW = {
    *("click", "platformdirs", "prompt_toolkit", "pyrage", "rapidfuzz", "rich", "textual"),
    *("tinydb", "tomlkit", "yaml"),
}
# Modules that are themselves imported late may import these packages at the top level.
ROOMS = {
    "tinydb": "reflect/store/",
    "textual": "reflect/tui/",
    "rich": "reflect/tui/",
    "prompt_toolkit": "reflect/cli/plain/prompt_",
}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
CONSOLE = {"print", "input", "breakpoint"}
# A quoted type annotation.
UNIDIOMATIC = re.compile(r"(Say|Tell|Be|Hand) ")
QUOTED_TYPE = re.compile(r"[\w.\[\], |]+")

# Runs reflect and then prints the exit code and the loaded modules.
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

Function = ast.FunctionDef | ast.AsyncFunctionDef
Import = tuple[str, str | None]


def name_of(path: Path) -> str:
    """Return the path of a source file, relative to the project root."""
    return path.relative_to(ROOT).as_posix()


@cache
def parse(path: Path) -> ast.Module:
    """Parse a source file."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def module_of(path: Path) -> str:
    """Return the dotted module name of a source file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def functions_in(tree: ast.AST) -> Iterator[Function]:
    """Find all functions and methods."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length_of(node: Function) -> int:
    """Count the lines of a function."""
    return 1 + (node.end_lineno or 0) - node.lineno


def is_type_checking(node: ast.AST) -> bool:
    """Return whether a node is an `if TYPE_CHECKING:` statement."""
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports_in(node: ast.AST, *, typing_too: bool = False) -> Iterator[Import]:
    """Find all imports in a tree, including those inside functions.

    Args:
        typing_too: whether to include imports under TYPE_CHECKING.
    """
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and is_type_checking(child) and not typing_too:
            for other in child.orelse:
                yield from imports_in(other)
            continue
        if isinstance(child, ast.Import):
            yield from ((alias.name, None) for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield from ((child.module, alias.name) for alias in child.names)
        yield from imports_in(child, typing_too=typing_too)


def imported_at_start(body: list[ast.stmt]) -> Iterator[tuple[int, str]]:
    """Find the packages that a module imports at import time, with their line numbers."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.partition(".")[0]
        elif isinstance(node, ast.If) and is_type_checking(node):
            yield from imported_at_start(node.orelse)
        elif not isinstance(node, Function):
            inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
            yield from imported_at_start(inner)


def dependencies() -> dict[str, set[str]]:
    """Map each reflect module to the reflect modules it imports, even inside functions."""
    known = {module_of(path) for path in SOURCES}
    found: dict[str, set[str]] = {}
    for path in SOURCES:
        targets = set()
        for module, name in imports_in(parse(path)):
            target = f"{module}.{name}" if f"{module}.{name}" in known else module
            if target in known and target != module_of(path):
                targets.add(target)
        found[module_of(path)] = targets
    return found


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the strongly connected components of a graph that have more than one node.

    Source: Tarjan, "Depth-first search and linear graph algorithms", 1972.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in graph.get(node, ()):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            part = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(part) > 1:
                found.append(sorted(part))

    for node in graph:
        if node not in index:
            visit(node)
    return found


def top_level_classes() -> Iterator[tuple[str, Path, ast.ClassDef]]:
    """Yield the top-level classes in all modules, with their names and paths."""
    for path in SOURCES:
        for node in parse(path).body:
            if isinstance(node, ast.ClassDef):
                yield node.name, path, node


def base_names(node: ast.ClassDef) -> list[str]:
    """Return the names of a class's bases without type arguments."""
    bare = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return [ast.unparse(base).rpartition(".")[2] for base in bare]


def loaded_by(*arguments: str) -> set[str]:
    """Run reflect without a terminal and return the top-level packages that it loads."""
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


def test_layers_import_only_lower_layers() -> None:
    run = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", run, "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_has_a_layer() -> None:
    contracts = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    layers = contracts.partition("layers = [")[2].partition("]")[0]
    rooms = {path.stem for path in (ROOT / "reflect").glob("*.py")} - {"__init__", "__main__"}
    rooms |= {path.parent.name for path in (ROOT / "reflect").glob("*/__init__.py")}
    assert sorted(rooms) == sorted(re.findall(r"[a-z_]+", layers))


def test_modules_in_a_package_have_no_import_cycles() -> None:
    rooms: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for module, targets in dependencies().items():
        room = ".".join(module.split(".")[:2])
        rooms[room][module] = {one for one in targets if f"{one}.".startswith(f"{room}.")}
    found = [circle for graph in rooms.values() for circle in circles(graph)]
    assert not found, "\n".join(" ↔ ".join(circle) for circle in found)


def test_front_ends_do_not_import_the_store() -> None:
    broken = [
        f"{name_of(path)}: {module}"
        for path in SOURCES
        if path.relative_to(ROOT).parts[1] in ("cli", "tui")
        for module, name in imports_in(parse(path), typing_too=True)
        if f"{module}.{name}.".startswith("reflect.store.")
    ]
    assert not broken, "\n".join(broken)


def test_class_names_are_unique() -> None:
    places = defaultdict(list)
    for name, path, _ in top_level_classes():
        places[name].append(name_of(path))
    broken = [f"{name}: {', '.join(found)}" for name, found in places.items() if len(found) > 1]
    assert not broken, "\n".join(broken)


def test_no_class_serves_only_as_the_base_of_another() -> None:
    subclasses: dict[str, list[str]] = defaultdict(list)
    mentions: Counter[str] = Counter()
    for path in SOURCES:
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.ClassDef):
                for base in base_names(node):
                    subclasses[base].append(node.name)
                    mentions[base] -= 1
            elif isinstance(node, ast.Name):
                mentions[node.id] += 1
            elif isinstance(node, ast.Attribute):
                mentions[node.attr] += 1
            elif (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and QUOTED_TYPE.fullmatch(node.value)
            ):
                mentions.update(re.findall(r"\w+", node.value))
    broken = [
        f"{name_of(path)}: {name} is only the base of {subclasses[name][0]}"
        for name, path, node in top_level_classes()
        if len(subclasses[name]) == 1
        and mentions[name] <= 0
        and not {"Protocol", "ABC"} & set(base_names(node))
    ]
    assert not broken, "\n".join(broken)


def test_modules_and_functions_stay_below_the_length_limits() -> None:
    broken = []
    for path in ALL:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_MODULE:
            broken.append(f"{name_of(path)}: {lines} lines")
        broken += [
            f"{name_of(path)}:{node.lineno} {node.name}: {length_of(node)} lines"
            for node in functions_in(parse(path))
            if length_of(node) > LONGEST_FUNCTION
        ]
    assert not broken, "\n".join(broken)


def test_public_objects_have_docstrings() -> None:
    broken = []
    for path in SOURCES:
        tree = parse(path)
        if not ast.get_docstring(tree):
            broken.append(f"{name_of(path)}: the module")
        broken += [
            f"{name_of(path)}:{node.lineno} {node.name}"
            for node in tree.body
            if isinstance(node, Function | ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert not broken, "\n".join(broken)


def test_docstrings_use_the_usual_verbs() -> None:
    broken = []
    for path in ALL:
        for node in ast.walk(parse(path)):
            if isinstance(node, Function | ast.ClassDef | ast.Module):
                text = ast.get_docstring(node) or ""
                if UNIDIOMATIC.match(text):
                    line = getattr(node, "lineno", 1)
                    broken.append(f"{name_of(path)}:{line} {text.splitlines()[0]}")
    assert not broken, "\n".join(broken)


def test_slow_packages_are_imported_inside_functions() -> None:
    broken = [
        f"{name_of(path)}:{line} {package}"
        for path in SOURCES
        for line, package in imported_at_start(parse(path).body)
        if package in SLOW and not name_of(path).startswith(ROOMS.get(package, "nowhere"))
    ]
    assert not broken, "\n".join(broken)


def test_only_the_command_line_prints_or_reads_the_clock() -> None:
    broken = []
    for path in SOURCES:
        if "cli" in path.parts or path.name == "__main__.py":
            continue
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                # This covers `datetime.datetime.now` as well as `datetime.now`.
                if name in CONSOLE or ".".join(name.split(".")[-2:]) in CLOCKS:
                    broken.append(f"{name_of(path)}:{node.lineno} {name}")
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    ("arguments", "allowed"),
    [(["--version"], set()), (["capture", "Promised a date"], set()), (["list"], {"tinydb"})],
    ids=["version", "capture", "list"],
)
def test_command_loads_no_unneeded_slow_package(arguments: list[str], allowed: set[str]) -> None:
    assert not loaded_by(*arguments) & (SLOW - allowed)


def test_list_loads_no_more_packages_if_there_are_entries() -> None:
    loaded_by("capture", "Promised a date")
    assert not loaded_by("list") & (SLOW - {"tinydb"})


# Opens the browse screen, waits until it shows an entry, and prints the loaded modules.
SCREEN = """
import asyncio, sys
from datetime import datetime, timezone
from pathlib import Path
from reflect.config.settings import Config
from reflect.journal import Journal
from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
folder = Path(sys.argv[1])
journal = Journal(folder, clock=lambda: datetime(2026, 11, 22, tzinfo=timezone.utc))
journal.entries.capture("Promised a date")
config = Config(path=folder, journal=folder)
context = AppContext(journal, config, environ={}, recovery=folder, reduce_motion=True)
async def open_it():
    app = ReflectApp(context)
    async with app.run_test() as pilot:
        while app.screen.results is None or not app.screen.feed.snapshot.is_ready:
            await pilot.pause()
asyncio.run(open_it())
print(*sorted(sys.modules))
"""


def test_browse_loads_no_encryption_modules_for_a_plain_journal(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCREEN, str(tmp_path / "journal")],
        cwd=ROOT,
        env=os.environ | {"TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stdout.split()
    assert "reflect.tui.screens.browse.screen" in loaded
    needless = ("pyrage", "getpass", "reflect.store.encryption.unlock_process")
    screens = ("reflect.tui.screens.dialogs.passphrase", "reflect.tui.screens.damaged.screen")
    assert not [name for name in (*needless, *screens) if name in loaded]
