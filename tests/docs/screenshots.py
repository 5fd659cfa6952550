"""Draws the screenshots in the docs from the sample journal: `python -m tests.docs.screenshots`."""

import asyncio
import contextlib
import sys
import tempfile
from pathlib import Path

from tests.docs.pages import DOCS
from tests.tui.scenes import SCENES, Scene
from tests.tui.steady import steady

PICTURES = DOCS / "screens"
SIZE = (100, 30)
THEME = "reflect-dark"


def path_of(scene: Scene) -> Path:
    """Return the path of a scene's screenshot."""
    return PICTURES / f"{scene.name}.svg"


async def draw(scene: Scene, theme: str = THEME) -> str:
    """Play a scene in the current folder and return its screenshot as SVG."""
    app = scene.app(theme)
    with steady():
        async with app.run_test(size=SIZE) as pilot:
            await scene.play(pilot)
            return app.export_screenshot(title="reflect", simplify=True)


def main() -> None:
    """Draw the screenshots of all scenes."""
    PICTURES.mkdir(exist_ok=True)
    for scene in SCENES:
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
            picture = asyncio.run(draw(scene))
        path_of(scene).write_text(picture, "utf-8")
        print(path_of(scene).name, file=sys.stderr)


if __name__ == "__main__":
    main()
