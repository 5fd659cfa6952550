"""Tests that the source archive contains everything needed for development."""

import re
import subprocess
import tomllib
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
INCLUDED: list[str] = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
# Hatchling always includes these files.
ALWAYS = ["pyproject.toml", ".gitignore"]
SPEAKING = [
    ROOT / "Makefile",
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / ".pre-commit-config.yaml",
    *sorted((ROOT / ".ci").iterdir()),
]
# Generated files that are not under version control.
MADE = {line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if line}


def is_included(path: str) -> bool:
    """Return whether the archive contains a file."""
    return PurePosixPath(path).parts[0] in [*INCLUDED, *ALWAYS]


def named_in(text: str) -> set[str]:
    """Find the files and folders of the checkout that are mentioned in a text."""
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
def test_files_mentioned_in_a_file_are_in_the_archive(path: Path) -> None:
    assert is_included(path.relative_to(ROOT).as_posix())
    assert [
        name for name in sorted(named_in(path.read_text("utf-8"))) if not is_included(name)
    ] == ([])


def test_files_needed_by_the_makefile_are_found() -> None:
    named = named_in((ROOT / "Makefile").read_text("utf-8"))
    assert {"pyproject.toml", "requirements-dev.lock", ".ci/venv", "docs/example.sh"} <= named


@pytest.mark.parametrize("name", INCLUDED)
def test_included_path_exists(name: str) -> None:
    assert (ROOT / name).exists()


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no checkout")
def test_every_tracked_file_is_in_the_archive() -> None:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    kept = [name for name in done.stdout.split("\0") if name]
    assert kept
    assert [name for name in kept if not is_included(name)] == []
