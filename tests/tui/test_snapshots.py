"""How every screen looks.

`pytest tests/tui/test_snapshots.py --snapshot-update` takes new snapshots: look at each of them.
"""

from collections.abc import Callable, Iterator

import pytest

from tests.tui.scenes import SCENES, Scene

SMALL, LARGE = (80, 24), (120, 36)
DARK, LIGHT = "reflect-dark", "reflect-light"
MAIN_SCENES = ("browse", "guide", "edit", "card")


def views() -> Iterator[tuple[Scene, str, tuple[int, int]]]:
    """Yield each scene in the dark theme at 80×24, and the main ones also light and at 120×36."""
    for scene in SCENES:
        yield scene, DARK, SMALL
        if scene.name in MAIN_SCENES:
            yield scene, DARK, LARGE
            yield scene, LIGHT, SMALL
        elif scene.name == "review":
            yield scene, LIGHT, LARGE


@pytest.mark.parametrize(
    ("scene", "theme", "size"),
    [
        pytest.param(*view, id=f"{view[0].name}-{view[1]}-{view[2][0]}x{view[2][1]}")
        for view in views()
    ],
)
def test_screen_looks_as_before(
    scene: Scene, theme: str, size: tuple[int, int], snap_compare: Callable[..., bool]
) -> None:
    assert snap_compare(scene.app(theme), run_before=scene.play, terminal_size=size)
