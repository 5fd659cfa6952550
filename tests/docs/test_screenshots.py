"""The screenshots match the program."""

import pytest

from tests.docs.pages import DOCS, read
from tests.docs.screenshots import PICTURES, draw, path_of
from tests.tui.scenes import SCENES, Scene

# All scenes are compared in tests/tui/test_snapshots.py; these two show whether somebody forgot
# `make screenshots`.
CHECKED = [scene for scene in SCENES if scene.name in ("guide", "help")]


@pytest.mark.parametrize("scene", CHECKED, ids=lambda scene: scene.name)
async def test_screenshot_is_up_to_date(scene: Scene) -> None:
    assert path_of(scene).read_text("utf-8") == await draw(scene), "make screenshots"


def test_every_screenshot_belongs_to_a_scene() -> None:
    assert {path.name for path in PICTURES.iterdir()} == {path_of(s).name for s in SCENES}


def test_screen_docs_page_includes_the_main_screenshots() -> None:
    page = read(DOCS / "screen.md")
    shown = {path.stem for path in PICTURES.iterdir() if f"(screens/{path.name})" in page}
    assert {"browse", "search", "repeat", "guide", "quiet", "card", "edit"} <= shown
