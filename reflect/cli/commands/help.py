"""The help command: the help of a command, or a page about a topic."""

import difflib
from importlib.resources import files
from typing import Annotated

import typer
from typer._click.core import Context
from typer.core import TyperGroup

from reflect.cli.context import CliContext, context_of
from reflect.cli.registry import COMMANDS as REGISTERED
from reflect.errors import UsageError

PAGES = {
    "query": "what list, search, lessons and export look for",
    "dates": "how to write a day",
    "forms": "entries as Markdown",
    "recovery": "what to do when something is damaged or lost",
    "privacy": "what is protected, and what is not",
}

help_app = typer.Typer(add_completion=False)


@help_app.command("help")
def show_help(
    ctx: typer.Context,
    topic: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TOPIC]",
            help=f"A command, or a page: {', '.join(PAGES)}.",
            autocompletion=lambda: [*PAGES, *REGISTERED],
        ),
    ] = None,
) -> None:
    """Show the help of a command, or a page about a topic."""
    context, root = context_of(ctx), ctx.find_root()
    if not topic:
        print(root.get_help())
        context.out.line("Pages:")
        for name, about in PAGES.items():
            context.out.line(f"  reflect help {name:<10}{about}")
    elif topic[0] in PAGES and len(topic) == 1:
        write_page(context, topic[0])
    else:
        print(command_help(root, topic))


def write_page(context: CliContext, name: str) -> None:
    """Print a page, rendered on a terminal and as it is into a pipe."""
    text = page(name)
    if not context.out.is_styled:
        context.out.raw(text)
        return
    from rich.markdown import Markdown

    context.out.console.print(Markdown(text))


def page(name: str) -> str:
    """Return the Markdown of a page."""
    return files("reflect.cli").joinpath("help", f"{name}.md").read_text("utf-8")


def command_help(root: Context, words: list[str]) -> str:
    """Return the help of a command or subcommand.

    Raises:
        UsageError: There is no such command or page.
    """
    context = root
    for word in words:
        group = context.command
        known = group.list_commands(context) if isinstance(group, TyperGroup) else []
        command = group.get_command(context, word) if isinstance(group, TyperGroup) else None
        if command is None:
            names = [*known, *PAGES] if context is root else known
            raise _unknown(" ".join(words), difflib.get_close_matches(word, names, 1))
        context = Context(command, info_name=word, parent=context)
    return context.get_help()


def _unknown(topic: str, near: list[str]) -> UsageError:
    guess = f"Did you mean {near[0]}? " if near else ""
    return UsageError(
        f"there is no help on {topic!r}", hint=f"{guess}{{command}} lists all.", command=("help",)
    )


COMMANDS = {"help": help_app}
