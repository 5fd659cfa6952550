"""Tests that the first paint happens before the store and the search are imported."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Opens Browse without a terminal, and prints the modules loaded when it starts to read, which is
# after the first paint.
FIRST_PAINT = """
import sys
from reflect.cli.context import CliContext
from reflect.cli.run_tui import browse_on_screen
from reflect.tui.screens.browse.screen import BrowseScreen

def start(screen):
    print("PAINTED", screen.entry_list.size.width, *sorted(sys.modules), file=sys.__stderr__)
    screen.app.exit()

BrowseScreen.start = start
context = CliContext()
browse_on_screen(context, context.journal(), "")
"""
# A locked journal asks for its passphrase first, so keys are looked for before the first paint;
# entries are not.
LATER = (
    *("reflect.formats", "reflect.guides", "reflect.search", "rapidfuzz", "tinydb", "yaml"),
    *("reflect.store.storage", "reflect.store.reader", "reflect.store.transaction"),
    *("reflect.tui.widgets.entry_content", "reflect.tui.widgets.entry_list_renderer"),
)


def test_store_and_search_are_imported_after_the_first_paint() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAINT],
        cwd=ROOT,
        env=os.environ | {"TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    mark, width, *modules = done.stderr.split()
    assert mark == "PAINTED", done.stderr
    assert int(width) > 0
    assert "reflect.tui.screens.browse.screen" in modules
    early = [name for name in modules if f"{name}.".startswith(tuple(f"{one}." for one in LATER))]
    assert not early
