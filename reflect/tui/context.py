"""What every screen is given: the journal, the settings, and the way to the editor."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reflect.errors import CommandLine, Notice, command_line

if TYPE_CHECKING:
    from reflect.config.settings import Config
    from reflect.journal import Journal


@dataclass
class AppContext:
    """Where one works.

    Args:
        journal: what is read and written; its `warn` leads to `warnings`.
        config: the settings of this run.
        environ: the environment, for the editor.
        recovery: the folder for texts that could not be saved.
        still: whether nothing may move on the screen.
        is_demo: whether the journal is a sample that goes when the program ends.
        warnings: lines of the journal that wait to be shown.
        farewell: lines to say in the shell, when the screen is gone.
        command_line: writes a command of reflect that acts on this journal.
    """

    journal: "Journal"
    config: "Config"
    environ: Mapping[str, str]
    recovery: Path
    reduce_motion: bool = False
    is_demo: bool = False
    warnings: list[Notice | str] = field(default_factory=list)
    farewell: list[Notice | str] = field(default_factory=list)
    command_line: CommandLine = command_line

    @property
    def now(self) -> datetime:
        """The instant it is for the user."""
        return self.journal.clock()

    @property
    def today(self) -> date:
        """The day it is for the user."""
        return self.now.date()

    def edited(self, text: str, name: str) -> AbstractContextManager[str]:
        """Give a text to the user's editor under a file name, and take it back.

        The app must be suspended around it.

        Raises:
            FileError: the editor failed; nothing was saved.
        """
        from reflect.journal.recovery import edited

        return edited(
            text,
            name,
            command=self.config.editor,
            environ=self.environ,
            recovery=self.recovery,
            encryption=self.journal.encryption,
        )
