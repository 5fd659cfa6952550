"""What the doctor says of the config and of the user's own guides."""

import grp
import os
import pwd
from pathlib import Path

import pytest

from reflect.doctor.config import check_config
from reflect.doctor.finding import Finding, remedy_of
from reflect.doctor.repair import repair_surroundings
from reflect.guides.loader import guide_template
from tests.doctor.conftest import Look


def found(look: Look, *levels: str) -> list[Finding]:
    """The findings of some levels."""
    return [one for one in check_config(look()) if one.level in levels]


def test_no_config_and_a_good_one_are_in_order(look: Look, config: Path) -> None:
    (finding,) = check_config(look())
    assert (finding.level, finding.path) == ("ok", str(config))
    assert "no config file" in finding.what
    config.write_text('pause = 5\n[hints]\nblame = false\n[keymap]\n"browse.new" = "n"\n')
    config.chmod(0o600)
    (finding,) = check_config(look())
    assert finding.level == "ok"
    assert "every setting is known" in finding.what


def test_everything_that_is_wrong_is_said_at_once(look: Look, config: Path) -> None:
    config.write_text(
        'gide = "aar"\npause = "long"\nnew = "paper"\njournal = " "\neditor = "true"\n'
        "[hints]\nblam = true\nexcuse = 3\n[backup]\nmax_mb = -1\nmax_kb = 2\n"
    )
    problems = found(look, "problem")
    said = [(one.what.partition(": ")[2], remedy_of(one)) for one in problems]
    assert ("unknown key 'gide'", "Did you mean 'guide'?") in said
    assert ("there is no hint 'blam'", "Did you mean 'blame'?") in said
    whats = [what for what, _ in said]
    assert "pause must be a whole number" in whats
    assert "new must be one of: screen, plain" in whats
    assert "hints.excuse must be true or false" in whats
    assert "backup.max_mb must be 0 or more megabytes" in whats
    assert "unknown key 'backup.max_kb'" in whats
    assert "the journal's folder has no name" in whats
    assert len(said) == 8
    assert all(remedy_of(one) and one.path == str(config) for one in problems)
    assert look().config.editor == "true"


@pytest.mark.parametrize(
    ("data", "said"), [(b"gide = ", "isn't TOML"), (b'guide = "\xff"', "isn't TOML")]
)
def test_a_file_that_is_no_config_is_one_problem(
    look: Look, config: Path, data: bytes, said: str
) -> None:
    config.write_bytes(data)
    (problem,) = found(look, "problem")
    assert said in problem.what
    assert "\n" not in problem.what


def test_a_config_that_cannot_be_read_is_a_problem(look: Look, config: Path) -> None:
    config.mkdir()
    (problem,) = found(look, "problem")
    assert "can't read the config" in problem.what


def test_a_guide_that_is_not_there_is_a_problem(look: Look, config: Path) -> None:
    config.write_text('guide = "druker"\n')
    (problem,) = found(look, "problem")
    assert "no such guide: 'druker'" in problem.what
    assert "Did you mean 'drucker'?" in remedy_of(problem)


def test_each_broken_guide_is_a_warning_with_its_line(look: Look, config: Path) -> None:
    guides = config.parent / "guides"
    guides.mkdir()
    (guides / "good.toml").write_text(guide_template("good"))
    (guides / "bad.toml").write_text(guide_template("bad").replace("title =", "titel ="))
    (guides / "worse.toml").write_text("[[[")
    first, second = found(look, "warning")
    assert str(guides / "bad.toml") in first.what
    assert "line " in first.what
    assert str(guides / "worse.toml") in second.what
    assert found(look, "ok")[-1].what == f"{guides}: 1 good guide of your own"


def test_what_others_can_change_is_a_warning_and_repaired(look: Look, config: Path) -> None:
    config.write_text("pause = 5\n")
    config.chmod(0o646)
    config.parent.chmod(0o757)
    folder, file = found(look, "warning")
    assert remedy_of(folder) == f"chmod 755 {config.parent}"
    assert remedy_of(file) == f"chmod 644 {config}"
    assert len(list(repair_surroundings(look()))) == 2
    assert found(look, "warning") == []
    assert list(repair_surroundings(look())) == []


def test_a_group_of_ones_own_is_nobody_else(look: Look, config: Path) -> None:
    config.write_text("pause = 5\n")
    config.chmod(0o664)
    name = pwd.getpwuid(os.getuid()).pw_name
    own = next((group.gr_gid for group in grp.getgrall() if group.gr_name == name), None)
    if own is None or os.getuid() != 0:
        pytest.skip("only root may give a file away")
    os.chown(config, -1, own)
    assert found(look, "warning") == []
    os.chown(config, -1, own + 54321)
    assert [remedy_of(one) for one in found(look, "warning")] == [f"chmod 644 {config}"]


def test_of_a_linked_config_the_file_itself_counts(
    look: Look, config: Path, tmp_path: Path
) -> None:
    real = tmp_path / "dotfiles.toml"
    real.write_text("pause = 5\n")
    real.chmod(0o602)
    config.symlink_to(real)
    (warning,) = found(look, "warning")
    assert warning.path == str(real)
