"""The export command: what it includes, what it omits, and how it writes files."""

import errno
import os
import stat
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from reflect.model.entry import Entry
from tests.cli.conftest import Cli
from tests.factories import NOW, make_commitment
from tests.store.helpers_disks import small_disk

Keep = Callable[..., Entry]


def test_summary_lists_lessons_before_entries(cli: Cli, keep: Keep) -> None:
    keep(1)
    keep(2, title="Cut Maya off", occurred_on=date(2026, 10, 5))
    out = cli("export").out
    assert out.index("Ask who is on call") < out.index("We launched on Friday.")
    assert "November 2026" in out
    assert "October 2026" in out


def test_brief_omits_answers(cli: Cli, keep: Keep) -> None:
    keep(1)
    out = cli("export", "--brief").out
    assert "Ask who is on call" in out
    assert "I will ask who is on call before I answer" in out
    assert "We launched on Friday." not in out


def test_private_unfinished_and_captured_entries_are_omitted_and_counted(
    cli: Cli, keep: Keep
) -> None:
    keep(1)
    keep(2, tags=("private",), title="Only for me")
    keep(3, state="unfinished", title="Half a thought")
    cli("capture", "Later")
    result = cli("export")
    for title in ("Only for me", "Half a thought", "Later"):
        assert title not in result.out
    assert "3 entries stay out" in result.err


def test_private_entry_is_exported_by_its_id(cli: Cli, keep: Keep) -> None:
    entry = keep(2, tags=("private",), title="Only for me")
    assert "Only for me" in cli("export", entry.id).out


def test_sealed_forecasts_stay_sealed(cli: Cli, keep: Keep) -> None:
    keep(1, commitments=(make_commitment(made_at=NOW - timedelta(days=2)),))
    out = cli("export").out
    assert "sealed until" in out
    assert "no launch without support" not in out


def test_year_selects_entries_of_that_year(cli: Cli, keep: Keep) -> None:
    keep(1, title="This one", occurred_on=date(2025, 5, 1))
    keep(2, title="Not this")
    out = cli("export", "--year", "2025").out
    assert "This one" in out
    assert "Not this" not in out
    cli("export", "--year", "2025", "--since", "2025", code=2)


def test_export_file_is_private_and_overwrites_only_with_force(
    cli: Cli, keep: Keep, tmp_path: Path
) -> None:
    keep(1)
    target = tmp_path / "summary.md"
    assert "1 entry" in cli("export", "-o", str(target)).err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.write_text("mine")
    assert "--force" in cli("export", "-o", str(target), code=7).err
    assert target.read_text() == "mine"
    cli("export", "-o", str(target), "--force")
    assert "Launched" in target.read_text()
    assert sorted(os.listdir(tmp_path)) == ["home", "summary.md"]


def test_output_never_follows_a_symbolic_link(cli: Cli, keep: Keep, tmp_path: Path) -> None:
    keep(1)
    real = tmp_path / "real.md"
    real.write_text("mine")
    (tmp_path / "link.md").symlink_to(real)
    cli("export", "-o", str(tmp_path / "link.md"), "--force", code=7)
    assert real.read_text() == "mine"


def test_each_names_files_after_date_title_and_id(cli: Cli, keep: Keep, tmp_path: Path) -> None:
    entry = keep(1, title="../../Über: everything?")
    other = keep(2)
    folder = tmp_path / "out"
    cli("export", "--each", "-o", str(folder))
    assert sorted(os.listdir(folder)) == sorted(
        [
            f"2026-11-21-uber-everything-{entry.id}.md",
            f"2026-11-21-launched-without-support-{other.id}.md",
        ]
    )
    assert "--force" in cli("export", "--each", "-o", str(folder), code=7).err
    cli("export", "--each", "-o", str(folder), "--force")


def test_each_requires_a_folder(cli: Cli) -> None:
    assert "--output FOLDER" in cli("export", "--each", code=2).err


def test_unwritable_output_path_exits_with_7(cli: Cli, keep: Keep, tmp_path: Path) -> None:
    keep(1)
    (tmp_path / "file").write_text("")
    cli("export", "-o", str(tmp_path / "file" / "x.md"), code=7)
    cli("export", "-o", str(tmp_path / "none" / "x.md"), code=7)
    cli("export", "-o", str(tmp_path), "--force", code=7)


def test_query_without_matches_exits_with_3(cli: Cli, keep: Keep) -> None:
    keep(1)
    cli("export", "zebra", code=3)


def test_failed_each_reports_how_many_files_were_written(
    cli: Cli, keep: Keep, tmp_path: Path
) -> None:
    for number in (1, 2, 3):
        keep(number)
    out = tmp_path / "out"
    out.mkdir()
    with small_disk(out, "nr_inodes=3"):
        message = cli("export", "--each", "-o", str(out), code=7).err
        assert "2 of 3 files were written" in message
        assert "othing was" not in message
        assert len(list(out.iterdir())) == 2


def test_each_in_a_place_that_cannot_be_looked_at_reports_what_was_written(
    cli: Cli, keep: Keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        keep(number)
    real = Path.is_symlink

    def is_symlink(path: Path) -> bool:
        if path.parent == tmp_path / "out" and len(list(path.parent.iterdir())) == 1:
            raise OSError(errno.EIO, "Input/output error")
        return real(path)

    monkeypatch.setattr(Path, "is_symlink", is_symlink)
    message = cli("export", "--each", "-o", str(tmp_path / "out"), code=7).err
    assert "1 of 3 files were written" in message
    assert "othing was" not in message
