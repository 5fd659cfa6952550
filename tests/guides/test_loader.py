"""Loading bundled and user-written guides by name."""

import os
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import FileError, NotFoundError, UsageError, next_steps
from reflect.guides.errors import GuideError
from reflect.guides.loader import (
    BUNDLED,
    guide_errors,
    guide_names,
    guide_template,
    load_guide,
    load_guides,
)
from tests.guides.helpers_files import GOOD, write


def test_user_guide_is_loaded_by_its_file_name(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    assert load_guide("team-week", tmp_path).title == "Team week"
    assert guide_names(tmp_path) == [*BUNDLED, "team-week"]


def test_bundled_guides_are_loaded_without_a_user_folder(tmp_path: Path) -> None:
    assert guide_names(None) == guide_names(tmp_path / "none") == list(BUNDLED)
    assert guide_errors(None) == guide_errors(tmp_path / "none") == []


def test_path_is_refused_as_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "guides"
    folder.mkdir()
    for name in ["../team-week", "a/b", "a\\b", ".", "..", "/etc/passwd", ""]:
        write(tmp_path, GOOD)
        with pytest.raises(UsageError, match="not the name of a guide"):
            load_guide(name, folder)


def test_mistyped_name_gets_a_suggestion() -> None:
    for name in ["druker", "Drucker"]:
        with pytest.raises((NotFoundError, UsageError)) as caught:
            load_guide(name, None)
        assert "Did you mean 'drucker'?" in next_steps(caught.value)


def test_unknown_name_raises_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such guide: 'zzzz'") as caught:
        load_guide("zzzz", tmp_path)
    assert "reflect guides" in next_steps(caught.value)


def test_loading_a_guide_opens_only_its_own_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "broken", "broken")
    opened: list[str] = []
    plain = os.open

    def watched(path: Path, *args: Any) -> int:
        opened.append(path.name)
        return plain(path, *args)

    monkeypatch.setattr(os, "open", watched)
    load_guide("drucker", tmp_path)
    load_guide("team-week", tmp_path)
    assert opened == ["drucker.toml", "team-week.toml"]


def test_broken_guide_does_not_hide_others(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "title = ", "broken")
    assert [guide.name for guide in load_guides(tmp_path)] == [*BUNDLED, "team-week"]
    (problem,) = guide_errors(tmp_path)
    assert "broken.toml, line 1" in problem.message


def test_file_named_like_a_bundled_guide_is_reported_and_ignored(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD, "drucker")
    assert load_guide("drucker", tmp_path).title != "Team week"
    assert guide_names(tmp_path) == list(BUNDLED)
    (problem,) = guide_errors(tmp_path)
    assert str(path) in problem.message
    assert "give the file another name" in problem.message


def test_other_files_in_the_folder_are_ignored(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / ".team.toml").write_text("half of it")
    (tmp_path / "notes.txt").write_text("not a guide")
    assert guide_names(tmp_path) == [*BUNDLED, "team-week"]
    assert guide_errors(tmp_path) == []


def test_file_instead_of_a_folder_is_reported(tmp_path: Path) -> None:
    place = tmp_path / "guides"
    place.write_text("")
    assert guide_names(place) == list(BUNDLED)
    (problem,) = guide_errors(place)
    assert isinstance(problem, FileError)
    assert str(place) in problem.message


def test_template_is_valid_and_contains_its_name(tmp_path: Path) -> None:
    text = guide_template("my-week")
    write(tmp_path, text, "my-week")
    guide = load_guide("my-week", tmp_path)
    assert "--guide my-week" in text
    assert {prompt.feeds for prompt in guide.prompts} >= {"lesson", "commitment"}


def test_template_refuses_an_invalid_name() -> None:
    cases = ["My Week", "../week", "", "a" * 41]
    for name in cases:
        with pytest.raises(UsageError, match="not a name for a guide"):
            guide_template(name)


def test_template_refuses_a_bundled_name() -> None:
    with pytest.raises(UsageError, match="bundled guide"):
        guide_template("win")


def test_loading_a_broken_guide_raises_the_guide_error(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("ask = ", "aks = "))
    with pytest.raises(GuideError, match="did you mean 'ask'"):
        load_guide("team-week", tmp_path)
