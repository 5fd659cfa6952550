"""Finding a guide by its name, among the bundled ones and the user's."""

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
from tests.guides.writing import GOOD, write


def test_a_guide_of_ones_own_is_found_by_its_file_name(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    assert load_guide("team-week", tmp_path).title == "Team week"
    assert guide_names(tmp_path) == [*BUNDLED, "team-week"]


def test_without_a_folder_there_are_the_bundled_ones(tmp_path: Path) -> None:
    assert guide_names(None) == guide_names(tmp_path / "none") == list(BUNDLED)
    assert guide_errors(None) == guide_errors(tmp_path / "none") == []


@pytest.mark.parametrize("name", ["../team-week", "a/b", "a\\b", ".", "..", "/etc/passwd", ""])
def test_a_name_is_never_a_path(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "guides"
    folder.mkdir()
    write(tmp_path, GOOD)
    with pytest.raises(UsageError, match="not the name of a guide"):
        load_guide(name, folder)


@pytest.mark.parametrize("name", ["druker", "Drucker"])
def test_a_mistyped_name_gets_the_nearest(name: str) -> None:
    with pytest.raises((NotFoundError, UsageError)) as caught:
        load_guide(name, None)
    assert "Did you mean 'drucker'?" in next_steps(caught.value)


def test_an_unknown_name_says_where_the_names_are(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such guide: 'zzzz'") as caught:
        load_guide("zzzz", tmp_path)
    assert "reflect guides" in next_steps(caught.value)


def test_loading_one_guide_opens_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "broken", "broken")
    opened: list[str] = []
    plain = Path.open

    def watched(self: Path, *args: Any, **options: Any) -> Any:
        opened.append(self.name)
        return plain(self, *args, **options)

    monkeypatch.setattr(Path, "open", watched)
    load_guide("drucker", tmp_path)
    load_guide("team-week", tmp_path)
    assert opened == ["drucker.toml", "team-week.toml"]


def test_a_broken_guide_takes_no_other_away(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, "title = ", "broken")
    assert [guide.name for guide in load_guides(tmp_path)] == [*BUNDLED, "team-week"]
    (problem,) = guide_errors(tmp_path)
    assert "broken.toml, line 1" in problem.message


def test_a_file_with_the_name_of_a_bundled_guide_is_told_and_not_used(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD, "drucker")
    assert load_guide("drucker", tmp_path).title != "Team week"
    assert guide_names(tmp_path) == list(BUNDLED)
    (problem,) = guide_errors(tmp_path)
    assert str(path) in problem.message
    assert "give the file another name" in problem.message


def test_other_files_in_the_folder_are_nobodys_business(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    (tmp_path / ".team.toml").write_text("half of it")
    (tmp_path / "notes.txt").write_text("not a guide")
    assert guide_names(tmp_path) == [*BUNDLED, "team-week"]
    assert guide_errors(tmp_path) == []


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    place = tmp_path / "guides"
    place.write_text("")
    assert guide_names(place) == list(BUNDLED)
    (problem,) = guide_errors(place)
    assert isinstance(problem, FileError)
    assert str(place) in problem.message


def test_a_template_checks_clean_and_names_itself(tmp_path: Path) -> None:
    text = guide_template("my-week")
    write(tmp_path, text, "my-week")
    guide = load_guide("my-week", tmp_path)
    assert "--guide my-week" in text
    assert {prompt.feeds for prompt in guide.prompts} >= {"lesson", "commitment"}


@pytest.mark.parametrize("name", ["My Week", "../week", "", "a" * 41])
def test_no_template_for_what_is_not_a_name(name: str) -> None:
    with pytest.raises(UsageError, match="not a name for a guide"):
        guide_template(name)


def test_no_template_for_a_name_that_is_taken() -> None:
    with pytest.raises(UsageError, match="bundled guide"):
        guide_template("win")


def test_a_broken_guide_that_is_named_says_what_is_wrong(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("ask = ", "aks = "))
    with pytest.raises(GuideError, match="did you mean 'ask'"):
        load_guide("team-week", tmp_path)
