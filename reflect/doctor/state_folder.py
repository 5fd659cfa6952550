"""Checks the state folder: permissions, recovery files and bug reports."""

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from reflect.config.paths import home_folder, is_nowhere
from reflect.doctor import permissions
from reflect.doctor.context import DoctorContext
from reflect.doctor.finding import Finding
from reflect.doctor.location import is_read_only
from reflect.doctor.shell import command, remove, set_aside
from reflect.errors import Notice, ReflectError
from reflect.journal.recovery import plain_recovery_files
from reflect.model.ids import is_id
from reflect.store import files, paths
from reflect.store.store import Store
from reflect.text.decode import EncodingError, decode
from reflect.text.display import plural

_BUGS = "bugs"
# The encodings to suggest for text that is not UTF-8, by their names for Python and iconv.
_ENCODINGS = (
    ("cp1252", "WINDOWS-1252"),
    ("latin-1", "ISO-8859-1"),
    ("utf-16-le", "UTF-16LE"),
    ("utf-16-be", "UTF-16BE"),
)
_OWN_FOLDERS = ("recovery", _BUGS, "journals")


def check_state_folder(context: DoctorContext) -> Iterator[Finding]:
    """Check the state folder for wrong permissions and for recovery files."""
    yield from _check_usable(context.state)
    places = state_paths(context) if os.path.isdir(context.state) else []
    yield from permissions.unusable_findings(permissions.unusable(places))
    yield from permissions.check_owner(str(context.state), places)
    yield from permissions.findings(permissions.too_open(places), "read it")
    plain = plain_recovery_files(context.recovery)
    sealed = [path for path in _inside(context.recovery) if path.is_file() and path not in plain]
    for waiting, how in ((plain, "in plain text"), (sealed, "encrypted")):
        if waiting:
            place = str(context.recovery)
            what = f"{place}: {plural(len(waiting), 'text')} that could not be saved, {how}"
            yield Finding("warning", what, "", place, notices=_steps(waiting[0], context))


def _check_usable(state: Path) -> Iterator[Finding]:
    """Check that the state folder is a folder on a disk that can be written to, or can be created.

    Other checks report the mode and the owner of an existing one.
    """
    if is_nowhere(state):
        return
    place = next(each for each in (state, *state.parents) if os.path.lexists(each))
    lost = "text that can't be saved has nowhere to go"
    if not os.path.isdir(place):
        is_dangling = os.path.islink(place) and not os.path.exists(place)
        remedy = remove(str(place)) if is_dangling else set_aside(str(place))
        yield Finding("problem", f"{place}: is not a folder, so {lost}", remedy, str(place))
    elif is_read_only(place):
        what = f"{place}: is on a read-only disk, so {lost}"
        remedy = "Set $XDG_STATE_HOME to a folder on another disk."
        yield Finding("problem", what, remedy, str(place))
    elif place != state and not os.access(place, os.W_OK | os.X_OK):
        what = f"{state}: can't be created in {place}, so {lost}"
        yield Finding("problem", what, permissions.make_usable(place), str(place))


def _steps(file: Path, context: DoctorContext) -> tuple[Notice, ...]:
    """Return the steps that take up the text in a recovery file, and remove the file."""
    then = f"Then: {remove(str(file))}"
    if _is_too_large(file):
        return (Notice(f"{file.name} is too large for an entry: {_move_home(file)}"),)
    data = _content(file, context)
    if data is not None and not data.strip():
        return (Notice(f"{file.name} is empty: {remove(str(file))}"),)
    usual = Notice(f"{{command}} saves the first. {then}", ("new", "--from", str(file)))
    entry_id = file.name.partition("-")[0]
    if is_id(entry_id) and _has_entry(entry_id, context):
        usual = Notice(f"{{command}} offers the first. {then}", ("edit", entry_id))
    return (usual,) if data is None or _is_text(data) else _conversion_steps(file, data, usual)


def _conversion_steps(file: Path, data: bytes, usual: Notice) -> tuple[Notice, ...]:
    """Return the steps for text in an encoding that reflect does not read.

    Args:
        file: the file.
        data: its content.
        usual: the step for text in UTF-8.
    """
    names = (name for codec, name in _ENCODINGS if _is_text(_converted(data, codec)))
    name = next(names, "")
    if not name:
        return (Notice(f"{file.name} is not text: {_move_home(file)}"),)
    if file.suffix == paths.SEALED:
        how = f"{file.name} is not UTF-8, perhaps {name}: {{command}} says how to convert it."
        return (Notice(how, ("help", "recovery")),)
    old, new = shlex.quote(str(file)), shlex.quote(f"{file}.utf-8")
    convert = f"`(umask 077 && iconv -f {name} -t UTF-8 {old} > {new} && mv {new} {old})`"
    return (Notice(f"{file.name} is not UTF-8. If it is {name}: {convert}, then:"), usual)


def _is_too_large(file: Path) -> bool:
    """Return whether an entry with the content of a file might be too large to be read."""
    try:
        # JSON and encryption make it larger.
        return file.stat().st_size > files.LARGEST // 2
    except OSError:
        return False


def _move_home(file: Path) -> str:
    """Return a shell command that moves a file to the home folder."""
    folder = home_folder(os.environ) or file.parents[2]
    return command("mv", str(file), files.free_path(str(folder), file.name, ""))


def _content(file: Path, context: DoctorContext) -> bytes | None:
    """Return the content of a recovery file; None if it can't be read or decrypted."""
    try:
        return context.encryption.keys.read(str(file))
    except ReflectError:
        return None


def _converted(data: bytes, codec: str) -> bytes:
    """Return text in UTF-8; bytes that are not text if it is not in the given encoding."""
    # Nearly any bytes are valid UTF-16, but in European languages every other one is zero.
    if codec.startswith("utf-16") and 4 * data.count(0) < len(data):
        return data
    try:
        return data.decode(codec).encode()
    except UnicodeError:
        return data


def _is_text(data: bytes) -> bool:
    try:
        decode(data)
    except EncodingError:
        return False
    return True


def _has_entry(entry_id: str, context: DoctorContext) -> bool:
    try:
        rows = Store(context.journal, keys=context.encryption.keys).rows()
    except ReflectError:
        return False
    return any(row.id == entry_id for row in rows)


def check_bug_reports(context: DoctorContext) -> Iterator[Finding]:
    """Check for bug reports that can be sent."""
    place = context.state / _BUGS
    reports = [path for path in _inside(place) if path.suffix == ".txt" and path.is_file()]
    if reports:
        yield Finding(
            "ok",
            f"{place}: {plural(len(reports), 'bug report')}, without your text",
            f"Send the newest with what you did ({reports[-1].name}), or remove them: "
            f"{command('rm', '-r', str(place))}",
            str(place),
        )


def state_paths(context: DoctorContext) -> list[Path]:
    """Return the state folder, the subfolders that reflect creates, and their content.

    Other content is omitted because on macOS, the journal is in the same folder by default.
    """
    paths = [context.state]
    for name in _OWN_FOLDERS:
        folder = context.state / name
        # Unlike `Path.is_dir`, this is False if a parent folder may not be searched.
        if os.path.isdir(folder) and not folder.is_symlink():
            paths += [folder, *_inside(folder)]
    return paths


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
