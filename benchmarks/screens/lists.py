"""Textual's own lists, filled with titles: `lists.py option|table FILE`, one title per line."""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import DataTable, OptionList


class Options(App[None]):
    """An OptionList of all titles."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def __init__(self, titles: list[str]) -> None:
        super().__init__()
        self.titles = titles

    def compose(self) -> ComposeResult:
        yield OptionList(*self.titles, markup=False)


class Table(App[None]):
    """A DataTable of all titles."""

    BINDINGS = [("q", "quit", "Quit")]  # noqa: RUF012

    def __init__(self, titles: list[str]) -> None:
        super().__init__()
        self.titles = titles

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row", show_header=False)

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_column("title")
        table.add_rows((title,) for title in self.titles)


if __name__ == "__main__":
    shown = Path(sys.argv[2]).read_text("utf-8").splitlines()
    {"option": Options, "table": Table}[sys.argv[1]](shown).run()
