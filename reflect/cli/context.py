"""The context of a command: the settings, the journal, the output streams."""

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from reflect.cli.registry import COMMANDS
from reflect.config.settings import Config, load_config
from reflect.errors import FileError, Notice, ReflectError, command_line, fill_command

if TYPE_CHECKING:
    from reflect.cli.output import Output
    from reflect.journal import Journal
    from reflect.journal.encryption import JournalEncryption, Prompt


def clock() -> datetime:
    """Return the current local time with its offset, or the time in REFLECT_NOW."""
    fixed = os.environ.get("REFLECT_NOW")
    if fixed:
        return datetime.fromisoformat(fixed)
    return datetime.now(UTC).astimezone()


@dataclass
class CliContext:
    """The global options of this run, and what depends on them."""

    journal_option: str | None = None
    config_option: Path | None = None
    passphrase_fd: int | None = None
    no_color: bool = False
    # The lines of passphrase_fd that are left; None until it is read.
    passphrases: list[str] | None = None
    _journal: "Journal | None" = None

    @cached_property
    def config(self) -> Config:
        """The settings, read once."""
        return load_config(os.environ, path=self.config_option, journal=self.journal_option)

    @cached_property
    def out(self) -> "Output":
        """Stdout, for results."""
        from reflect.cli.output import Output

        return Output(sys.stdout, no_color=self.no_color)

    @cached_property
    def err(self) -> "Output":
        """Stderr, for messages, prompts and errors."""
        from reflect.cli.output import Output

        return Output(sys.stderr, no_color=self.no_color)

    @property
    def recovery(self) -> Path:
        """The folder for texts that could not be saved."""
        from reflect.config.paths import platform_folder

        return platform_folder("state", os.environ) / "recovery"

    def edited(self, text: str, name: str) -> AbstractContextManager[str]:
        """Open a text in the user's editor under a file name, and yield the edited text.

        Raises:
            FileError: The editor failed; nothing was saved.
        """
        from reflect.journal.recovery import edited

        return edited(
            text,
            name,
            command=self.config.editor,
            environ=os.environ,
            recovery=self.recovery,
            encryption=self.encryption,
        )

    @cached_property
    def encryption(self) -> "JournalEncryption":
        """The keys of the journal; the passphrase is asked for when it is needed."""
        return encryption_of(self.config.journal, self._unlock)

    @property
    def recovery_encryption(self) -> "JournalEncryption":
        """The keys that encrypt a recovery file, even if the config is wrong."""
        from reflect.config.settings import load_valid_config
        from reflect.journal.encryption import JournalEncryption

        try:
            return self.encryption
        except ReflectError:
            config, _ = load_valid_config(
                os.environ, path=self.config_option, journal=self.journal_option
            )
            return JournalEncryption.of_folder(config.journal)

    def _unlock(self, encryption: "JournalEncryption") -> None:
        from reflect.cli.passphrase import unlock

        unlock(self, encryption)

    def journal(self, *, write: bool = False) -> "Journal":
        """Open the journal.

        Args:
            write: Whether a missing journal will be created by the first write.

        Raises:
            FileError: The journal's path is no folder, or it names a missing one to be read.
        """
        from reflect.journal import Journal

        folder = self.config.journal
        if not is_folder(folder):
            if os.path.lexists(folder):
                raise FileError(f"{folder} isn't a folder", hint="A journal is a folder.")
            # A journal that existed here is reported as missing by whatever reads or writes it.
            is_known = self.encryption.was_encrypted
            if write and not is_known:
                self.notify(f"A new journal begins in {folder}.")
            elif self.config.journal_named and not is_known:
                raise FileError(
                    f"there is no journal in {folder}",
                    hint="Check the path; {command} creates it.",
                    command=("new",),
                )
        if self._journal is None:
            self._journal = Journal(
                folder,
                clock=clock,
                guides=self.config.guides,
                warn=self.notify,
                backup_mb=self.config.backup_max_mb,
                encryption=self.encryption,
            )
        return self._journal

    def command_line(self, command: Sequence[str]) -> str:
        """Return a command as the user would type it, with the options that named this journal.

        Environment variables hold for the next command, too.
        """
        options: list[str] = []
        if self.config_option is not None:
            options += ["--config", str(self.config_option)]
        if self.journal_option is not None and COMMANDS[command[0]].uses_journal:
            options += ["-j", self.journal_option]
        return command_line(command, options)

    def fill_command(self, notice: Notice | str) -> str:
        """Return the text of a notice, with its command as the user would type it."""
        return fill_command(notice, self.command_line)

    def notify(self, notice: Notice | str, command: tuple[str, ...] = ()) -> None:
        """Write one message line to stderr, safe for a terminal.

        Args:
            notice: The line.
            command: The command that stands for `{command}` in it.
        """
        from reflect.text.display import safe_display

        message = self.fill_command(Notice(notice, command) if isinstance(notice, str) else notice)
        # The command must go on even if stderr can't be written.
        with suppress(OSError):
            print(safe_display(message) if sys.stderr.isatty() else message, file=sys.stderr)


def encryption_of(journal: Path, prompt: "Prompt | None" = None) -> "JournalEncryption":
    """Return the keys of a journal, with its last known state.

    Args:
        journal: The journal's folder.
        prompt: Asks for the passphrase; None if nobody is to be asked.
    """
    from reflect.config.paths import platform_folder
    from reflect.journal.encryption import JournalEncryption

    return JournalEncryption.of_folder(
        journal, state=platform_folder("state", os.environ), prompt=prompt
    )


def is_folder(path: Path) -> bool:
    """Return whether a folder exists.

    Raises:
        FileError: A folder above it can't be entered, or the name is too long.
    """
    try:
        return path.is_dir()
    except OSError as error:
        raise FileError(
            f"can't look at {path}: {error.strerror}", hint="Check the path."
        ) from error


def context_of(ctx: typer.Context) -> CliContext:
    """Return the context that the root made for its commands."""
    record_run(ctx)
    context: CliContext = ctx.find_root().obj
    return context


def record_run(ctx: typer.Context) -> None:
    """Note which command runs and which options it was given, for a crash report."""
    from reflect.cli.crash.report import run

    context: CliContext = ctx.find_root().obj
    run.command = ctx.command_path.split()[1:]
    run.options = [
        param.opts[0]
        for level in dict.fromkeys((ctx.find_root(), ctx))
        for param in level.command.params
        if param.opts[0].startswith("-")
        and getattr(level.get_parameter_source(str(param.name)), "name", "") == "COMMANDLINE"
    ]
    run.journal_option, run.config_option = context.journal_option, context.config_option
