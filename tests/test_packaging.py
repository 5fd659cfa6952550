"""Tests for the consistency of the packaging and setup files."""

import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import reflect
from reflect.formats.markdown.parser import parse_entry
from reflect.guides.loader import load_guide
from tests.factories import NOW, TODAY, make_entry

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SET_UP = [ROOT / "Makefile", *sorted(path for path in (ROOT / ".ci").iterdir())]


def locked() -> dict[str, str]:
    """Return the names and versions in the lock file."""
    lines = (ROOT / "requirements-dev.lock").read_text("utf-8").splitlines()
    pins = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pins}


def requirements() -> list[Requirement]:
    """Return the runtime and development requirements."""
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("needed", requirements(), ids=lambda needed: needed.name)
def test_lock_pins_a_compatible_version(needed: Requirement) -> None:
    assert locked()[canonicalize_name(needed.name)] in needed.specifier


def test_lock_does_not_pin_reflect_itself() -> None:
    assert PROJECT["name"] not in locked()


@pytest.mark.parametrize("script", PROJECT["scripts"].values())
def test_script_entry_point_exists(script: str) -> None:
    module, _, function = script.partition(":")
    assert callable(getattr(import_module(module), function))


def test_version_has_three_numbers() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", reflect.__version__)


def test_setup_accepts_the_same_python_versions_as_the_package() -> None:
    floor = PROJECT["requires-python"].removeprefix(">=")
    script = (ROOT / ".ci" / "venv").read_text("utf-8")
    assert f"sys.version_info < ({floor.replace('.', ', ')})" in script
    classified = {line.rpartition(" ")[2] for line in PROJECT["classifiers"] if "3." in line}
    tried = set(re.findall(r"python(3\.\d+)", script))
    assert floor in tried
    assert classified <= tried


@pytest.mark.parametrize("path", SET_UP, ids=lambda path: path.name)
def test_setup_files_name_no_host(path: Path) -> None:
    assert not re.search(r"https?://|--index-url|--trusted-host", path.read_text("utf-8"))


def test_make_help_describes_each_target() -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    named = re.findall(r"^  make (\w+) +\S", done.stdout, re.MULTILINE)
    assert {"run", "test", "bench", "docs", "lock", "clean"} <= set(named)


def test_worked_example_answers_all_prompts_of_its_guide() -> None:
    guide = load_guide("drucker", None)
    form = (ROOT / "docs" / "example.md").read_text("utf-8")
    entry = parse_entry(
        form, make_entry(answers=(), commitments=()), guide=guide, today=TODAY, now=NOW
    )
    prose = {prompt.id for prompt in guide.prompts} - {"kind", "commitment", "title"}
    assert {answer.prompt for answer in entry.answers} == prose
    assert entry.lesson
    assert entry.kind
    assert len(entry.commitments) == 1
    assert (TODAY - entry.occurred_on).days == 1
