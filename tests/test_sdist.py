"""The source archive holds all that a checkout needs: to set up, to check, to be read."""

import re
import subprocess
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
INCLUDED: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
# Hatchling puts these in whatever the list says.
ALWAYS = ["pyproject.toml", ".gitignore"]
SPEAKING = [
    ROOT / "Makefile",
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / ".pre-commit-config.yaml",
    *sorted((ROOT / ".ci").iterdir()),
]
# Made in a checkout, and never kept.
MADE = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if line}


def is_included(path: str) -> bool:
    """Say whether the archive holds a file."""
    return PurePosixPath(path).parts[0] in [*INCLUDED, *ALWAYS]


def named_in(text: str) -> set[str]:
    """Find the files and folders of the checkout that a text names."""
    words = {word.strip("/") for word in re.findall(r"[\w./-]*\w", text)}
    return {
        word
        for word in words
        if word
        and not word.startswith("..")
        and PurePosixPath(word).parts[:1]
        and PurePosixPath(word).parts[0] not in MADE
        and (ROOT / word).exists()
    }


@pytest.mark.parametrize("path", SPEAKING, ids=lambda path: path.name)
def test_what_a_file_names_is_in_the_archive(path: Path) -> None:
    assert is_included(path.relative_to(ROOT).as_posix())
    assert [
        name for name in sorted(named_in(path.read_text("utf-8"))) if not is_included(name)
    ] == ([])


def test_what_the_makefile_needs_is_found_in_it() -> None:
    named = named_in((ROOT / "Makefile").read_text("utf-8"))
    assert {"pyproject.toml", "requirements-dev.lock", ".ci/venv", "docs/example.sh"} <= named


@pytest.mark.parametrize("name", INCLUDED)
def test_what_the_list_names_is_there(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no checkout")
def test_every_file_that_is_kept_is_in_the_archive() -> None:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kept = [name for name in done.stdout.split("\0") if name]
    assert kept
    assert [name for name in kept if not is_included(name)] == []
