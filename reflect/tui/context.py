"""The context that every screen is given: the journal, the settings and the editor."""

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
    """The journal and the settings of a full-screen run.

    Args:
        journal: the journal; its warnings are appended to `warnings`.
        config: the settings.
        environ: the environment, for the editor.
        recovery: the folder for text that could not be saved.
        reduce_motion: whether nothing may be animated.
        is_demo: whether the journal is a sample that is deleted at the end.
        warnings: warnings of the journal that have not been shown yet.
        farewell: lines to print in the shell after the screen has closed.
        command_line: writes a command line that acts on this journal.
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
        """The current time of the user."""
        return self.journal.clock()

    @property
    def today(self) -> date:
        """The current date of the user."""
        return self.now.date()

    def edited(self, text: str, name: str) -> AbstractContextManager[str]:
        """Edit a text in the user's editor, as a context manager that returns the result.

        The app must be suspended meanwhile.

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
