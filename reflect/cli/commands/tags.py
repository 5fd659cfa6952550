"""The tags command: lists and renames tags."""

from typing import Annotated

import typer

from reflect.cli.completers import complete_tag
from reflect.cli.context import context_of
from reflect.cli.options import Json, text_argument
from reflect.errors import NotFoundError, UsageError

tags_app = typer.Typer(add_completion=False)


@tags_app.callback(invoke_without_command=True)
def tags(ctx: typer.Context, json: Json = False) -> None:
    """List the tags with their counts."""
    if ctx.invoked_subcommand is not None:
        return
    context = context_of(ctx)
    counts = context.journal().tags.counts()
    if json:
        from reflect.formats.json import json_document

        shape = [{"tag": tag, "count": count} for tag, count in counts]
        context.out.json(json_document("tags", shape))
        return
    for tag, count in counts:
        context.out.line((f"{count:>6}", "dim"), "  ", tag)
    if not counts:
        context.notify("No tags yet: {command} gives one.", ("edit", "ID", "--tag", "NAME"))


@tags_app.command("rename")
def rename(
    ctx: typer.Context,
    old: Annotated[
        str, typer.Argument(metavar="OLD", parser=text_argument, autocompletion=complete_tag)
    ],
    new: Annotated[
        str, typer.Argument(metavar="NEW", parser=text_argument, autocompletion=complete_tag)
    ],
) -> None:
    """Replace the tag OLD with NEW in every entry."""
    from reflect.text.clean import clean_tag

    context = context_of(ctx)
    before, after = clean_tag(old), clean_tag(new)
    if before == after:
        raise UsageError(f"both are the tag {after!r}", hint="Tags are kept in lower case.")
    count = context.journal().tags.rename(before, after)
    if not count:
        raise NotFoundError(f"no entry has the tag {before!r}")
    context.notify(
        f"Renamed {before} to {after} in {count} {'entry' if count == 1 else 'entries'}."
    )


COMMANDS = {"tags": tags_app}
