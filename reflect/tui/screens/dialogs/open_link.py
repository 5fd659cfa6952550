"""The dialog that shows a full link before opening it."""

import webbrowser
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from reflect.tui.links import is_link, parts
from reflect.tui.notify import notify
from reflect.tui.safe_text import Content, safe_content
from reflect.tui.screens.dialogs.base import Dialog

# Text browsers, which would draw over our screen.
IN_TERMINAL = frozenset(["www-browser", "links", "elinks", "lynx", "w3m"])


class OpenLink(Dialog[None]):
    """Shows full links, one at a time, and opens the current one on request.

    Args:
        links: the http, https and mailto links; any others are ignored.
    """

    AUTO_FOCUS = "#open"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,enter", "open", "Open", id="link.open", tooltip="Open it in the browser"),
        Binding("c", "copy", "Copy", id="link.copy", tooltip="Copy it, to be opened elsewhere"),
        Binding("n", "turn(1)", "Next", id="link.next", tooltip="Show the next link"),
        Binding("p", "turn(-1)", "Previous", id="link.previous", tooltip="Show the link before"),
        Binding("escape,ctrl+q", "leave", "Leave", id="link.leave", tooltip="Open nothing"),
    ]

    def __init__(self, links: Sequence[str]) -> None:
        super().__init__()
        self._links = [link for link in links if is_link(link)]
        self._place = 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "turn":
            return len(self._links) > 1
        return bool(self._links) or action not in ("open", "copy")

    def body(self) -> ComposeResult:
        yield Static(id="title")
        with VerticalScroll(id="link"):
            yield Static(id="whole")
        yield Static(id="help")
        yield Static(id="problem")

    def on_mount(self) -> None:
        self._show()

    def action_turn(self, by: int) -> None:
        """Show the next or previous link, wrapping around at the ends."""
        self._place = (self._place + by) % len(self._links)
        self._show()

    def action_open(self) -> None:
        self._open(self._links[self._place])

    def action_copy(self) -> None:
        self.app.copy_to_clipboard(self._links[self._place])
        notify(self.app, "Copied, if the terminal allows it.")
        self.dismiss()

    def action_leave(self) -> None:
        self.dismiss()

    def _show(self) -> None:
        title = "Open this link?" if self._links else "There is no link to open here."
        if len(self._links) > 1:
            title += f" ({self._place + 1} of {len(self._links)})"
        self.query_one("#title", Static).update(safe_content(title))
        if self._links:
            link = self._links[self._place]
            self.query_one("#whole", Static).update(whole(link))
            self.query_one("#help", Static).update(goes_to(link))
            self.query_one("#problem", Static).update("")

    @work(thread=True)
    def _open(self, link: str) -> None:
        """Open a link in a thread, because finding a browser may take a while."""
        try:
            name = getattr(webbrowser.get(), "name", "")
        except webbrowser.Error:
            self.app.call_from_thread(self._opened, "There is no browser here; copy the link.")
            return
        if name in IN_TERMINAL:
            self.app.call_from_thread(self._opened, f"There is only {name} here; copy the link.")
            return
        self.app.open_url(link)
        self.app.call_from_thread(self._opened, "")

    def _opened(self, problem: str) -> None:
        if problem and self.is_attached:
            self.query_one("#problem", Static).update(safe_content(problem))
        elif self.is_current:
            self.dismiss()


def whole(link: str) -> Content:
    """Return a link with its host highlighted."""
    before, host, after = parts(link)
    return Content.assemble(
        safe_content(before, "$quiet"),
        safe_content(host, "bold underline"),
        safe_content(after, "$quiet"),
    )


def goes_to(link: str) -> Content:
    """Return a description of where a link goes, warning about a misleading user name."""
    found = parts(link)
    if found.before.lower().startswith("mailto:"):
        return Content.assemble("A mail to ", safe_content(found.host, "bold"))
    lines = [Content.assemble("Goes to ", safe_content(found.host, "bold"))]
    if "@" in found.before:
        lines.append(safe_content("What stands before the @ is a name, not where it goes."))
    return Content("\n").join(lines)
