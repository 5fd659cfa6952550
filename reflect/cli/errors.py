"""What the user reads when something goes wrong: one or two lines on stderr."""

import sys
from contextlib import suppress

from reflect.errors import CommandLine, ReflectError, command_line, next_steps
from reflect.text.display import safe_display


def print_error(error: ReflectError, to_line: CommandLine = command_line) -> int:
    """Print what is wrong and the next step; return the exit code for the shell.

    Args:
        error: The error.
        to_line: Writes a command with the global options of this run.
    """
    return print_lines(error.message, next_steps(error, to_line), error.exit_code)


def print_lines(message: str, hint: str, exit_code: int) -> int:
    """Print a message and a hint of any number of lines; return the exit code."""
    lines = [f"reflect: {message}", *(f"  {line}" for line in hint.splitlines())]
    # If stderr can't be written either, the exit code must do.
    with suppress(OSError):
        print("\n".join(safe_display(line) for line in lines), file=sys.stderr)
    return exit_code
