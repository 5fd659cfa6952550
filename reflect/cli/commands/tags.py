"""The command tags: which there are, how often, and under another name."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.completers import complete_tag
from reflect.cli.context import context_of
from reflect.cli.options import Json
from reflect.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from reflect.store.entry_row import EntryRow

tags_app = typer.Typer(add_completion=False)


def count_tags(rows: "Iterable[EntryRow]") -> list[tuple[str, int]]:
    """Count the tags of entries, the most frequent first, then by name."""
    counts = Counter(tag for row in rows for tag in row.entry().tags)
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))


@tags_app.callback(invoke_without_command=True)
def tags(ctx: typer.Context, json: Json = False) -> None:
    """List the tags with their counts."""
    if ctx.invoked_subcommand is not None:
        return
    context = context_of(ctx)
    counts = count_tags(context.journal().rows())
    if json:
        from reflect.formats.json import text

        shape = [{"tag": tag, "count": count} for tag, count in counts]
        context.out.json(text("tags", shape))
        return
    for tag, count in counts:
        context.out.line((f"{count:>6}", "dim"), "  ", tag)
    if not counts:
        context.say("No tags yet: `reflect edit ID --tag NAME` gives one.")


@tags_app.command("rename")
def rename(
    ctx: typer.Context,
    old: Annotated[str, typer.Argument(autocompletion=complete_tag)],
    new: Annotated[str, typer.Argument(autocompletion=complete_tag)],
) -> None:
    """Give every entry with the tag OLD the tag NEW in its place."""
    from reflect.text.clean import clean_tag

    context = context_of(ctx)
    before, after = clean_tag(old), clean_tag(new)
    if before == after:
        raise UsageError(f"both are the tag {after!r}", hint="Tags are kept in lower case.")
    count = context.journal().rename_tag(before, after)
    if not count:
        raise NotFoundError(f"no entry has the tag {before!r}")
    context.say(f"Renamed {before} to {after} in {count} {'entry' if count == 1 else 'entries'}.")


COMMANDS = {"tags": tags_app}
