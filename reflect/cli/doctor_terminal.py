"""What is right and wrong with the terminal, and with what the config says about the screen."""

import os
import shlex
import shutil
import sys
from collections.abc import Iterator

from reflect.cli.run_tui import has_screen
from reflect.config.settings import Config
from reflect.doctor.finding import Finding
from reflect.errors import UsageError
from reflect.text.display import plural


def examine_terminal(no_color: bool) -> Iterator[Finding]:
    """Look at the terminal; in a pipe there is none to look at.

    Args:
        no_color: whether an option asked for no colours.
    """
    encoding = sys.stdout.encoding or "?"
    if not sys.stdout.isatty():
        what = f"no terminal: written into a pipe or a file, in {encoding}"
        yield Finding("ok", what, "The full screen needs a terminal.", "")
    else:
        yield from _terminal(no_color)
    if not encoding.lower().replace("-", "").startswith("utf"):
        what = f"the terminal gets {encoding}, which lacks most letters: they turn into numbers"
        yield Finding("warning", what, "Set LANG to a UTF-8 locale, such as C.UTF-8.", "")


def _terminal(no_color: bool) -> Iterator[Finding]:
    from reflect.tui.needed import NEEDED

    term = os.environ.get("TERM", "")
    columns, lines = shutil.get_terminal_size((80, 24))
    facts = [f"terminal: {term or 'unnamed'}", f"{columns}×{lines}", _colours(term, no_color)]
    facts.append("the full screen can run" if has_screen() else "no full screen")
    yield Finding("ok", ", ".join(facts), "", "")
    if not term:
        what = "the terminal has no name, so it gets plain lines only"
        yield Finding("warning", what, "Set TERM, such as to xterm-256color.", "")
    if columns < NEEDED[0] or lines < NEEDED[1]:
        what = f"the window is too small for the full screen ({columns}×{lines})"
        yield Finding("warning", what, f"It needs {NEEDED[0]}×{NEEDED[1]}.", "")


def _colours(term: str, no_color: bool) -> str:
    if no_color:
        return "no colours (--no-color)"
    if os.environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    if term in ("", "dumb"):
        return "no colours"
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "16 million colours"
    return "256 colours" if "256color" in term else "16 colours"


def examine_screen(config: Config) -> Iterator[Finding]:
    """Look for the theme and for the actions that the config gives other keys."""
    if not (config.theme or config.keymap):
        # What follows imports Textual.
        return
    from reflect.tui.keymap import check_keymap
    from reflect.tui.theme import check_theme

    place = str(config.path)
    try:
        check_theme(config.theme)
    except UsageError as error:
        what = f"{place}: theme: {error.message}"
        yield Finding("problem", what, error.hint, place, error.command)
    for name, keys in config.keymap.items():
        try:
            check_keymap({name: keys})
        except UsageError as error:
            what = f"{place}: {error.message}"
            yield Finding("problem", what, error.hint, place, error.command)


def examine_reports() -> Iterator[Finding]:
    """Tell of the reports of bugs that wait to be sent."""
    from reflect.cli.crash import report

    place = report.folder()
    found = report.listed(place)
    if found:
        yield Finding(
            "ok",
            f"{place}: {plural(len(found), 'bug report')}, without text of yours",
            f"Send the newest with what you did ({found[-1].name}), or remove them: "
            f"rm -r {shlex.quote(str(place))}",
            str(place),
        )
