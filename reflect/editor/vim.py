"""How vim and neovim are kept from leaving copies of a text, and how their swap files are read."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_HERE = Path(__file__).parent
# With versions and variants, such as vim.basic, nvim-0.10, nvim-linux-x86_64.appimage and vimx.
_NAME = re.compile(r"(?:[gme]|rg?)?n?vim(?:diff|x)?(?:[-.]?\d[\d.]*|-linux\S*)?(?:\.\w+)?")
# These open a window of their own, and leave the terminal at once.
_WINDOW_NAME = re.compile(r"(?:[gme]|rg)n?(?:vim|view)")
_PROGRAMS = ("vim", "nvim", "vi")
# The names under which a script may start vim.
_NAMES = (*_PROGRAMS, "editor", "ex", "gvim", "rvim", "view", "vim.basic", "vimdiff")
_LINKS = ".reflect-bin"
_SWAP = re.compile(r"\..+\.s[a-w][a-z]")
_SPECIAL = re.compile(r"([ \t\n*?\[{`$\\%#'\"|!<])")
OUTPUT = ".reflect-recovered"
"""The name of the file to which vim writes the text in a swap file."""

# In seconds; reading a swap file takes a fraction of one.
_PATIENCE = 20.0


def find_vim(words: Sequence[str], path: str | None) -> int | None:
    """Return the position of vim or neovim in a command such as `nice -n 5 vim`, or None.

    The file behind any number of links counts as well as the name, because `editor` may be vim.

    Args:
        words: the program and its arguments.
        path: the value of $PATH.
    """
    for position, word in enumerate(words):
        program = shutil.which(word, path=path)
        if program and any(map(_NAME.fullmatch, (Path(word).name, Path(program).resolve().name))):
            return position
    return None


def hands_over(words: Sequence[str]) -> bool:
    """Return whether vim is to give the file to a vim that is running already, and not to wait."""
    return any(word.startswith("--remote") and "wait" not in word for word in words)


def vim_options(words: Sequence[str], position: int) -> list[str]:
    """Return the options to insert after vim.

    There is no swap file until `options.vim` has named its folder, and viminfo is never read.

    Args:
        words: the program and its arguments.
        position: the position of vim.
    """
    options = ["-n", "-i", "NONE", "-c", f"source {_escape(_HERE / 'options.vim')}"]
    has_window = _WINDOW_NAME.match(Path(words[position]).name) or "-g" in words
    return [*options, "-f"] if has_window else options


def vim_environment(vim: str, environ: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the environment variables that vim needs.

    If reflect does not start vim itself, a script may still do so. Its options then come from
    `startup.vim`, or from `vim.sh`, to which links in the folder lead. In all cases, the temporary
    files of its filters go to the edit's folder.

    Args:
        vim: the vim that reflect starts, or "".
        environ: the environment.
        folder: the folder of the edit.
    """
    if vim:
        return {"TMPDIR": str(folder)}
    path = environ.get("PATH", "")
    return {
        "PATH": f"{_link_vims(folder, path)}{path}",
        "VIMINIT": f"source {_escape(_HERE / 'startup.vim')}",
        "REFLECT_VIMINIT": environ.get("VIMINIT", ""),
        "REFLECT_TMPDIR": str(folder),
    }


def _link_vims(folder: Path, path: str) -> str:
    """Create links to `vim.sh` for the installed names of vim; return the first part of a $PATH."""
    script, options = _HERE / "vim.sh", _HERE / "options.vim"
    names = [name for name in _NAMES if find_vim([name], path) is not None]
    if not names or not os.access(script, os.X_OK) or os.pathsep in str(folder):
        return ""
    links = folder / _LINKS
    try:
        links.mkdir(mode=0o700)
        (links / options.name).symlink_to(options)
        for name in names:
            (links / name).symlink_to(script)
    except OSError:
        return ""
    return f"{links}{os.pathsep}"


def is_swap_file(file: Path) -> bool:
    """Return whether a file is a swap file by its name."""
    return _SWAP.fullmatch(file.name) is not None


def read_swap_file(file: Path, program: str, environ: Mapping[str, str]) -> tuple[bytes, bool]:
    """Return the text in a swap file, and whether vim could read all of it.

    Args:
        file: the swap file.
        program: the program that wrote it, or "" if unknown.
        environ: the environment.
    """
    output = file.with_name(OUTPUT)
    options = ["-u", "NONE", "-i", "NONE", "-n", "--cmd", "set encoding=utf-8"]
    for command in (f"recover {_escape(file.name)}", f"write! {OUTPUT}", "quit!"):
        options += ["-c", command]
    partial = b""
    for name in filter(None, (program, *_PROGRAMS)):
        executable = shutil.which(name, path=environ.get("PATH"))
        if executable is None:
            continue
        with suppress(OSError, subprocess.TimeoutExpired):
            code = _run_quietly([executable, "-e", "-s", *options], environ, file.parent)
            data = output.read_bytes()
            output.unlink()
            if data and code == 0:
                return data, True
            partial = partial or data
    return partial, False


def _run_quietly(words: list[str], environ: Mapping[str, str], folder: Path) -> int:
    return subprocess.run(
        words,
        cwd=folder,
        env={**environ, "TERM": "dumb", "TMPDIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_PATIENCE,
        check=False,
        # A terminal that closes must not end it.
        start_new_session=True,
    ).returncode


def _escape(path: str | Path) -> str:
    """Escape a path for a command of vim, like its function `fnameescape`."""
    return _SPECIAL.sub(r"\\\1", str(path))
