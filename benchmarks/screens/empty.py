"""An empty Textual app with one word on the screen; `q` quits."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """Shows a word, so that the first paint can be detected."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield Static("painted")


if __name__ == "__main__":
    Empty().run()
