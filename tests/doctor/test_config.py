"""Tests for the checks of the config file and the user's own guides."""

import grp
import os
import pwd
import subprocess
from pathlib import Path

import pytest

from reflect.doctor.config import check_config
from reflect.doctor.finding import Finding, remedy_of
from reflect.doctor.repair import repair_surroundings
from reflect.guides.loader import guide_template
from reflect.journal.user_files import remove_setting
from tests.doctor.conftest import Look


def findings(look: Look, *levels: str) -> list[Finding]:
    """Return the findings with any of the given levels."""
    return [one for one in check_config(look()) if one.level in levels]


def test_missing_and_valid_config_are_ok(look: Look, config: Path) -> None:
    (finding,) = check_config(look())
    assert (finding.level, finding.path) == ("ok", str(config))
    assert "no config file" in finding.what
    config.write_text('pause = 5\n[hints]\nblame = false\n[keymap]\n"browse.new" = "n"\n')
    config.chmod(0o600)
    (finding,) = check_config(look())
    assert finding.level == "ok"
    assert "every setting is known" in finding.what


def test_all_config_errors_are_reported(look: Look, config: Path) -> None:
    config.write_text(
        'gide = "aar"\npause = "long"\nnew = "paper"\njournal = " "\neditor = "true"\n'
        "[hints]\nblam = true\nexcuse = 3\n[backup]\nmax_mb = -1\nmax_kb = 2\n"
    )
    problems = findings(look, "problem")
    said = [(one.what.partition(": ")[2], one.remedy) for one in problems]
    assert ("unknown key 'gide'", "Did you mean 'guide'?") in said
    assert ("there is no hint 'blam'", "Did you mean 'blame'?") in said
    whats = [what for what, _ in said]
    assert "pause must be a whole number" in whats
    assert "new must be one of: screen, plain" in whats
    assert "hints.excuse must be true or false" in whats
    assert "backup.max_mb must be 0 to 1000000000 megabytes" in whats
    assert "unknown key 'backup.max_kb'" in whats
    assert "the journal's folder has no name" in whats
    assert len(said) == 8
    assert all(remedy_of(one) and one.path == str(config) for one in problems)
    assert look().config.editor == "true"
    removed = [one.notices[0].command for one in problems]
    assert ("config", "unset", "gide") in removed
    assert ("config", "unset", "backup.max_kb") in removed
    for _, _, key in removed:
        remove_setting(config, key)
    assert findings(look, "problem") == []


@pytest.mark.parametrize(
    ("data", "said"), [(b"gide = ", "not TOML"), (b'guide = "\xff"', "not UTF-8")]
)
def test_malformed_config_is_one_problem(look: Look, config: Path, data: bytes, said: str) -> None:
    config.write_bytes(data)
    (problem,) = findings(look, "problem")
    assert said in problem.what
    assert "\n" not in problem.what
    subprocess.run(["sh", "-c", remedy_of(problem).split("`")[1]], check=True)
    assert config.with_name("config.toml.aside").read_bytes() == data
    assert findings(look, "problem") == []


def test_unreadable_config_is_a_problem(look: Look, config: Path) -> None:
    config.mkdir()
    (problem,) = findings(look, "problem")
    assert "is not a file" in problem.what


def test_missing_guide_is_a_problem(look: Look, config: Path) -> None:
    config.write_text('guide = "druker"\n')
    (problem,) = findings(look, "problem")
    assert "no such guide: 'druker'" in problem.what
    assert "Did you mean 'drucker'?" in remedy_of(problem)


def test_each_invalid_guide_is_a_warning_with_the_line_number(look: Look, config: Path) -> None:
    guides = config.parent / "guides"
    guides.mkdir()
    (guides / "good.toml").write_text(guide_template("good"))
    (guides / "bad.toml").write_text(guide_template("bad").replace("title =", "titel ="))
    (guides / "worse.toml").write_text("[[[")
    first, second = findings(look, "warning")
    assert str(guides / "bad.toml") in first.what
    assert "line " in first.what
    assert str(guides / "worse.toml") in second.what
    assert findings(look, "ok")[-1].what == f"{guides}: 1 good guide of your own"


def test_repair_removes_write_permission_for_others(look: Look, config: Path) -> None:
    config.write_text("pause = 5\n")
    config.chmod(0o646)
    config.parent.chmod(0o757)
    folder, file = findings(look, "warning")
    assert remedy_of(folder) == f"chmod 755 {config.parent}"
    assert remedy_of(file) == f"chmod 644 {config}"
    assert len(list(repair_surroundings(look()))) == 2
    assert findings(look, "warning") == []
    assert list(repair_surroundings(look())) == []


def test_write_permission_for_a_private_group_is_allowed(look: Look, config: Path) -> None:
    config.write_text("pause = 5\n")
    config.chmod(0o664)
    name = pwd.getpwuid(os.getuid()).pw_name
    own = next((group.gr_gid for group in grp.getgrall() if group.gr_name == name), None)
    if own is None or os.getuid() != 0:
        pytest.skip("only root may give a file away")
    os.chown(config, -1, own)
    assert findings(look, "warning") == []
    os.chown(config, -1, own + 54321)
    assert [remedy_of(one) for one in findings(look, "warning")] == [f"chmod 644 {config}"]


def test_target_of_a_config_link_is_checked(look: Look, config: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("pause = 5\n")
    real.chmod(0o602)
    config.symlink_to(real)
    (warning,) = findings(look, "warning")
    assert warning.path == str(real)
