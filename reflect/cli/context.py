"""The context shared by all commands: settings, journal and output streams."""

import os
import sys
import time
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
from reflect.errors import FileError, Notice, ReflectError, UsageError, command_line, fill_command

if TYPE_CHECKING:
    from reflect.cli.output import Output
    from reflect.journal import Journal
    from reflect.journal.encryption import JournalEncryption, Prompt
    from reflect.practice.session import Session


def clock() -> datetime:
    """Return the current local time with its UTC offset, or the time set in REFLECT_NOW.

    Raises:
        UsageError: REFLECT_NOW is not a time.
    """
    fixed = os.environ.get("REFLECT_NOW")
    if not fixed:
        return datetime.now(UTC).astimezone()
    try:
        now = datetime.fromisoformat(fixed)
        return now if now.tzinfo else now.astimezone()
    except (ValueError, OverflowError):
        raise UsageError(f"REFLECT_NOW is not a time: {fixed[:40]!r}", hint="Unset it.") from None


def require_local_time() -> None:
    """Use UTC if the system's local time is more than a day away from it, for example for TZ=X99.

    Python can't represent such a time.
    """
    try:
        datetime.now(UTC).astimezone()
    except (ValueError, OverflowError):
        os.environ["TZ"] = "UTC0"
        if sys.platform != "win32":
            time.tzset()


@dataclass
class CliContext:
    """The global options of a run and the objects that depend on them."""

    journal_option: str | None = None
    config_option: Path | None = None
    passphrase_fd: int | None = None
    no_color: bool = False
    # The lines of passphrase_fd not used yet; None until it has been read.
    passphrases: list[str] | None = None
    _journal: "Journal | None" = None
    # Whether the command creates the journal's folder and has not said so yet.
    _begins_journal: bool = False

    @cached_property
    def config(self) -> Config:
        """The settings."""
        return load_config(os.environ, path=self.config_option, journal=self.journal_option)

    @cached_property
    def out(self) -> "Output":
        """The output for results (stdout)."""
        from reflect.cli.output import Output

        return Output(sys.stdout, no_color=self.no_color)

    @cached_property
    def err(self) -> "Output":
        """The output for messages, prompts and errors (stderr)."""
        from reflect.cli.output import Output

        return Output(sys.stderr, no_color=self.no_color)

    @property
    def recovery(self) -> Path:
        """The folder for text that could not be saved."""
        from reflect.config.paths import platform_folder

        return platform_folder("state", os.environ) / "recovery"

    def edited(
        self, text: str, name: str, *, is_saved: bool = True, version: datetime | None = None
    ) -> AbstractContextManager[str]:
        """Open text in the user's editor and yield the edited version.

        Args:
            text: The text to edit.
            name: The file name that the editor shows.
            is_saved: Whether the unchanged text is saved elsewhere.
            version: The version of the entry that the text was made from, if it is one.

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
            is_saved=is_saved,
            notify=self.notify,
            version=version,
        )

    def recover_edits(self, *, offered: str = "", session: "Session | None" = None) -> list[Notice]:
        """Move what was written in editors that were killed to the recovery folder.

        Args:
            offered: The name of the file whose recovered text the caller offers.
            session: The session that is about to be continued, if there is one.

        Returns:
            A message for each other text, and for the unsaved answers of the session.
        """
        from reflect.journal.abandoned_edits import recover_abandoned_edits
        from reflect.journal.recovery import unsaved_answers

        edits = recover_abandoned_edits(os.environ, self.recovery, clock(), current=self.encryption)
        notices = [notice for edit in edits for notice in edit.notices if edit.name != offered]
        if session is not None:
            known = {notice.command for notice in notices}
            answers = unsaved_answers(self.recovery, session)
            notices += [notice for notice in answers if notice.command not in known]
        return notices

    @cached_property
    def encryption(self) -> "JournalEncryption":
        """The journal's encryption, which asks for the passphrase when it needs it."""
        encryption = encryption_of(self.config.journal, self._unlock)
        encryption.protect()
        return encryption

    @property
    def recovery_encryption(self) -> "JournalEncryption":
        """The encryption for recovery files, available even if the config is invalid."""
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
            write: Whether the caller will write to the journal, which creates a missing one, and
                then call `notify_new_journal`.

        Raises:
            FileError: The path is not a folder, or an explicitly named journal does not exist.
        """
        from reflect.journal import Journal

        folder = self.config.journal
        if not is_folder(folder):
            if os.path.lexists(folder):
                if not folder.exists():
                    raise FileError(
                        f"{folder} is a link to what is not there", hint="Is its disk connected?"
                    )
                raise FileError(f"{folder} isn't a folder", hint="A journal is a folder.")
            # If there used to be a journal here, the first read or write reports it as missing.
            is_known = self.encryption.was_encrypted
            if write and not is_known:
                self._begins_journal = True
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

    def notify_new_journal(self, verb: str = "begins") -> None:
        """Report a new journal's folder once it exists, or before the user writes for it.

        Args:
            verb: "begins", or "will begin" before anything is saved.
        """
        if self._begins_journal:
            self._begins_journal = False
            self.notify(f"A new journal {verb} in {self.config.journal}.")

    def fold_old_inbox(self) -> None:
        """Fold and back up an inbox older than a week, if the command has read the journal."""
        if self._journal is not None:
            self._journal.entries.fold_old()

    def command_line(self, command: Sequence[str]) -> str:
        """Return a command as the user would type it, including `--config` and `--journal`.

        Environment variables are omitted because they also apply to the user's next command.
        """
        options: list[str] = []
        if self.config_option is not None:
            options += ["--config", str(self.config_option)]
        if self.journal_option is not None and COMMANDS[command[0]].uses_journal:
            options += ["-j", self.journal_option]
        return command_line(command, options)

    def fill_command(self, notice: Notice | str) -> str:
        """Return the text of a notice with its `{command}` filled in as the user would type it."""
        return fill_command(notice, self.command_line)

    def notify(self, notice: Notice | str, command: tuple[str, ...] = ()) -> None:
        """Write a one-line message to stderr, escaped if stderr is a terminal.

        Args:
            notice: The message.
            command: The command to insert for `{command}`.
        """
        from reflect.text.display import safe_display

        message = self.fill_command(Notice(notice, command) if isinstance(notice, str) else notice)
        # The command must continue even if writing to stderr fails.
        with suppress(OSError):
            print(safe_display(message) if sys.stderr.isatty() else message, file=sys.stderr)


def encryption_of(journal: Path, prompt: "Prompt | None" = None) -> "JournalEncryption":
    """Return the encryption of a journal, including its last known state.

    Args:
        journal: The journal's folder.
        prompt: The function that asks for the passphrase; None to never ask.
    """
    from reflect.config.paths import platform_folder
    from reflect.journal.encryption import JournalEncryption

    return JournalEncryption.of_folder(
        journal, state=platform_folder("state", os.environ), prompt=prompt
    )


def is_folder(path: Path) -> bool:
    """Return whether a path is an existing folder.

    Raises:
        FileError: A parent folder is not accessible, or the name is too long.
    """
    try:
        return path.is_dir()
    except OSError as error:
        raise FileError(
            f"can't look at {path}: {error.strerror}", hint="Check the path."
        ) from error


def context_of(ctx: typer.Context) -> CliContext:
    """Return the context created by the root command."""
    record_run(ctx)
    context: CliContext = ctx.find_root().obj
    return context


def record_run(ctx: typer.Context) -> None:
    """Record the command and the names of its options for crash reports."""
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
