"""Tests for the config file, however it is written."""

import os
import stat
from pathlib import Path

import pytest

from reflect.config.settings import load_config, load_valid_config, read_config, with_value
from reflect.errors import FileError, ReflectError, UsageError
from reflect.journal.user_files import save_guide, save_setting
from tests.store.helpers_users import USER, as_root


@pytest.fixture
def config(home: Path) -> Path:
    """Return the path of the config file, which does not exist yet."""
    return home / "config" / "reflect" / "config.toml"


def write(config: Path, data: bytes) -> None:
    """Write the config file."""
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_bytes(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfpause = 5\r\n",
        "\ufeffpause = 5\n".encode("utf-16-le"),
        b"[hints]\r\nblame = false\r\n",
        b"",
    ],
)
def test_any_encoding_can_be_read_and_set(config: Path, data: bytes) -> None:
    write(config, data)
    before = read_config(config)
    save_setting(config, "guide", "gibbs")
    save_setting(config, "keymap.browse.new", "n")
    assert read_config(config) == before | {"guide": "gibbs", "keymap": {"browse.new": "n"}}


@pytest.mark.parametrize(
    "data",
    [
        b"pause = " + b"9" * 5000,
        b"backup.max_mb = 0x" + b"F" * 5000,
        b"backup.max_mb = 1000000001",
        b"pause = 1e400",
        b"pause = nan",
        b"keymap" + b".a" * 50_000 + b" = 'x'",
        b"keymap = " + b"{a=" * 50_000,
        b"pause = " + b"[" * 100_000,
        b"'" + b"k" * 100_000 + b"' = 1",
        b"hints." + b"k" * 100_000 + b" = true",
        b"keymap." + b"k" * 100_000 + b" = 1",
        b"pause = \xff",
        b"\0",
    ],
    ids=lambda data: data[:20].decode("latin-1"),
)
def test_absurd_value_is_one_short_error(config: Path, data: bytes) -> None:
    write(config, data)
    with pytest.raises(UsageError) as caught:
        load_config(os.environ)
    assert len(caught.value.message) < len(str(config)) + 200
    settings, errors = load_valid_config(os.environ)
    assert len(errors) == 1
    assert settings.pause == 60
    with pytest.raises(UsageError):
        save_setting(config, "pause", "5")
    assert config.read_bytes() == data


@pytest.mark.parametrize("name", [b"a\\u0000b", b"~\\u0000", b" ", b"~nobody-at-all"])
def test_journal_that_can_be_no_folder_is_an_error(config: Path, name: bytes) -> None:
    write(config, b'journal = "' + name + b'"')
    with pytest.raises(UsageError):
        load_config(os.environ)
    assert len(load_valid_config(os.environ)[1]) == 1


@pytest.mark.parametrize("value", ["9" * 5000, "-1", "1" + "0" * 10, "x" * 5000])
def test_absurd_value_is_never_set(config: Path, value: str) -> None:
    with pytest.raises(UsageError) as caught:
        save_setting(config, "backup.max_mb", value)
    assert len(caught.value.message) < 200
    assert not config.exists()


def test_pipe_and_dangling_link_are_no_missing_config(config: Path) -> None:
    write(config, b"")
    config.unlink()
    config.symlink_to(config.parent / "unplugged")
    for _ in range(2):
        with pytest.raises(FileError):
            load_config(os.environ)
        with pytest.raises(ReflectError):
            save_setting(config, "pause", "5")
        config.unlink()
        os.mkfifo(config)
    assert stat.S_ISFIFO(config.lstat().st_mode)
    settings = load_config(os.environ, path=Path(os.devnull), journal="notes")
    assert settings.pause == 60
    with pytest.raises(FileError):
        save_setting(Path(os.devnull), "pause", "5")


def test_link_to_a_config_remains_a_link(config: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("# mine\n")
    write(config, b"")
    config.unlink()
    config.symlink_to(real)
    save_setting(config, "pause", "5")
    assert config.is_symlink()
    assert real.read_text() == "# mine\npause = 5\n"


def test_table_that_can_take_no_key_is_not_damaged(config: Path) -> None:
    before = b"keymap = { browse.new = 'n' }\n"
    write(config, before)
    try:
        changed = with_value(config, "keymap.browse.new", "a")
    except UsageError:
        return
    config.write_text(changed)
    assert read_config(config)["keymap"] == {"browse.new": "a"}


@pytest.mark.parametrize("umask", [0o000, 0o077, 0o777])
def test_files_and_folders_are_private_regardless_of_the_umask(config: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        save_setting(config, "pause", "5")
        save_setting(config, "pause", "6")
        save_guide(config.parent / "guides" / "mine.toml", "x")
    finally:
        os.umask(before)
    root = config.parent.parent
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (root, *root.rglob("*"))}
    assert modes == {
        "config": 0o700,
        "reflect": 0o700,
        "config.toml": 0o600,
        "guides": 0o700,
        "mine.toml": 0o600,
    }


@as_root
def test_owner_keeps_a_config_that_root_changes(config: Path, home: Path) -> None:
    os.chown(home, USER, USER)
    save_setting(config, "pause", "5")
    save_setting(config, "pause", "6")
    save_guide(config.parent / "guides" / "mine.toml", "x")
    assert {path.stat().st_uid for path in config.parents[1].rglob("*")} == {USER}
