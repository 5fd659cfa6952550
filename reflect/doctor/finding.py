"""The result of a doctor check, with its remedy."""

from dataclasses import dataclass

from reflect.errors import CommandLine, Notice, ReflectError, command_line, fill_command


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check.

    Args:
        level: "ok", "warning" (nothing is lost and everything works) or "problem".
        what: a description of the result, which never quotes an entry.
        remedy: the next step, or ""; `{command}` is replaced with the command.
        path: the file or folder that was checked.
        command: the arguments of the command for the remedy.
        notices: additional next steps.
        is_denied: whether the check failed because the user may not access the path.
    """

    level: str
    what: str
    remedy: str
    path: str
    command: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    is_denied: bool = False


def of_error(error: ReflectError, path: str, level: str = "problem", *notices: Notice) -> Finding:
    """Convert an error that a check raised to a finding.

    Args:
        error: the error. Its detail is omitted because checks change nothing.
        path: the file or folder that was checked.
        level: the level of the finding.
        notices: additional next steps.
    """
    steps = (*error.notices, *notices)
    is_denied = isinstance(error.__cause__, PermissionError)
    return Finding(level, error.message, error.hint, path, error.command, steps, is_denied)


def remedy_of(finding: Finding, to_line: CommandLine = command_line) -> str:
    """Return all next steps for a finding as one text, or "" if there are none."""
    steps = [Notice(finding.remedy, finding.command), *finding.notices]
    return " ".join(filter(None, (fill_command(step, to_line) for step in steps)))
