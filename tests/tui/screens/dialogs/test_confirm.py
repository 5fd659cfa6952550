"""Tests for AskLine and Confirm."""

import pytest
from textual.widgets._toast import Toast

from reflect.tui.notify import notify
from reflect.tui.screens.dialogs.confirm import AskLine, Confirm
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.helpers_stage import NOTHING, Stage

HOSTILE = "[@click=app.quit]x[/] [/home/me] \x1b]52;c;eA==\x07\u202e"


def no_comma(text: str) -> str:
    """Reject text that contains a comma."""
    return "A tag has no comma." if "," in text else ""


async def test_line_is_returned_without_surrounding_whitespace() -> None:
    app = Stage(lambda: AskLine("Another tag?"))
    async with app.run_test() as pilot:
        await pilot.press(*" late ", "enter")
        assert app.result == "late"


async def test_line_starts_with_the_initial_value() -> None:
    app = Stage(lambda: AskLine("Rename the tag", value="launch"))
    async with app.run_test() as pilot:
        await pilot.press("e", "s", "enter")
        assert app.result == "launches"


async def test_leaving_a_line_returns_none() -> None:
    app = Stage(lambda: AskLine("Another tag?"))
    async with app.run_test() as pilot:
        await pilot.press("a", "escape")
        assert app.result is None


async def test_line_with_a_problem_stays_open_until_corrected() -> None:
    app = Stage(lambda: AskLine("Another tag?", check=no_comma))
    async with app.run_test() as pilot:
        await pilot.press("a", ",", "enter")
        assert app.result is NOTHING
        assert "A tag has no comma." in screen_text(pilot)
        await pilot.press("backspace")
        assert "A tag has no comma." not in screen_text(pilot)
        await pilot.press("enter")
        assert app.result == "a"


@pytest.mark.parametrize(("button", "result"), [("#ok", "launch"), ("#leave", None)])
async def test_buttons_of_a_line_can_be_clicked(button: str, result: str | None) -> None:
    app = Stage(lambda: AskLine("Another tag?", value="launch"))
    async with app.run_test() as pilot:
        await pilot.click(button)
        await pilot.pause()
        assert app.result == result


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        (["y"], True),
        (["n"], False),
        (["escape"], False),
        (["ctrl+q"], False),
        (["enter"], False),
        (["left", "enter"], True),
    ],
)
async def test_only_an_explicit_yes_confirms(keys: list[str], result: bool) -> None:
    app = Stage(lambda: Confirm("Delete it for good?", "Delete for good", "Keep it"))
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.result is result


@pytest.mark.parametrize(("button", "result"), [("#yes", True), ("#no", False)])
async def test_buttons_of_a_question_can_be_clicked(button: str, result: bool) -> None:
    app = Stage(lambda: Confirm("Delete it for good?", "Delete for good", "Keep it"))
    async with app.run_test() as pilot:
        await pilot.click(button)
        await pilot.pause()
        assert app.result is result


async def test_buttons_show_keys_and_labels() -> None:
    app = Stage(lambda: Confirm("Delete it for good?", "Delete for good", "Keep it"))
    async with app.run_test() as pilot:
        shown = screen_text(pilot)
    assert "y Delete for good" in shown
    assert "n Keep it" in shown


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_question_shows_hostile_text_as_text(size: tuple[int, int]) -> None:
    app = Stage(lambda: Confirm(HOSTILE, HOSTILE, "Keep it"))
    async with app.run_test(size=size) as pilot:
        shown = screen_text(pilot)
    assert "[@click=app.quit]x[/]" in shown
    assert not any(char in shown for char in "\x1b\x07\u202e")


async def test_line_shows_hostile_text_as_text() -> None:
    app = Stage(lambda: AskLine(HOSTILE, HOSTILE, HOSTILE, lambda text: HOSTILE))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        shown = screen_text(pilot)
    assert shown.count("[@click=app.quit]x[/]") == 4
    assert not any(char in shown for char in "\x1b\x07\u202e")


async def test_dialog_fits_into_the_smallest_window() -> None:
    app = Stage(lambda: AskLine("Rename the tag", "In every entry.", "launch", lambda text: "No."))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("enter")
        shown = screen_text(pilot)
    assert all(words in shown for words in ("Rename", "In every", "launch", "No.", "OK", "Leave"))


async def test_button_shows_the_remapped_key() -> None:
    app = Stage(lambda: Confirm("Delete it for good?", "Delete for good", "Keep it"))
    app.set_keymap({"confirm.yes": "j"})
    async with app.run_test() as pilot:
        assert "j Delete for good" in screen_text(pilot)
        await pilot.press("j")
        assert app.result is True


@pytest.mark.parametrize("size", [(80, 24), (60, 14)])
async def test_toasts_do_not_cover_a_dialog(size: tuple[int, int]) -> None:
    app = Stage(lambda: AskLine("Export 3 entries to", help="One.\nTwo.\nThree.", value="a.md"))
    async with app.run_test(size=size, notifications=True) as pilot:
        notify(app, "The journal changed outside: 12 new.", "warning")
        await settle(pilot)
        toasts = [toast.region for toast in app.screen.query(Toast)]
        assert toasts
        box = app.screen.query_one("#box").region
        assert not any(box.overlaps(toast) for toast in toasts)
        assert "Leave" in screen_text(pilot)
        assert "changed outside" in screen_text(pilot)
