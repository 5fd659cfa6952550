"""Tests for OpenLink."""

import webbrowser
from typing import Any

import pytest

from reflect.tui.screens.dialogs.open_link import OpenLink
from tests.tui.helpers_pilot import screen_text, settle
from tests.tui.helpers_stage import NOTHING, Stage


class Browser:
    """Replaces the system's browser."""

    def __init__(self, name: str = "xdg-open") -> None:
        self.name = name


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The links given to the browser."""
    links: list[str] = []
    monkeypatch.setattr(Stage, "open_url", lambda self, url, **more: links.append(url))
    monkeypatch.setattr(webbrowser, "get", Browser)
    return links


async def test_link_is_not_opened_automatically(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a"]))
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "https://example.org/a" in screen_text(pilot)
        await pilot.press("escape")
    assert opened == []
    assert app.result is None


@pytest.mark.parametrize("key", ["o", "enter"])
async def test_key_opens_the_current_link(opened: list[str], key: str) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a", "https://example.org/b"]))
    async with app.run_test() as pilot:
        await pilot.press("n")
        assert "example.org/b" in screen_text(pilot) and "(2 of 2)" in screen_text(pilot)
        await pilot.press(key)
        await settle(pilot)
    assert opened == ["https://example.org/b"]


async def test_single_link_has_no_next_button(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a"]))
    async with app.run_test() as pilot:
        shown = screen_text(pilot)
    assert "Next" not in shown and " of " not in shown


async def test_open_button_can_be_clicked(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a"]))
    async with app.run_test() as pilot:
        await pilot.click("#open")
        await settle(pilot)
        assert app.result is None
    assert opened == ["https://example.org/a"]


async def test_long_link_is_shown_in_full(opened: list[str]) -> None:
    link = "https://example.org/" + "step/" * 40 + "?end=here"
    app = Stage(lambda: OpenLink([link]))
    async with app.run_test() as pilot:
        shown = "".join(line.strip(" │") for line in screen_text(pilot).splitlines())
    assert link in shown


async def test_user_name_is_not_mistaken_for_the_host(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://bank.example@evil.example/"]))
    async with app.run_test() as pilot:
        shown = screen_text(pilot)
    assert "Goes to evil.example" in shown
    assert "What stands before the @ is a name" in shown


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/passwd", "https://a/\x1b[2J"])
async def test_other_schemes_are_not_offered(opened: list[str], link: str) -> None:
    app = Stage(lambda: OpenLink([link]))
    async with app.run_test() as pilot:
        assert "There is no link to open here." in screen_text(pilot)
        await pilot.press("o", "enter")
        await settle(pilot)
    assert opened == []


async def test_mail_link_shows_the_address(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["mailto:ann@example.org?subject=Thanks"]))
    async with app.run_test() as pilot:
        assert "A mail to ann@example.org" in screen_text(pilot)


async def test_link_can_be_copied(opened: list[str]) -> None:
    app = Stage(lambda: OpenLink(["https://example.org/a"]))
    async with app.run_test() as pilot:
        await pilot.press("c")
        assert app.clipboard == "https://example.org/a"
    assert opened == []


def no_browser(using: Any = None) -> Browser:
    """Raise an error, as if there were no browser."""
    raise webbrowser.Error("could not locate runnable browser")


@pytest.mark.parametrize("get", [no_browser, lambda: Browser("lynx")])
async def test_dialog_stays_open_without_a_graphical_browser(
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
