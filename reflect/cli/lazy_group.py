"""A group of commands that imports a command's module only when the command is named."""

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
    """Say what to do about a call that can't be understood."""
    if error.ctx is None:
        return "See 'reflect --help'."
    path, command = error.ctx.command_path, error.ctx.command
    if isinstance(error, NoSuchOption) and error.ctx.parent is not None:
        root = error.ctx.find_root()
        if any(error.option_name in one.opts for one in root.command.params):
            return f"It goes before the command: reflect {error.option_name} {command.name} …"
    if isinstance(error, NoSuchOption) and any(one.name == "words" for one in command.params):
        return f"See '{path} --help'. A query that begins with - goes after --: {path} -- -word"
    return f"See '{path} --help'."


def drop(stream: TextIO) -> None:
    """Let a stream go nowhere: Python flushes it once more at exit, which would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class LazyGroup(TyperGroup):
    """The root group, whose commands are those of the registry."""

    def list_commands(self, ctx: Context) -> list[str]:
        """Name the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """Import the module of one command and build the command."""
        if cmd_name not in COMMANDS:
            # "Did you mean" compares with this mapping.
            self.commands = dict.fromkeys(COMMANDS, self)
            return None
        registered = COMMANDS[cmd_name]
        module = import_module(f"reflect.cli.commands.{registered.module}")
        command = get_command(module.COMMANDS[cmd_name])
        command.name = cmd_name
        command.rich_help_panel = registered.panel  # type: ignore[attr-defined]
        for one in (command, *getattr(command, "commands", {}).values()):
            one.rich_markup_mode = self.rich_markup_mode
        return command

    def format_commands(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the commands under their panels, for a help without colours."""
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
        """Run the command line; every error ends as one or two lines and its exit code."""
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
            code = self.complain_of_output(error)
        except Exception as error:
            if is_debugging():
                raise
            code = report_crash(error)
        try:
            sys.stderr.flush()
        except OSError:
            drop(sys.stderr)
        sys.exit(code if isinstance(code, int) else 0)

    def complain_of_output(self, error: OSError) -> int:
        """Say that the output could not be written; a named file is nobody's fault but ours."""
        if error.filename is not None or error.errno is None:
            return report_crash(error)
        drop(sys.stdout)
        # The error's own text need not be the system's.
        why = os.strerror(error.errno)
        return print_lines(f"can't write the output: {why}", "", FileError.exit_code)

    def invoke(self, ctx: Context) -> Any:
        """Run the named command; a reader that closes the pipe early ends it quietly."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            drop(sys.stdout)
            raise typer.Exit(SIGPIPE_CODE) from None
        except ReflectError as error:
            # Here the global options are still known.
            to_line = command_line if ctx.obj is None else ctx.obj.command_line
            raise typer.Exit(print_error(error, to_line)) from None
        return result
