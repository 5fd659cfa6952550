"""Runs the commands in an example on a terminal and compares the output.

On a page, `…` matches any text within a line, or any number of lines if it is alone on a line. Ids
differ between runs, so the ids on the page stand for the real ones.
"""

import re
import sys
from contextlib import suppress
from io import StringIO
from pathlib import Path
from secrets import token_hex
from typing import Self

import pexpect

from reflect.practice.commitment_form import LABELS
from tests.docs.pages import ROOT, Step

HOME = "/home/ada"
ROWS, COLUMNS = 50, 80
PATIENCE = 60
_ID = "[0-9a-hjkmnp-tv-z]{10}"
# Some words look like ids, so the ids on pages always contain a digit.
_SHOWN_ID = re.compile(rf"(?<![0-9a-z])(?=[a-z]*\d){_ID}(?![0-9a-z])")
_PREFIX = re.compile(r"(?<![0-9a-z-])(?=[a-z]*\d)[0-9a-hjkmnp-tv-z]{3,9}(?![0-9a-z-])")
PROMPTS = "|".join([">", *(re.escape(f"{label}:") for label in LABELS)])
# Pages have no trailing spaces.
_TYPED = re.compile(rf"(?:{PROMPTS})(?: (.*))?")
_WAITS = re.compile(rf"(?:\A|\n)(?:{PROMPTS}) \Z")


class Terminal:
    """A terminal with its own home folder, an empty journal and a fixed clock.

    Args:
        folder: the folder for the terminal's files.
    """

    def __init__(self, folder: Path) -> None:
        self.ids: dict[str, str] = {}
        self.home = _short_link(folder / "ada")
        programs = folder / "bin"
        programs.mkdir()
        for name, arguments in (("reflect", "-m reflect"), ("python", "")):
            script = programs / name
            script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
            script.chmod(0o755)
        self.environment = {
            "HOME": str(self.home),
            "PATH": f"{programs}:/usr/bin:/bin",
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "TZ": "Europe/Berlin",
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.home.unlink()

    def run(self, step: Step) -> tuple[list[str], int]:
        """Run a command, type the input shown on the page, and return the screen and exit code."""
        screen = StringIO()
        command = self._really(step.command)
        child = pexpect.spawn(
            "/bin/sh",
            ["-c", command],
            env=self.environment | {"REFLECT_NOW": step.at},
            cwd=str(self.home),
            dimensions=(ROWS, COLUMNS),
            encoding="utf-8",
            timeout=PATIENCE,
        )
        child.delaybeforesend = None
        child.logfile_read = screen
        for line in step.shown:
            if typed := _TYPED.fullmatch(line):
                if child.expect([_WAITS, pexpect.EOF]):
                    break
                child.sendline(self._really(typed[1] or ""))
        child.expect(pexpect.EOF)
        child.close()
        text = screen.getvalue().replace("\r", "").replace(str(self.home), HOME)
        lines = [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []
        return lines, child.exitstatus or 0

    def agrees(self, step: Step, lines: list[str]) -> bool:
        """Return whether a screen matches the page, and remember its ids."""
        pattern, new = "", dict[str, str]()
        for row in step.shown:
            pattern += r"(?:.*\n)*?" if row == "…" else self._pattern(row, new) + r"\n"
        found = re.fullmatch(pattern, "".join(f"{line}\n" for line in lines))
        if found is None:
            return False
        self.ids |= {name: found[group] for name, group in new.items()}
        return True

    def as_page(self, lines: list[str]) -> list[str]:
        """Return a screen with real ids replaced by those on the page; new ids are added."""
        names = {real: name for name, real in self.ids.items()}
        written = []
        for line in lines:
            for real in _SHOWN_ID.findall(line):
                self.ids.setdefault(names.setdefault(real, real), real)
            written.append(_SHOWN_ID.sub(lambda found: names.get(found[0], found[0]), line))
        return written

    def _pattern(self, row: str, new: dict[str, str]) -> str:
        """Return a regular expression for a line of the page.

        Args:
            row: the line.
            new: receives the new ids, each with the name of its group.
        """
        written = ""
        for part in re.split(f"({_SHOWN_ID.pattern}|…)", row):
            if part == "…":
                written += ".*"
            elif not _SHOWN_ID.fullmatch(part):
                written += re.escape(part)
            else:
                real = re.escape(self.ids[part]) if part in self.ids else f"(?P={new.get(part)})"
                if part not in self.ids and part not in new:
                    new[part] = f"id{len(new)}"
                    real = f"(?P<{new[part]}>{_ID})"
                # YAML quotes ids that look like numbers.
                written += f'"?{real}"?'
        return written

    def _really(self, text: str) -> str:
        """Replace the ids and the home folder on the page with the real ones."""

        def prefix(found: re.Match[str]) -> str:
            real = next((r for name, r in self.ids.items() if name.startswith(found[0])), found[0])
            return real[: len(found[0])]

        text = _SHOWN_ID.sub(lambda found: self.ids.get(found[0], found[0]), text)
        return _PREFIX.sub(prefix, text).replace(HOME, str(self.home))


def _short_link(folder: Path) -> Path:
    """Create a folder and a link to it that is as long as HOME, so that lines wrap the same."""
    folder.mkdir()
    start = "/tmp/"
    while True:
        link = Path(start + token_hex(8)[: len(HOME) - len(start)])
        with suppress(FileExistsError):
            link.symlink_to(folder)
            return link
