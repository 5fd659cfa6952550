"""An empty Textual app: one word on the screen, and `q` to leave."""

from textual.app import App, ComposeResult
from textual.widgets import Static


class Empty(App[None]):
    """Shows a word, so that its first paint can be seen."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        """Make the word."""
        yield Static("painted")


if __name__ == "__main__":
    Empty().run()
