"""Textual's own lists on the rows of a journal: `lists.py option|table FILE`, a title a line."""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import DataTable, OptionList


class Options(App[None]):
    """An OptionList with all titles."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def __init__(self, titles: list[str]) -> None:
        super().__init__()
        self.titles = titles

    def compose(self) -> ComposeResult:
        """Make the list."""
        yield OptionList(*self.titles, markup=False)


class Table(App[None]):
    """A DataTable with all titles."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def __init__(self, titles: list[str]) -> None:
        super().__init__()
        self.titles = titles

    def compose(self) -> ComposeResult:
        """Make the table."""
        yield DataTable(cursor_type="row", show_header=False)

    def on_mount(self) -> None:
        """Fill it."""
        table = self.query_one(DataTable)
        table.add_column("title")
        table.add_rows((title,) for title in self.titles)


if __name__ == "__main__":
    shown = Path(sys.argv[2]).read_text("utf-8").splitlines()
    {"option": Options, "table": Table}[sys.argv[1]](shown).run()
