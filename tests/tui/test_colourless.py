"""Without colours: what is marked is reversed, and nothing has a colour."""

import pytest
from textual.strip import Strip

from reflect.tui.app import ReflectApp
from reflect.tui.context import AppContext
from tests.tui.conftest import Keep
from tests.tui.driving import settle

# What is shown and which keys do what is the same whatever the journal is.


async def test_no_colour_is_written_and_what_is_found_is_still_set_off(
    context: AppContext, keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep()
    monkeypatch.setenv("NO_COLOR", "1")
    app = ReflectApp(context, query="support")
    async with app.run_test() as pilot:
        await settle(pilot)
        (filter_,) = app.get_line_filters()
        background = app.screen.background_colors[1]
        drawn = [
            segment
            for strip in app.screen._compositor.render_strips()
            for segment in Strip(strip).apply_filter(filter_, background)
        ]
    styles = [segment.style for segment in drawn if segment.style is not None]
    assert styles
    assert not [style for style in styles if style.color or style.bgcolor]
    found = [one for one in drawn if one.text == "support" and one.style and one.style.reverse]
    assert found
