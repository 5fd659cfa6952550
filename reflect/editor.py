"""A text through the user's editor and back, without leaving it behind.

The file lies in a folder of its own, in memory where the system has such a place. It is deleted
only when what the caller does with the text has ended well, or when it was rescued.
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

_UTF16 = (b"\xff\xfe", b"\xfe\xff")

SaveRecovery = Callable[[bytes, str], Path | None]
"""Keeps what could not be saved, under the name of its file; gives where, or None."""


@contextmanager
def edit_text(
    text: str,
    *,
    name: str,
    command: str | None,
    environ: Mapping[str, str],
    rescue: SaveRecovery,
) -> Iterator[str]:
    """Let the user edit a text; give what it became to the body of the `with`.

    When the body raises, a changed text is rescued, and the error's hint says where it is.

    Args:
        text: what to begin with.
        name: of the file that the editor shows; its ending chooses the colours.
        command: the editor of the config, which comes before $VISUAL and $EDITOR; None for none.
        environ: the environment.
        rescue: keeps a text that could not be saved; where it can't, the editor's file stays.

    Raises:
        UsageError: the editor's command can't be read.
        FileError: no editor, it failed, or what it wrote is no text; nothing was saved.
        StoppedError: we were told to stop meanwhile.
    """
    arguments = editor_command(command, environ)
    before = text.encode("utf-8", "replace")
    file = _lay_out(before, Path(name).name or "reflect.md", environ)
    with lock_folder(file.parent) as lock:
        try:
            _run([*arguments, str(file)], environ, lock)
            yield _decode(_read(file))
        except BaseException as problem:
            kept = _kept(file, before, rescue)
            if kept != file:
                _clear(file)
            if kept is not None:
                _say_where(problem, kept)
            raise
        _clear(file)


def _lay_out(data: bytes, name: str, environ: Mapping[str, str]) -> Path:
    """Write the file, in a folder that only the user can enter; in memory where that can be."""
    why = "there is no folder for it"
    for place in temp_folders(environ):
        try:
            file = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place)) / name
        except OSError as problem:
            why = problem.strerror or str(problem)
            continue
        try:
            _write(file, data)
        except OSError as problem:
            why = problem.strerror or str(problem)
            _clear(file)
            continue
        return file
    raise FileError(
        f"the text could not be given to the editor: {why}",
        hint="Set $TMPDIR to a folder with room that can be written to.",
    )


def _clear(file: Path) -> None:
    """Remove the folder, and with it what the editor may have left beside the file."""
    shutil.rmtree(file.parent, ignore_errors=True)


def _write(file: Path, data: bytes) -> None:
    """Write a new file that only the user can read, and wait until it is on the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with open(os.open(file, flags, 0o600), "wb") as stream:  # noqa: PTH123
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _run(arguments: list[str], environ: Mapping[str, str], lock: int | None) -> None:
    """Run the editor to its end.

    Ctrl-C is a key of the editor while it runs. Who tells us to stop, tells the editor.
    """
    told: list[int] = []
    editor: list[subprocess.Popen[bytes]] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        told.append(number)
        for process in editor:
            process.send_signal(number)

    with _signals(pass_on):
        try:
            kept = () if lock is None else (lock,)
            editor.append(subprocess.Popen(arguments, env=dict(environ), pass_fds=kept))
        except OSError as problem:
            raise FileError(
                f"the editor did not start: {arguments[0]}: {problem.strerror}",
                hint=_CHOOSE,
                command=_SET_EDITOR,
            ) from None
        for number in told:
            # There may have been nobody yet to pass it on to; twice is no harm.
            editor[0].send_signal(number)
        code = editor[0].wait()
    if told:
        raise StoppedError("stopped while the editor was open")
    if code:
        ended = f"exited with {code}" if code > 0 else f"was ended by signal {-code}"
        raise FileError(f"the editor {ended}; nothing was saved")


@contextmanager
def _signals(pass_on: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Handle signals while the editor runs; only the main thread can."""
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
    """Do nothing; unlike SIG_IGN this is not passed on to the editor."""


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise FileError("the editor left no file; nothing was saved")
    return file.read_bytes()


def _decode(data: bytes) -> str:
    """Read UTF-8, or UTF-16 where the file says so itself."""
    try:
        return data.decode("utf-16" if data.startswith(_UTF16) else "utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise FileError(
            f"line {line} is not UTF-8 text; nothing was saved", hint="Have the editor save UTF-8."
        ) from None


def _kept(file: Path, before: bytes, rescue: SaveRecovery) -> Path | None:
    """Put a changed text where it stays; give its path, or None if there is nothing new in it."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    return None if data in (b"", before) else rescue(data, file.name) or file


def _say_where(problem: BaseException, kept: Path) -> None:
    """Add to an error where the text is.

    Raises:
        StoppedError: in place of a Ctrl-C, which could not carry it.
    """
    where = f"What you wrote is in {kept}."
    if isinstance(problem, KeyboardInterrupt):
        raise StoppedError("stopped", detail=where) from None
    if isinstance(problem, ReflectError):
        problem.add_notice(where)
    else:
        problem.add_note(RecoveryNote(where))


_CHOOSE = "Set $VISUAL or $EDITOR, or {command}."
_SET_EDITOR = ("config", "set", "editor", "COMMAND")
_DEFAULTS = ("sensible-editor", "nano", "vim", "vi") if os.name != "nt" else ("notepad",)
# No swap file, no viminfo, and after the user's own settings no undo file and no backup.
_VIM_FLAGS = ("-n", "-i", "NONE", "-c", "silent! set noundofile nobackup nowritebackup")


def editor_command(command: str | None, environ: Mapping[str, str]) -> list[str]:
    """Find the editor: program and arguments.

    Args:
        command: the editor of the config; None for none.
        environ: the environment.

    Raises:
        UsageError: a quotation mark is missing.
        FileError: there is no such program.
    """
    path = environ.get("PATH")
    wanted, _ = choose_editor(command, environ)
    program, *arguments = [wanted] if shutil.which(wanted, path=path) else _split(wanted)
    found = shutil.which(program, path=path)
    if found is None:
        raise FileError(f"the editor was not found: {program}", hint=_CHOOSE, command=_SET_EDITOR)
    return [found, *_flags(Path(found)), *arguments]


def choose_editor(command: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """Give the command of the editor as it is written, and where that is.

    Raises:
        FileError: none is named, and none of the usual ones is there.
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
    """Take a command apart as a shell would; a path of Windows keeps its backslashes."""
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


PREFIX = "reflect-edit-"
"""What the name of the file's folder begins with; eight characters follow."""

IN_MEMORY = "/dev/shm"


def temp_folders(environ: Mapping[str, str]) -> list[str]:
    """List the folders where the file may lie: those in memory first, a temporary one last."""
    found = [place for place in (environ.get("XDG_RUNTIME_DIR"), IN_MEMORY) if place]
    with suppress(OSError):
        found.append(tempfile.gettempdir())
    return [place for place in found if Path(place).is_dir()]


@contextmanager
def lock_folder(folder: Path) -> Iterator[int | None]:
    """Hold a lock on the folder while it is in use, which says so to whoever tidies up.

    The editor holds it, too: it may outlive us.
    """
    if sys.platform == "win32":
        yield None
        return
    import fcntl

    lock = None
    try:
        # Where it can't be had, the folder's age must tell.
        with suppress(OSError):
            lock = os.open(folder, os.O_RDONLY)
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        yield lock
    finally:
        if lock is not None:
            os.close(lock)
