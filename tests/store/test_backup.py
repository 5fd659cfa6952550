"""The newest good backup, which an error names."""

import os
from pathlib import Path

from reflect.store.backup import newest_good, paths
from tests.store.journals import store_in


def test_only_what_is_as_it_was_written_is_good(filled: Path) -> None:
    backups = filled / "backups"
    assert newest_good(str(filled)) == ""
    backups.mkdir()
    assert newest_good(str(filled)) == ""
    sound = (filled / "journal.json").read_bytes()
    for age, (name, data) in enumerate({"new": sound[:-1], "good": sound, "old": sound}.items()):
        (backups / name).write_bytes(data)
        os.utime(backups / name, (100 - age, 100 - age))
    (backups / ".hidden").write_bytes(sound)
    (backups / "folder").mkdir()
    os.mkfifo(backups / "pipe")
    assert [Path(path).name for path in paths(str(filled))] == ["new", "good", "old"]
    assert newest_good(str(filled)) == str(backups / "good")


def test_backups_that_cannot_be_listed_hide_no_damage(filled: Path) -> None:
    (filled / "backups").write_bytes(b"a file")
    assert paths(str(filled)) == []
    assert len(store_in(filled).rows()) == 5
