"""The screen of the palette, and what only it offers: themes and a picture of the screen."""

import re
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import App, ComposeResult
from textual.command import CommandInput, CommandList, CommandPalette
from textual.containers import Horizontal, Vertical
from textual.widgets import LoadingIndicator

from reflect.config.settings import set_value
from reflect.errors import ReflectError
from reflect.journal.export_rules import write_file
from reflect.tui.notify import notify, notify_error
from reflect.tui.widgets.inputs import LineInput

if TYPE_CHECKING:
    from reflect.tui.context import AppContext

# A viewer of the picture would fetch these fonts from the network.
_FONTS = re.compile(r"@font-face\s*\{[^}]*\}")


class FindInput(CommandInput, LineInput):
    """What is looked for; a pasted control code is shown as a mark here, too.

    To stylesheets and queries it is a CommandInput, as Textual takes the first class for that.
    """


class PaletteScreen(CommandPalette):
    """Textual's palette with a field of ours, and in the colours of the theme."""

    DEFAULT_CSS = """
    PaletteScreen {
        #--input { border: hkey $border; }
        CommandInput { padding-left: 1; }
        CommandList { border-bottom: hkey $border; }
    }
    """

    def compose(self) -> ComposeResult:
        """Lay it out as Textual does."""
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield FindInput(example="An action, or an entry by its words")
            with Vertical(id="--results"):
                yield CommandList()
                yield LoadingIndicator()


def choose_theme(app: App[Any], name: str) -> None:
    """Take other colours, and keep the choice."""
    app.theme = name
    context: AppContext | None = getattr(app, "context", None)
    if context is not None and not context.is_demo:
        app.run_worker(partial(_keep_theme, app, context.config.path, name), thread=True)


def _keep_theme(app: App[Any], path: Path, name: str) -> None:
    try:
        set_value(path, "theme", name)
    except ReflectError as error:
        app.call_from_thread(notify_error, app, error)


def save_screenshot(app: App[Any]) -> None:
    """Save a picture of the screen as it is now, for the user's eyes only."""
    context: AppContext | None = getattr(app, "context", None)
    stamp = context.now.strftime("%Y-%m-%d-%H%M%S") if context else "screen"
    svg = _FONTS.sub("", app.export_screenshot(title="reflect"))
    app.run_worker(partial(_write, app, svg, f"reflect-{stamp}"), thread=True)


def _write(app: App[Any], svg: str, name: str) -> None:
    path = pictures() / f"{name}.svg"
    try:
        write_file(path, svg, force=False)
    except ReflectError as error:
        app.call_from_thread(notify_error, app, error)
    else:
        app.call_from_thread(notify, app, f"Saved {path}.")


def pictures() -> Path:
    """Name the folder for pictures: the platform's, or the home folder where that is missing."""
    import platformdirs

    with suppress(OSError):
        folder = platformdirs.user_pictures_path()
        if folder.is_dir():
            return folder
    return Path.home()
