"""Checks the terminal and the full-screen settings."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from reflect.config.settings import Config
from reflect.doctor.finding import Finding
from reflect.errors import Notice, UsageError

_UNSET = "{command} removes it."


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """Information about the terminal and full-screen checks, provided by the front end.

    Args:
        no_color: whether a command-line option disabled colors.
        has_screen: whether the terminal supports the full-screen interface.
        minimum_size: the minimum columns and lines for the full-screen interface.
        check_theme: a function that raises UsageError if a theme does not exist.
        check_keymap: a function that raises UsageError for unknown actions or keys.
    """

    no_color: bool
    has_screen: bool
    minimum_size: tuple[int, int]
    check_theme: Callable[[str], object]
    check_keymap: Callable[[Mapping[str, str]], object]


def check_terminal(front_end: FrontEnd) -> Iterator[Finding]:
    """Check the size, colors and encoding of the terminal."""
    encoding = sys.stdout.encoding or "?"
    if not sys.stdout.isatty():
        what = f"no terminal: written into a pipe or a file, in {encoding}"
        yield Finding("ok", what, "The full screen needs a terminal.", "")
    else:
        yield from _check_size(front_end)
    if not encoding.lower().replace("-", "").startswith("utf"):
        what = f"the terminal gets {encoding}, which lacks most letters: they turn into numbers"
        yield Finding("warning", what, "Set a UTF-8 locale, such as: `export LANG=C.UTF-8`", "")


def _check_size(front_end: FrontEnd) -> Iterator[Finding]:
    term = os.environ.get("TERM", "")
    columns, lines = shutil.get_terminal_size((80, 24))
    facts = [
        f"terminal: {term or 'unnamed'}",
        f"{columns}×{lines}",
        _colors(term, front_end.no_color),
        "the full screen can run" if front_end.has_screen else "no full screen",
    ]
    yield Finding("ok", ", ".join(facts), "", "")
    if not term:
        what = "the terminal has no name, so it gets plain lines only"
        yield Finding("warning", what, "Set TERM, such as: `export TERM=xterm-256color`", "")
    min_columns, min_lines = front_end.minimum_size
    if columns < min_columns or lines < min_lines:
        what = f"the window is too small for the full screen ({columns}×{lines})"
        yield Finding("warning", what, f"It needs {min_columns}×{min_lines}.", "")


def _colors(term: str, no_color: bool) -> str:
    if no_color:
        return "no colours (--no-color)"
    if os.environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if term in ("", "dumb"):
        return "no colours"
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256color" in term else "16 colours"


def check_screen_settings(config: Config, front_end: FrontEnd) -> Iterator[Finding]:
    """Check the configured theme and keymap."""
    place = str(config.path)
    # Unset options are skipped because each check imports Textual.
    if config.theme:
        try:
            front_end.check_theme(config.theme)
        except UsageError as error:
            what = f"{place}: theme: {error.message}"
            notices = (Notice(_UNSET, ("config", "unset", "theme")),)
            yield Finding("problem", what, error.hint, place, error.command, notices)
    for action, keys in config.keymap.items():
        try:
            front_end.check_keymap({action: keys})
        except UsageError as error:
            what = f"{place}: {error.message}"
            notices = (Notice(_UNSET, ("config", "unset", f"keymap.{action}")),)
            yield Finding("problem", what, error.hint, place, error.command, notices)
