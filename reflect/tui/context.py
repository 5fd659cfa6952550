"""The context that all screens share: the journal, the settings and the editor."""

from collections.abc import Callable, Mapping
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
    """The state that all screens of an app share.

    Args:
        journal: the journal, which appends its warnings to `warnings`.
        config: the settings.
        environ: the environment variables, used to find the editor.
        recovery: the folder for text that could not be saved.
        reduce_motion: whether animations are disabled.
        is_demo: whether the journal is a sample that is deleted on exit.
        warnings: journal warnings that have not been shown yet.
        farewell: lines to print after the app has exited.
        unsaved: texts that could not be saved anywhere, to show on the terminal after that.
        command_line: a function that formats command lines for this journal.
    """

    journal: "Journal"
    config: "Config"
    environ: Mapping[str, str]
    recovery: Path
    reduce_motion: bool = False
    is_demo: bool = False
    warnings: list[Notice | str] = field(default_factory=list)
    farewell: list[Notice | str] = field(default_factory=list)
    unsaved: list[str] = field(default_factory=list)
    command_line: CommandLine = command_line

    @property
    def state(self) -> Path:
        """The folder for what is remembered outside the journal."""
        return self.recovery.parent

    @property
    def now(self) -> datetime:
        """The current local time."""
        return self.journal.clock()

    @property
    def today(self) -> date:
        """The current local date."""
        return self.now.date()

    def edited(
        self, text: str, name: str, notify: Callable[[Notice], object]
    ) -> AbstractContextManager[str]:
        """Return a context manager that opens a text in the user's editor and returns the result.

        The app must be suspended first.

        Args:
            text: the text to edit.
            name: the file name to show in the editor.
            notify: a function that takes a message for the user.

        Raises:
            FileError: if the editor fails; nothing is saved.
        """
        from reflect.journal.recovery import edited

        return edited(
            text,
            name,
            command=self.config.editor,
            environ=self.environ,
            recovery=self.recovery,
            encryption=self.journal.encryption,
            is_saved=False,
            notify=notify,
        )
