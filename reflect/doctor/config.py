"""What is right and wrong with the config file and with the user's own guides."""

import os
from collections.abc import Iterator
from pathlib import Path

from reflect.doctor import permissions
from reflect.doctor.context import Around
from reflect.doctor.finding import Finding, of_error
from reflect.errors import Notice, ReflectError
from reflect.guides.loader import guide_errors, guide_names, load_guide
from reflect.text.display import plural

_MEND = Notice("Mend it in the file, or {command}.", ("config", "set", "KEY", "VALUE"))


def examine_settings(around: Around) -> Iterator[Finding]:
    """Look at the config file and the guides beside it, and change nothing."""
    path, guides = around.config.path, around.config.guides
    place = str(path)
    for fault in around.faults:
        notices = () if fault.hint or fault.command else (_MEND,)
        yield of_error(fault, place, "problem", *notices)
    if not os.path.lexists(path):
        if not around.faults:
            yield Finding("ok", f"{place}: no config file; the usual settings count", "", place)
    elif not around.faults:
        yield Finding("ok", f"{place}: every setting is known", "", place)
    yield from permissions.told(permissions.writable(paths_of(around)), "change it")
    try:
        load_guide(around.config.guide, guides)
    except ReflectError as error:
        # A broken file of the user's is told below, with its line.
        if around.config.guide not in guide_names(guides):
            choose = Notice("{command} chooses another.", ("config", "set", "guide", "NAME"))
            what = f"{place}: guide: {error.message}"
            yield Finding("problem", what, error.hint, place, error.command, (choose,))
    yield from _guides(guides)


def paths_of(around: Around) -> list[Path]:
    """List what decides what reflect does, and which programs it runs."""
    path = around.config.path
    # A file that is linked to is the one that counts.
    return [one.resolve() for one in (path.parent, path, around.config.guides)]


def _guides(folder: Path) -> Iterator[Finding]:
    place = str(folder)
    wrong = guide_errors(folder)
    for error in wrong:
        yield of_error(error, place, "warning")
    try:
        good = len(list(folder.glob("*.toml"))) - len(wrong)
    except OSError:
        return
    if good > 0:
        yield Finding("ok", f"{place}: {plural(good, 'good guide')} of your own", "", place)
