"""What was called, by the names of the command and of its options: never by their values."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typer._click.core import Command, Context


def called(arguments: Sequence[str]) -> list[str]:
    """Name the command, the one below it and the options of a call.

    Only names that reflect has itself are given, so that nothing that was typed gets through.

    Args:
        arguments: as the shell gave them.
    """
    import typer
    from typer._click.core import Context

    from reflect.cli.app import app

    command = typer.main.get_command(app)
    context = Context(command, info_name="reflect")
    return list(_named(list(arguments), command, context))


def _named(left: list[str], command: "Command", context: "Context") -> Iterator[str]:
    from typer._click.core import Context
    from typer.core import TyperGroup

    options = {name: one for one in command.get_params(context) for name in one.opts}
    while left:
        word = left.pop(0)
        if word == "--":
            return
        name, is_joined, _ = word.partition("=")
        if name not in options and not name.startswith("--"):
            name, is_joined = name[:2], "joined"
        if name.startswith("-") and name in options:
            yield name
            takes_value = not getattr(options[name], "is_flag", False)
            if takes_value and not is_joined and left:
                left.pop(0)
        elif isinstance(command, TyperGroup) and not word.startswith("-"):
            below = command.get_command(context, word)
            if below is None:
                return
            yield word
            yield from _named(left, below, Context(below, parent=context, info_name=word))
            return


def value_of(arguments: Sequence[str], *names: str) -> str | None:
    """Give the value of an option of the root, for our own use; None where it wasn't given."""
    # The last one, too, may hold its value.
    for word, after in pairwise([*arguments, ""]):
        if word in names:
            return after
        name, is_joined, value = word.partition("=")
        if is_joined and name in names:
            return value
    return None
