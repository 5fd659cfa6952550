"""Opens text in the user's editor without leaving a copy behind.

The file has its own folder, in memory if the system has a memory-backed folder. It is deleted only
after the caller has successfully used the text or a recovery copy has been written.
"""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from reflect.errors import FileError, RecoveryNote, ReflectError, StoppedError, UsageError

PREFIX = "reflect-edit-"
"""The prefix of the folder name; eight random characters follow."""

IN_MEMORY = "/dev/shm"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CHOOSE = "Set $VISUAL or $EDITOR, or {command}."
_SET_EDITOR = ("config", "set", "editor", "COMMAND")
_DEFAULTS = ("sensible-editor", "nano", "vim", "vi") if os.name != "nt" else ("notepad",)
# No swap file or viminfo; no undo or backup files either, whatever the user's settings.
_VIM_FLAGS = ("-n", "-i", "NONE", "-c", "silent! set noundofile nobackup nowritebackup")

SaveRecovery = Callable[[bytes, str], Path | None]
"""Saves a recovery copy of the text under a file name; returns its path, or None on failure."""


@contextmanager
def edit_text(
    text: str,
    *,
    name: str,
    command: str | None,
    environ: Mapping[str, str],
    save_recovery: SaveRecovery,
) -> Iterator[str]:
    """Open text in the user's editor, and pass the result to the body of the `with` statement.

    If anything fails, changed text is kept as a recovery copy, and the error gives its location.

    Args:
        text: the text to edit.
        name: the file name shown in the editor; its suffix selects the syntax highlighting.
        command: the configured editor, which overrides $VISUAL and $EDITOR; None if not set.
        environ: the environment.
        save_recovery: saves the recovery copy; if it fails, the editor's file is kept.

    Raises:
        UsageError: the editor command is malformed.
        FileError: there is no editor, it failed, or its file is not text; nothing was saved.
        StoppedError: a termination signal arrived while the editor was open.
    """
    arguments = editor_command(command, environ)
    before = text.encode("utf-8", "replace")
    file = _create_file(before, Path(name).name or "reflect.md", environ)
    with lock_folder(file.parent) as lock:
        try:
            _run([*arguments, str(file)], environ, lock)
            yield _decode(_read(file))
        except BaseException as error:
            copy = _keep_changes(file, before, save_recovery)
            if copy != file:
                _clear(file)
            if copy is not None:
                _add_location(error, copy)
            raise
        _clear(file)


def _create_file(data: bytes, name: str, environ: Mapping[str, str]) -> Path:
    """Write the file to a private folder, in memory if possible."""
    why = "there is no folder for it"
    for place in temp_folders(environ):
        try:
            file = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place)) / name
        except OSError as error:
            why = error.strerror or str(error)
            continue
        try:
            _write(file, data)
        except OSError as error:
            why = error.strerror or str(error)
            _clear(file)
            continue
        return file
    raise FileError(
        f"the text could not be given to the editor: {why}",
        hint="Set $TMPDIR to a folder with room that can be written to.",
    )


def _clear(file: Path) -> None:
    """Remove the folder, including any other files that the editor left in it."""
    shutil.rmtree(file.parent, ignore_errors=True)


def _write(file: Path, data: bytes) -> None:
    """Write a new private file and flush it to disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with open(os.open(file, flags, 0o600), "wb") as stream:  # noqa: PTH123
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _run(arguments: list[str], environ: Mapping[str, str], lock: int | None) -> None:
    """Run the editor until it exits.

    While it runs, Ctrl-C belongs to the editor, and termination signals are passed on to it.
    """
    received: list[int] = []
    editor: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        received.append(number)
        for process in editor:
            process.send_signal(number)

    with _signals(pass_on):
        try:
            inherited = () if lock is None else (lock,)
            editor.append(subprocess.Popen(arguments, env=dict(environ), pass_fds=inherited))
        except OSError as error:
            raise FileError(
                f"the editor did not start: {arguments[0]}: {error.strerror}",
                hint=_CHOOSE,
                command=_SET_EDITOR,
            ) from None
        for number in received:
            # The signal may have come before the editor started; sending it twice is harmless.
            editor[0].send_signal(number)
        code = editor[0].wait()
    if received:
        raise StoppedError("stopped while the editor was open")
    if code:
        ended = f"exited with {code}" if code > 0 else f"was ended by signal {-code}"
        raise FileError(f"the editor {ended}; nothing was saved")


@contextmanager
def _signals(pass_on: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle signals while the editor runs, which is only possible in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    handlers: dict[int, Callable[[int, FrameType | None], None]] = {
        signal.SIGINT: _ignore,
        signal.SIGTERM: pass_on,
    }
    if sys.platform != "win32":
        handlers |= {signal.SIGHUP: pass_on, signal.SIGQUIT: _ignore}
    before = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore(number: int, frame: FrameType | None) -> None:
    """Ignore a signal. Unlike SIG_IGN, this handler is not inherited by the editor."""


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise FileError("the editor left no file; nothing was saved")
    return file.read_bytes()


def _decode(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 if there is a byte order mark."""
    try:
        return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(
            f"line {line} is not UTF-8 text; nothing was saved", hint="Have the editor save UTF-8."
        ) from None


def _keep_changes(file: Path, before: bytes, save_recovery: SaveRecovery) -> Path | None:
    """Keep changed text and return its path, or None if it is empty or unchanged."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    return None if data in (b"", before) else save_recovery(data, file.name) or file


def _add_location(error: BaseException, path: Path) -> None:
    """Add the location of the saved text to an error.

    Raises:
        StoppedError: replaces KeyboardInterrupt, which can't carry the location.
    """
    where = f"What you wrote is in {path}."
    if isinstance(error, KeyboardInterrupt):
        raise StoppedError("stopped", detail=where) from None
    if isinstance(error, ReflectError):
        error.add_notice(where)
    else:
        error.add_note(RecoveryNote(where))


def editor_command(command: str | None, environ: Mapping[str, str]) -> list[str]:
    """Return the editor's program and arguments.

    Args:
        command: the configured editor; None if not set.
        environ: the environment.

    Raises:
        UsageError: the command has an unclosed quotation mark.
        FileError: no editor was found.
    """
    path = environ.get("PATH")
    wanted, _ = choose_editor(command, environ)
    program, *arguments = [wanted] if shutil.which(wanted, path=path) else _split(wanted)
    executable = shutil.which(program, path=path)
    if executable is None:
        raise FileError(f"the editor was not found: {program}", hint=_CHOOSE, command=_SET_EDITOR)
    return [executable, *_flags(Path(executable)), *arguments]


def choose_editor(command: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the editor command as it was set, and the name of the setting.

    Raises:
        FileError: no editor is set, and no default editor is installed.
    """
    named = {
        "config": command,
        "$VISUAL": environ.get("VISUAL"),
        "$EDITOR": environ.get("EDITOR"),
    }
    for where, text in named.items():
        if text and text.strip():
            return text.strip(), where
    for name in _DEFAULTS:
        if shutil.which(name, path=environ.get("PATH")):
            return name, "default"
    raise FileError("there is no editor", hint=_CHOOSE, command=_SET_EDITOR)


def _split(command: str) -> list[str]:
    """Split a command like a shell, but keep backslashes in Windows paths."""
    try:
        if os.name == "nt":
            return [part.strip('"') for part in shlex.split(command, posix=False)]
        return shlex.split(command)
    except ValueError:
        raise UsageError(
            f"a quotation mark is missing in the editor: {command}",
            hint=_CHOOSE,
            command=_SET_EDITOR,
        ) from None


def _flags(program: Path) -> tuple[str, ...]:
    names = {program.stem, program.resolve().name.split(".")[0]}
    return _VIM_FLAGS if names & {"vim", "nvim"} else ()


def temp_folders(environ: Mapping[str, str]) -> list[str]:
    """Return the folders that are suitable for the file, memory-backed ones first."""
    places = [place for place in (environ.get("XDG_RUNTIME_DIR"), IN_MEMORY) if place]
    with suppress(OSError):
        places.append(tempfile.gettempdir())
    return [place for place in places if Path(place).is_dir()]


@contextmanager
def lock_folder(folder: Path) -> Iterator[int | None]:
    """Hold a lock that marks the folder as in use, so that `doctor` does not remove it.

    The editor inherits the lock, because it may outlive this process.
    """
    if sys.platform == "win32":
        yield None
        return
    import fcntl

    lock = None
    try:
        # If locking fails, `doctor` judges by the folder's age.
        with suppress(OSError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield lock
    finally:
        if lock is not None:
            os.close(lock)
