"""The root command group, which imports each command only when it is called."""

import errno
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, TextIO

import typer
from typer._click.core import Command, Context
from typer._click.exceptions import ClickException, NoSuchOption, UsageError
from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup
from typer.main import get_command

from reflect.cli.crash.hooks import is_debugging, report_crash
from reflect.cli.errors import print_error, print_lines
from reflect.cli.registry import COMMANDS
from reflect.errors import FileError, ReflectError, command_line

SIGPIPE_CODE = 141


def next_step(error: UsageError) -> str:
    """Return a hint for a command line that can't be parsed."""
    if error.ctx is None:
        return "See 'reflect --help'."
    path, command = error.ctx.command_path, error.ctx.command
    if isinstance(error, NoSuchOption) and error.ctx.parent is not None:
        root = error.ctx.find_root()
        if any(error.option_name in param.opts for param in root.command.params):
            return f"It goes before the command: reflect {error.option_name} {command.name} …"
    if isinstance(error, NoSuchOption) and any(p.name == "words" for p in command.params):
        return f"See '{path} --help'. A query that begins with - goes after --: {path} -- -word"
    return f"See '{path} --help'."


def discard(stream: TextIO) -> None:
    """Redirect a broken stream to the null device, because Python flushes it again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class LazyGroup(TyperGroup):
    """The root command group, which takes its commands from the registry."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Return the command names in the order in which the help lists them."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Import a command's module and build the command."""
        if cmd_name not in COMMANDS:
            # Typer suggests similar names from this mapping.
            self.commands = dict.fromkeys(COMMANDS, self)
            return None
        registered = COMMANDS[cmd_name]
        module = import_module(f"reflect.cli.commands.{registered.module}")
        command = get_command(module.COMMANDS[cmd_name])
        command.name = cmd_name
        command.rich_help_panel = registered.panel  # type: ignore[attr-defined]
        for part in (command, *getattr(command, "commands", {}).values()):
            part.rich_markup_mode = self.rich_markup_mode
        return command

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the commands by panel when the help is printed without colours."""
        panels: dict[str, list[tuple[str, str]]] = {}
        for name, registered in COMMANDS.items():
            command = self.get_command(ctx, name)
            if command is not None:
                panels.setdefault(registered.panel, []).append(
                    (name, command.get_short_help_str(70))
                )
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line; print errors in one or two lines and exit with their code."""
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except ReflectError as error:
            code = print_error(error)
        except UsageError as error:
            code = print_lines(error.format_message(), next_step(error), error.exit_code)
        except ClickException as error:
            code = print_lines(error.format_message(), "", 1)
        except typer.Abort:
            code = 130
        except OSError as error:
            if is_debugging():
                raise
            code = self.report_output_error(error)
        except Exception as error:
            if is_debugging():
                raise
            code = report_crash(error)
        try:
            sys.stderr.flush()
        except OSError:
            discard(sys.stderr)
        sys.exit(code if isinstance(code, int) else 0)

    def report_output_error(self, error: OSError) -> int:
        """Report that writing to stdout failed; treat an error about a file as a bug.

        Python itself opens files to import modules, so any command may run out of file descriptors.
        """
        if error.errno in (errno.EMFILE, errno.ENFILE):
            hint = "Close some programs or raise the limit, then try again."
            return print_lines("too many files are open", hint, FileError.exit_code)
        if error.filename is not None or error.errno is None:
            return report_crash(error)
        discard(sys.stdout)
        # The error message may contain the user's text.
        why = os.strerror(error.errno)
        return print_lines(f"can't write the output: {why}", "", FileError.exit_code)

    def invoke(self, ctx: Context) -> Any:
        """Run the command; exit silently if the reader closes the pipe early."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            if ctx.obj is not None:
                ctx.obj.fold_old_inbox()
        except BrokenPipeError:
            discard(sys.stdout)
            raise typer.Exit(SIGPIPE_CODE) from None
        except ReflectError as error:
            # The global options are only available here, not in `main`.
            to_line = command_line if ctx.obj is None else ctx.obj.command_line
            raise typer.Exit(print_error(error, to_line)) from None
        return result
