"""The export command: writes a Markdown summary, or one file per entry."""

import os
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reflect.cli.context import CliContext, clock, context_of
from reflect.cli.options import Filters, QueryWords, exclusive, filtered
from reflect.errors import FileError, NotFoundError, ReflectError, UsageError
from reflect.journal.export_rules import (
    entry_noun,
    exportable,
    file_name,
    left_out_message,
    write_file,
)
from reflect.model.entry import Entry
from reflect.model.guide import Guide

export_app = typer.Typer(add_completion=False)


class Format(StrEnum):
    """The export formats."""

    md = "md"


@export_app.command("export")
@filtered
def export(
    ctx: typer.Context,
    filters: Filters,
    words: QueryWords = None,
    format: Annotated[
        Format, typer.Option("--format", metavar="<md>", help="The format.")
    ] = Format.md,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="A file; with --each, a folder."),
    ] = None,
    each: Annotated[bool, typer.Option("--each", help="A file for each entry.")] = False,
    brief: Annotated[
        bool, typer.Option("--brief", help="Lessons and commitments, no answers.")
    ] = False,
    year: Annotated[
        int | None, typer.Option("--year", min=1, max=9999, metavar="Y", help="This year alone.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
) -> None:
    """Export a Markdown summary, to stdout or a file."""
    exclusive({"--each": each, "--brief": brief})
    exclusive({"--year": year is not None, "--since": filters.since is not None})
    exclusive({"--year": year is not None, "--until": filters.until is not None})
    if each and output is None:
        raise UsageError("--each needs --output FOLDER")
    if year is not None:
        filters = replace(filters, since=f"{year:04}", until=f"{year:04}")
    context = context_of(ctx)
    journal = context.journal()
    named = named_entry(context, words)
    if named is not None:
        chosen, left_out = [named], 0
    else:
        query = filters.query(words, context)
        chosen, left_out = exportable(journal.entries.listing(query).entries)
        if not chosen and not query.is_empty:
            raise NotFoundError("nothing matched", hint=left_out_message(left_out))
    if each and output is not None:
        write_each(context, chosen, output, force)
        if left_out:
            context.notify(left_out_message(left_out))
        return
    from reflect.formats.summary.summary import render_summary

    text = render_summary(
        chosen,
        now=clock(),
        brief=brief,
        left_out=left_out,
        title=f"Reflections {year}" if year else "Reflections",
        find_guide=lambda name: find_guide(context, name),
    )
    if output is None:
        context.out.raw(text)
    else:
        write_file(output, text, force)
        context.notify(f"Wrote {len(chosen)} {entry_noun(chosen)} to {output}.")
    if left_out:
        context.notify(left_out_message(left_out))


def find_guide(context: CliContext, name: str) -> Guide | None:
    """Return the guide with the given name, or None if it can't be loaded."""
    from reflect.guides.loader import load_guide

    try:
        return load_guide(name, context.config.guides)
    except ReflectError:
        return None


def named_entry(context: CliContext, words: Sequence[str] | None) -> Entry | None:
    """Return the entry if the query is a single full id or begins with `@`, else None.

    Private entries are only exported when named in this way.
    """
    from reflect.model.ids import is_id, normalise_typed_id

    if (
        words
        and len(words) == 1
        and (is_id(normalise_typed_id(words[0])) or words[0].startswith("@"))
    ):
        try:
            return context.journal().entries.get(words[0])
        except NotFoundError:
            if words[0].startswith("@"):
                raise
    return None


def write_each(context: CliContext, entries: Sequence[Entry], target: Path, force: bool) -> None:
    """Write each entry to its own file, named after its date, title and id."""
    from reflect.formats.markdown.renderer import render_entry
    from reflect.journal.user_files import private_folder

    files = {target / file_name(entry): entry for entry in entries}
    taken = [path for path in files if os.path.lexists(path)]
    if taken and not force:
        raise FileError(
            f"files are there already: {taken[0]} and {len(taken) - 1} more",
            hint="Give another folder, or --force.",
        )
    with private_folder(target):
        for number, (path, entry) in enumerate(files.items()):
            try:
                write_file(path, render_entry(entry), force)
            except FileError as error:
                error.detail = f"{number} of {len(files)} files were written before it."
                raise
    context.notify(f"Wrote {len(files)} {entry_noun(entries)} to {target}.")


COMMANDS = {"export": export_app}
