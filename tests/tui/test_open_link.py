"""A link is shown whole, and opened by a key alone."""

import webbrowser
from typing import Any

import pytest

from reflect.tui.screens.dialogs.open_link import OpenLink
from tests.tui.driving import screen_text, settle
from tests.tui.staging import NOTHING, Stage

# What is shown and which keys do what is the same whatever the journal is.


class Browser:
    """Takes the place of the system's browser."""

    def __init__(self, name: str = "xdg-open") -> None:
        self.name = name


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was given to the browser."""
    links: list[str] = []
    monkeypatch.setattr(Stage, "open_url", lambda self, url, **more: links.append(url))
    monkeypatch.setattr(webbrowser, "get", Browser)
    return links


async def test_nothing_is_opened_before_a_key(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a"]))
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "https://example.org/a" in screen_text(pilot)
        await pilot.press("escape")
    assert opened == []
    assert app.result is None


@pytest.mark.parametrize("key", ["o", "enter"])
async def test_a_key_opens_the_link_that_is_shown(opened: list[str], key: str) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a", "https://example.org/b"]))
    async with app.run_test() as pilot:
        await pilot.press("n")
        assert "example.org/b" in screen_text(pilot) and "(2 of 2)" in screen_text(pilot)
        await pilot.press(key)
        await settle(pilot)
    assert opened == ["https://example.org/b"]


async def test_one_link_alone_has_no_next(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a"]))
    async with app.run_test() as pilot:
        shown = screen_text(pilot)
    assert "Next" not in shown and " of " not in shown


async def test_a_click_on_the_button_opens_it_too(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a"]))
    async with app.run_test() as pilot:
        await pilot.click("#open")
        await settle(pilot)
        assert app.result is None
    assert opened == ["https://example.org/a"]


async def test_a_long_link_is_shown_to_its_end(opened: list[str]) -> None:
    link = "https://example.org/" + "step/" * 40 + "?end=here"
    app = Stage(lambda: OpenLink([link]))
    async with app.run_test() as pilot:
        shown = "".join(line.strip(" │") for line in screen_text(pilot).splitlines())
    assert link in shown


async def test_a_name_before_the_host_does_not_pass_for_it(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://bank.example@evil.example/"]))
    async with app.run_test() as pilot:
        shown = screen_text(pilot)
    assert "Goes to evil.example" in shown
    assert "What stands before the @ is a name" in shown


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "https://a/\x1b[2J"])
async def test_anything_else_is_not_offered(opened: list[str], link: str) -> None:
    app = Stage(lambda: OpenLink([link]))
    async with app.run_test() as pilot:
        assert "There is no link to open here." in screen_text(pilot)
        await pilot.press("o", "enter")
        await settle(pilot)
    assert opened == []


async def test_a_mail_names_its_address(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["mailto:ann@example.org?subject=Thanks"]))
    async with app.run_test() as pilot:
        assert "A mail to ann@example.org" in screen_text(pilot)


async def test_a_link_can_be_copied(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a"]))
    async with app.run_test() as pilot:
        await pilot.press("c")
        assert app.clipboard == "https://example.org/a"
    assert opened == []


def no_browser(using: Any = None) -> Browser:
    """Find none."""
    raise webbrowser.Error("could not locate runnable browser")


@pytest.mark.parametrize("get", [no_browser, lambda: Browser("lynx")])
async def test_without_a_window_for_it_the_link_stays_to_be_copied(
    opened: list[str], monkeypatch: pytest.MonkeyPatch, get: Any
) -> None:
    monkeypatch.setattr(webbrowser, "get", get)
    app = Stage(lambda: OpenLink(["https://example.org/a"]))
    async with app.run_test(notifications=True) as pilot:
        await pilot.press("o")
        await settle(pilot)
        assert "copy the link" in screen_text(pilot)
        assert app.result is NOTHING
    assert opened == []
