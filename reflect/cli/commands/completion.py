"""The completion command: prints the completion script for a shell."""

from enum import StrEnum
from typing import Annotated

import typer

from reflect.cli.context import context_of

completion_app = typer.Typer(add_completion=False)


class Shell(StrEnum):
    """The supported shells."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"
    powershell = "powershell"


@completion_app.command("completion")
def completion(
    ctx: typer.Context, shell: Annotated[Shell, typer.Argument(metavar="SHELL")]
) -> None:
    """Print the completion script for a shell: bash, zsh, fish or powershell.

    For bash: reflect completion bash > ~/.local/share/bash-completion/completions/reflect
    """
    from reflect.cli.shells import SHELLS

    context_of(ctx).out.raw(SHELLS[shell.value].source_template)


COMMANDS = {"completion": completion_app}
