"""Small questions: what they give back, and that they show what they are given as it is."""

import pytest
from textual.widgets._toast import Toast

from reflect.tui.notify import notify
from reflect.tui.screens.dialogs.confirm import AskLine, Confirm
from tests.tui.driving import screen_text, settle
from tests.tui.staging import NOTHING, Stage

# What is shown and which keys do what is the same whatever the journal is.

HOSTILE = "[@click=app.quit]x[/] [/home/me] \x1b]52;c;eA==\x07\u202e"


def no_comma(text: str) -> str:
    """Find commas."""
    return "A tag has no comma." if "," in text else ""


async def test_a_line_is_given_back_without_the_blanks_around_it() -> None:
    app = Stage(lambda: AskLine("Another tag?"))
    async with app.run_test() as pilot:
        await pilot.press(*" late ", "enter")
        assert app.result == "late"


async def test_a_line_begins_with_the_value_that_stands() -> None:
    app = Stage(lambda: AskLine("Rename the tag", value="launch"))
    async with app.run_test() as pilot:
        await pilot.press("e", "s", "enter")
        assert app.result == "launches"


async def test_leaving_a_line_gives_nothing_whatever_was_typed() -> None:
    app = Stage(lambda: AskLine("Another tag?"))
    async with app.run_test() as pilot:
        await pilot.press("a", "escape")
        assert app.result is None


async def test_a_line_with_something_wrong_stays_open_and_says_so_until_it_is_mended() -> None:
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
async def test_a_line_can_be_taken_or_left_with_the_mouse(button: str, result: str | None) -> None:
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
async def test_yes_must_be_meant(keys: list[str], result: bool) -> None:
    app = Stage(lambda: Confirm("Delete it for good?", "Delete for good", "Keep it"))
    async with app.run_test() as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        assert app.result is result


@pytest.mark.parametrize(("button", "result"), [("#yes", True), ("#no", False)])
async def test_both_answers_can_be_clicked(button: str, result: bool) -> None:
    app = Stage(lambda: Confirm("Delete it for good?", "Delete for good", "Keep it"))
    async with app.run_test() as pilot:
        await pilot.click(button)
        await pilot.pause()
        assert app.result is result


async def test_the_buttons_name_the_keys_and_what_is_done() -> None:
    app = Stage(lambda: Confirm("Delete it for good?", "Delete for good", "Keep it"))
    async with app.run_test() as pilot:
        shown = screen_text(pilot)
    assert "y Delete for good" in shown
    assert "n Keep it" in shown


@pytest.mark.parametrize("size", [(80, 24), (40, 12)])
async def test_what_a_question_is_given_is_shown_as_it_is(size: tuple[int, int]) -> None:
    app = Stage(lambda: Confirm(HOSTILE, HOSTILE, "Keep it"))
    async with app.run_test(size=size) as pilot:
        shown = screen_text(pilot)
    assert "[@click=app.quit]x[/]" in shown
    assert not any(char in shown for char in "\x1b\x07\u202e")


async def test_what_a_line_is_given_is_shown_as_it_is() -> None:
    app = Stage(lambda: AskLine(HOSTILE, HOSTILE, HOSTILE, lambda text: HOSTILE))
    async with app.run_test() as pilot:
        await pilot.press("enter")
        shown = screen_text(pilot)
    assert shown.count("[@click=app.quit]x[/]") == 4
    assert not any(char in shown for char in "\x1b\x07\u202e")


async def test_all_of_a_question_fits_into_the_smallest_window() -> None:
    app = Stage(lambda: AskLine("Rename the tag", "In every entry.", "launch", lambda text: "No."))
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("enter")
        shown = screen_text(pilot)
    assert all(words in shown for words in ("Rename", "In every", "launch", "No.", "OK", "Leave"))


async def test_a_key_that_the_user_chose_works_and_is_the_one_that_is_shown() -> None:
    app = Stage(lambda: Confirm("Delete it for good?", "Delete for good", "Keep it"))
    app.set_keymap({"confirm.yes": "j"})
    async with app.run_test() as pilot:
        assert "j Delete for good" in screen_text(pilot)
        await pilot.press("j")
        assert app.result is True


@pytest.mark.parametrize("size", [(80, 24), (60, 14)])
async def test_what_is_said_in_passing_covers_no_part_of_a_dialog(size: tuple[int, int]) -> None:
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
