"""Tests for the editor checks."""

from pathlib import Path

import pytest

from reflect.doctor.editor import check_editor
from reflect.doctor.finding import remedy_of
from reflect.doctor.location import Mounts
from tests.doctor.conftest import Look

MEMORY: Mounts = [("/", "tmpfs")]
DISK: Mounts = [("/", "ext4")]


@pytest.mark.parametrize(
    ("name", "where"), [("VISUAL", "$VISUAL"), ("EDITOR", "$EDITOR"), ("config", "config")]
)
def test_editor_is_reported_with_its_source(
    look: Look, config: Path, monkeypatch: pytest.MonkeyPatch, name: str, where: str
) -> None:
    if name == "config":
        config.write_text('editor = "env --wait"\n')
        monkeypatch.setenv("VISUAL", "cat")
    else:
        monkeypatch.setenv(name, "env --wait")
        monkeypatch.setenv("EDITOR", "env")
    (finding,) = check_editor(look(), MEMORY)
    assert finding.level == "ok"
    assert finding.what == f"the editor: {finding.path} ({where})"
    assert Path(finding.path).name == "env"


def test_default_editor_is_reported_as_default(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nano = tmp_path / "nano"
    nano.write_text("#!/bin/sh\n")
    nano.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    (finding,) = check_editor(look(), MEMORY)
    assert finding.what == f"the editor: {nano} (default)"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("nothing-like-it", "was not found: nothing-like-it"),
        ("env 'x", "quotation mark"),
        ("", "there is no editor"),
    ],
)
def test_missing_editor_is_a_warning(
    look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str, said: str
) -> None:
    monkeypatch.setenv("EDITOR", command)
    if not command:
        monkeypatch.setenv("PATH", str(tmp_path))
    (warning,) = check_editor(look(), MEMORY)
    assert warning.level == "warning"
    assert said in warning.what
    assert "reflect config set editor" in remedy_of(warning)


def test_temporary_file_on_disk_is_a_warning(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "env")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    _, warning = check_editor(look(), DISK)
    assert (warning.level, warning.path) == ("warning", str(tmp_path))
    assert "on a disk" in warning.what
    assert "XDG_RUNTIME_DIR" in remedy_of(warning)
    assert len(list(check_editor(look(), MEMORY))) == 1
