"""Error messages for the user: one or two lines on stderr."""

import sys
from contextlib import suppress

from reflect.errors import CommandLine, ReflectError, command_line, next_steps
from reflect.text.display import safe_display


def print_error(error: ReflectError, to_line: CommandLine = command_line) -> int:
    """Print an error and its hint; return the exit code for the shell.

    Args:
        error: The error.
        to_line: A function that formats a command with the global options of this run.
    """
    return print_lines(error.message, next_steps(error, to_line), error.exit_code)


def print_lines(message: str, hint: str, exit_code: int) -> int:
    """Print a message and the lines of a hint; return the exit code."""
    lines = [f"reflect: {message}", *(f"  {line}" for line in hint.splitlines())]
    # If stderr can't be written either, the exit code has to suffice.
    with suppress(OSError):
        print("\n".join(safe_display(line) for line in lines), file=sys.stderr)
    return exit_code
