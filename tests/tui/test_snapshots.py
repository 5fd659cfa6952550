"""How every screen looks, in both themes and three sizes.

`pytest tests/tui/test_snapshots.py --snapshot-update` takes new ones: look at each before it stays.
"""

from collections.abc import Callable

import pytest

from tests.tui.scenes import SCENES, Scene

# One picture of each screen: what is shown is the same whatever the journal is.

SIZES = ((80, 24), (120, 36), (200, 60))
THEMES = ("reflect-dark", "reflect-light")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_screen_looks_as_it_did(
    scene: Scene,
    theme: str,
    size: tuple[int, int],
    snap_compare: Callable[..., bool],
) -> None:
    assert snap_compare(scene.app(theme), run_before=scene.play, terminal_size=size)
