"""Checks the config file and the user's own guides."""

import os
from collections.abc import Iterator
from pathlib import Path

from reflect.config.paths import is_nowhere
from reflect.doctor import permissions
from reflect.doctor.context import DoctorContext
from reflect.doctor.finding import Finding, of_error
from reflect.doctor.shell import set_aside
from reflect.errors import Notice, ReflectError
from reflect.guides.loader import guide_errors, guide_names, load_guide
from reflect.text.display import plural

_CHOOSE = Notice("{command} chooses the default.", ("config", "unset", "guide"))


def check_config(context: DoctorContext) -> Iterator[Finding]:
    """Check the config file and the user's own guides."""
    path, guides = context.config.path, context.config.guides
    place = str(path)
    for error in context.config_errors:
        if error.notices or not os.path.lexists(path):
            yield of_error(error, place)
        else:
            # The file as a whole can't be read.
            remedy = f"Correct it in an editor, or move it away: {set_aside(place)}"
            yield Finding("problem", error.message, remedy, place)
    if not context.config_errors:
        exists = os.path.lexists(path)
        state = "every setting is known" if exists else "no config file; the usual settings count"
        where = "the config (the home folder is not known)" if is_nowhere(path) else place
        yield Finding("ok", f"{where}: {state}", "", place)
    yield from permissions.findings(permissions.writable(config_paths(context)), "change it")
    try:
        load_guide(context.config.guide, guides)
    except ReflectError as error:
        # _check_guides reports errors in guide files, with line numbers.
        if context.config.guide not in guide_names(guides):
            what = f"{place}: guide: {error.message}"
            yield Finding("problem", what, error.hint, place, error.command, (_CHOOSE,))
    yield from _check_guides(guides)


def config_paths(context: DoctorContext) -> list[Path]:
    """Return the files and folders that control what reflect does and which programs it runs."""
    path = context.config.path
    return [each.resolve() for each in (path.parent, path, context.config.guides)]


def _check_guides(folder: Path) -> Iterator[Finding]:
    place = str(folder)
    errors = guide_errors(folder)
    for error in errors:
        notices: tuple[Notice, ...] = ()
        if error.path is not None and error.path.is_file():
            notices = (Notice(f"Correct it, or move it away: {set_aside(str(error.path))}"),)
        yield of_error(error, place, "warning", *notices)
    try:
        good = len(list(folder.glob("*.toml"))) - len(errors)
    except OSError:
        return
    if good > 0:
        yield Finding("ok", f"{place}: {plural(good, 'good guide')} of your own", "", place)
