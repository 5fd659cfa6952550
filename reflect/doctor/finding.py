"""A finding of the doctor: one line with its remedy."""

from dataclasses import dataclass

from reflect.errors import CommandLine, Notice, ReflectError, command_line, fill_command


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check.

    Args:
        level: "ok", "warning" (nothing is lost, and everything works) or "problem".
        what: the result; never text of an entry.
        remedy: the next step, or ""; `{command}` stands for the command.
        path: the file or folder.
        command: the command that the remedy names.
        notices: further next steps.
    """

    level: str
    what: str
    remedy: str
    path: str
    command: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()


def of_error(error: ReflectError, path: str, level: str = "problem", *notices: Notice) -> Finding:
    """Return the finding for an error that a check raised.

    Args:
        error: the error; its detail is left out, since checks change nothing.
        path: the file or folder.
        level: of the finding.
        notices: further next steps.
    """
    steps = (*error.notices, *notices)
    return Finding(level, error.message, error.hint, path, error.command, steps)


def remedy_of(finding: Finding, to_line: CommandLine = command_line) -> str:
    """Return what to do about a finding, in one text; "" if there is nothing to do."""
    steps = [Notice(finding.remedy, finding.command), *finding.notices]
    return " ".join(filter(None, (fill_command(step, to_line) for step in steps)))
