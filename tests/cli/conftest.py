"""Fixtures for calling the command line."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from reflect.cli.app import app
from reflect.journal import Journal
from reflect.model.entry import Entry
from tests.factories import NOW
from tests.sealed import ENCRYPTED, open_encryption_in, open_without_asking, seal_folder


@dataclass(frozen=True)
class Result:
    """The exit code and output of a command."""

    code: int
    out: str
    err: str


Cli = Callable[..., Result]


@pytest.fixture
def folder(home: Path, backend: str) -> Path:
    """The default journal's folder, empty except for the keys if it is encrypted."""
    folder = home / "data" / "reflect"
    return seal_folder(folder) if backend == ENCRYPTED else folder


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, folder: Path, backend: str) -> Cli:
    """A function that runs a command in this process, without a terminal, at a fixed time."""
    monkeypatch.setenv("REFLECT_NOW", NOW.isoformat())
    # A process reports each bug only once.
    monkeypatch.setattr("reflect.cli.crash.hooks._Reported.places", set())
    if backend == ENCRYPTED:
        # Unlock the journal without asking for the passphrase.
        monkeypatch.setattr(
            "reflect.cli.passphrase.unlock",
            open_without_asking,
        )

    def call(*args: str, stdin: str | bytes | None = None, code: int | None = 0) -> Result:
        result = CliRunner().invoke(app, list(args), input=stdin, prog_name="reflect")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        if code is not None:
            assert result.exit_code == code, result.stderr
        assert "Traceback" not in result.stderr
        return Result(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture
def journal(folder: Path, cli: Cli) -> Journal:
    """The journal that the command line uses, for adding entries."""
    return Journal(folder, clock=lambda: NOW, encryption=open_encryption_in(folder))


@pytest.fixture
def keep(journal: Journal) -> Callable[..., Entry]:
    """A function that adds an entry to the journal; it takes the arguments of make_entry."""
    from tests.factories import make_entry

    def add(number: int = 1, **overrides: Any) -> Entry:
        return journal.entries.add(make_entry(number, **overrides))

    return add
