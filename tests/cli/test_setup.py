"""Tests for the setup commands: guides, config, completion and doctor."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.guides.loader import BUNDLED
from reflect.model.entry import Entry
from tests.cli.conftest import Cli
from tests.sealed import opened, put
from tests.store.helpers_disks import fill, small_disk
from tests.store.helpers_journals import journal_in, put_journal

Keep = Callable[..., Entry]
ROOT = Path(__file__).parents[2]


def test_guides_are_listed_by_purpose(cli: Cli) -> None:
    out = cli("guides").out
    assert out.splitlines()[0] == "something went wrong"
    assert "drucker" in out
    assert "(default)" in out
    names = [guide["name"] for guide in json.loads(cli("guides", "--json").out)["guides"]]
    assert names == list(BUNDLED)


@pytest.mark.parametrize("name", BUNDLED)
def test_every_guide_can_be_shown(cli: Cli, name: str) -> None:
    out = cli("guides", "show", name).out
    assert "(required)" in out
    assert "Source: " in out
    assert json.loads(cli("guides", "show", name, "--json").out)["guide"]["name"] == name


def test_custom_guide_is_created_listed_and_checked(cli: Cli, home: Path) -> None:
    cli("guides", "new", "team-week")
    place = home / "config" / "reflect" / "guides" / "team-week.toml"
    assert "good guide" in cli("guides", "check", str(place)).err
    assert "team-week" in cli("guides").out
    cli("guides", "new", "team-week", code=7)
    place.write_text(place.read_text().replace("stage = ", "stagee = ", 1))
    result = cli("guides", "check", str(place), code=2)
    assert f"{place}:" in result.err or "line" in result.err
    assert "stage" in result.err
    assert "Left out: " in cli("guides").err


def test_unknown_guide_gets_a_suggestion(cli: Cli) -> None:
    assert "'gibbs'" in cli("guides", "show", "gibs", code=3).err
    cli("guides", "show", "../../etc/passwd", code=2)


def test_config_set_keeps_comments_and_get_reads_back(cli: Cli, home: Path) -> None:
    path = Path(cli("config", "path").out.strip())
    assert path == home / "config" / "reflect" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text("# mine\npause = 30 # short\n")
    assert cli("config", "get", "pause").out == "30\n"
    cli("config", "set", "pause", "0")
    assert path.read_text() == "# mine\npause = 0 # short\n"
    cli("config", "set", "guide", "gibbs")
    assert 'guide = "gibbs"' in cli("config", "show").out


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("puase", "1", "'pause'"),
        ("pause", "soon", "whole number"),
        ("pause", "3601", "0 to 3600"),
        ("guide", "gibs", "'gibbs'"),
    ],
)
def test_config_set_rejects_invalid_values(cli: Cli, key: str, value: str, said: str) -> None:
    assert said in cli("config", "set", key, value, code=None).err
    assert cli("config", "get", "pause").out == "60\n"


def test_config_unset_removes_one_setting_even_if_it_is_unknown(cli: Cli, home: Path) -> None:
    path = home / "config" / "reflect" / "config.toml"
    cli("config", "set", "pause", "5")
    cli("config", "set", "hints.blame", "false")
    path.write_text(f'# mine\ngide = "aar" # wrong\n{path.read_text()}[foo.bar]\nx = 1\n')
    cli("config", "show", code=2)
    for key in ("gide", "foo", "hints.blame"):
        cli("config", "unset", key)
    assert path.read_text().startswith("# mine\n")
    assert cli("config", "get", "pause").out == "5\n"
    assert cli("config", "get", "hints.blame").out != "false\n"
    before = path.read_bytes()
    for key in ("gide", "foo.bar.x", "hints.blame", "keymap"):
        cli("config", "unset", key, code=3)
    assert path.read_bytes() == before


def test_failed_config_set_leaves_the_old_config_and_nothing_else(cli: Cli, home: Path) -> None:
    place = home / "config" / "reflect"
    place.mkdir(parents=True)
    with small_disk(place, "size=16k"):
        (place / "config.toml").write_text("pause = 30\n")
        fill(place)
        before = sorted(os.listdir(place))
        message = cli("config", "set", "guide", "gibbs", code=7).err
        assert "nothing was changed" in message
        assert (place / "config.toml").read_text() == "pause = 30\n"
        assert sorted(os.listdir(place)) == before


def test_guide_that_cannot_be_written_leaves_no_file(cli: Cli, home: Path) -> None:
    place = home / "config" / "reflect" / "guides"
    place.mkdir(parents=True)
    with small_disk(place, "size=16k"):
        fill(place)
        cli("guides", "new", "standup", code=7)
        assert os.listdir(place) == ["filler"]
        (place / "filler").unlink()
        cli("guides", "new", "standup")
        assert "there already" in cli("guides", "new", "standup", code=7).err


def test_new_config_is_private(cli: Cli, home: Path) -> None:
    cli("config", "set", "pause", "1")
    path = home / "config" / "reflect" / "config.toml"
    assert path.stat().st_mode & 0o777 == 0o600


def test_invalid_config_file_is_reported_with_its_exit_code(cli: Cli, tmp_path: Path) -> None:
    place = tmp_path / "config.toml"
    place.write_text("gide = 'gibbs'")
    result = cli("--config", str(place), "list", code=2)
    assert "'guide'" in result.err
    place.write_text("guide = ")
    assert "not TOML" in cli("--config", str(place), "list", code=2).err
    place.write_bytes(b"\xff")
    cli("--config", str(place), "list", code=2)
    cli("--config", str(tmp_path), "list", code=7)


def test_options_override_the_environment_which_overrides_the_file(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "config.toml"
    place.write_text(f'journal = "{tmp_path}/file"')
    monkeypatch.setenv("REFLECT_CONFIG", str(place))
    assert cli("config", "get", "journal").out == f"{tmp_path}/file\n"
    monkeypatch.setenv("REFLECT_JOURNAL", f"{tmp_path}/env")
    assert cli("config", "get", "journal").out == f"{tmp_path}/env\n"
    assert cli("-j", f"{tmp_path}/opt", "config", "get", "journal").out == f"{tmp_path}/opt\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_a_script(cli: Cli, shell: str) -> None:
    assert "_REFLECT_COMPLETE" in cli("completion", shell).out


def complete(words: str) -> str:
    """Return the completions that bash offers for a command line."""
    done = subprocess.run(
        [sys.executable, "-m", "reflect"],
        env={**os.environ, "_REFLECT_COMPLETE": "complete_bash", "COMP_WORDS": words,
             "COMP_CWORD": str(len(words.split(" ")) - 1)},
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


def test_completion_offers_commands_ids_tags_and_guides(cli: Cli, keep: Keep) -> None:
    entry = keep(7)
    assert "capture" in complete("reflect cap")
    assert entry.id in complete("reflect show ")
    assert "delegation" in complete("reflect list --tag del")
    assert "gibbs" in complete("reflect list --guide gi")


def test_completion_fails_silently(cli: Cli, keep: Keep, folder: Path) -> None:
    keep(7)
    put_journal(folder, b"[]")
    assert complete("reflect show ").strip() == ""


def test_doctor_reports_a_manual_change_and_accept_adopts_it(
    cli: Cli, keep: Keep, folder: Path
) -> None:
    keep(1)
    cli("edit", "@", "--tag", "x")
    path = journal_in(folder)
    put(path, opened(path).replace(b"We launched", b"We lunched"))
    listed = cli("list")
    assert "doctor" in listed.err
    assert "Launched" in listed.out
    cli("edit", "@", "--tag", "y", code=5)
    assert "--accept" in cli("doctor", code=5).out
    cli("doctor", "--accept")
    cli("edit", "@", "--tag", "y")
    assert "We lunched" in cli("show", "@").out


def test_damaged_journal_exits_5_and_is_not_changed(cli: Cli, keep: Keep, folder: Path) -> None:
    keep(1)
    path = journal_in(folder)
    put(path, b"{}")
    for command in (["list"], ["search", "x"], ["show", "@"], ["export"], ["tags"]):
        assert str(path) in cli(*command, code=5).err
    cli("doctor", code=5)
    assert opened(path) == b"{}"


def test_doctor_repairs_what_needs_no_decision(cli: Cli, keep: Keep, folder: Path) -> None:
    keep(1)
    inbox = folder / "journal.inbox"
    inbox.chmod(0o644)
    with inbox.open("ab") as file:
        file.write(b"deadbeef {")
    assert "!" in cli("doctor").out
    inbox.chmod(0o644)
    result = cli("doctor", "--repair")
    assert "restricted" in result.err
    assert inbox.stat().st_mode & 0o777 == 0o600
    assert {line[0] for line in result.out.splitlines()} <= {"\u2713", "!"}
    assert "Nothing was repaired." in cli("doctor", "--repair").err
    assert "Launched" in cli("list").out


def test_config_without_subcommand_shows_the_settings(cli: Cli) -> None:
    assert cli("config").out == cli("config", "show").out


def test_misplaced_global_option_gets_a_hint(cli: Cli) -> None:
    assert "before the command: reflect --no-color list" in cli("list", "--no-color", code=2).err


def test_accept_without_a_journal_fails(cli: Cli) -> None:
    cli("doctor", "--accept", code=3)


def test_form_with_a_mistyped_guide_gets_a_suggestion(cli: Cli) -> None:
    form = cli("new", "--form").out.replace("guide: drucker", "guide: druker")
    form = form.replace("## What happened?", "## What happened?\n\nWe launched.")
    assert "Did you mean 'drucker'?" in cli("new", "--from", "-", stdin=form).err


def test_form_for_another_guide_is_rejected(cli: Cli) -> None:
    form = cli("new", "--form").out
    form = form.replace("## What happened?", "## What happened?\n\nWe launched.")
    assert "'drucker'" in cli("new", "--from", "-", "-g", "aar", stdin=form, code=2).err
    cli("new", "--from", "-", "-g", "drucker", stdin=form)
