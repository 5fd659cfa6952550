"""The commitments command: lists commitments by due day."""

from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import context_of
from reflect.cli.entry_rows import RowWriter
from reflect.cli.options import Json
from reflect.cli.output import Span
from reflect.dates import format_day
from reflect.errors import NotFoundError
from reflect.journal.review import commitments_in, open_commitments_in
from reflect.text.clean import one_line

if TYPE_CHECKING:
    from datetime import date

    from reflect.practice.look_back import DueLookBack

commitments_app = typer.Typer(add_completion=False)


@commitments_app.command("commitments")
def commitments(
    ctx: typer.Context,
    due: Annotated[bool, typer.Option("--due", help="Only those whose day has come.")] = False,
    all_: Annotated[bool, typer.Option("--all", help="The closed ones too.")] = False,
    json: Json = False,
) -> None:
    """List open commitments by the day of their look-back."""
    context = context_of(ctx)
    journal = context.journal()
    today = journal.today
    rows = journal.entries.rows()
    found = commitments_in(rows) if all_ else open_commitments_in(rows)
    if due:
        found = [each for each in found if each.commitment.is_due(today)]
    if json:
        from reflect.formats.json import json_document

        context.out.json(json_document("commitments", [commitment_shape(each) for each in found]))
    else:
        known = journal.entries.known_ids()
        writer = RowWriter(context.out, [each.entry.id for each in found], known)
        for each in found:
            write_commitment(writer, each, today)
    if found:
        return
    if due:
        if json:
            raise typer.Exit(NotFoundError.exit_code)
        raise NotFoundError("no look-back is due")
    if not json:
        context.notify("No commitment is open." if not all_ else "No commitments yet.")


def write_commitment(writer: RowWriter, found: "DueLookBack", today: "date") -> None:
    """Write one line: the name, the day, what became of it, and the plan."""
    made = found.commitment
    if made.is_open:
        state: Span = ("due", "yellow") if made.is_due(today) else ""
    else:
        state = (made.outcome, "green")
    day = made.due.isoformat() if writer.out.is_narrow else f"{format_day(made.due):<15}"
    spans: list[Span] = [
        *writer.id_spans(found.entry.id),
        (f"/{found.n}", "cyan"),
        "  ",
        (day, "dim"),
        "  ",
    ]
    if state:
        spans += [state, "  "]
    spans.append(one_line(made.sentence()))
    writer.out.line(*spans, cut=True)


def commitment_shape(found: "DueLookBack") -> dict[str, object]:
    """Return a commitment as plain data, with the id and title of its entry."""
    from reflect.formats.json import entry_dict

    shape = entry_dict(found.entry)["commitments"][found.n - 1]
    return {"id": found.name, "entry": found.entry.id, "title": found.entry.title, **shape}


COMMANDS = {"commitments": commitments_app}
