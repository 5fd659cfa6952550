"""The show command: prints one entry."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from reflect.cli.context import clock, context_of
from reflect.cli.entry_rows import repeat_lines
from reflect.cli.options import EntryId, Json, exclusive
from reflect.cli.output import Output
from reflect.dates import format_day
from reflect.errors import NotFoundError, ReflectError
from reflect.model.commitment import Commitment
from reflect.model.entry import LESSON, Entry
from reflect.model.failure import NEAR_MISS_MARK, find_kind, kind_mark

show_app = typer.Typer(add_completion=False)

CAME_TRUE = {"yes": "it came true", "no": "it did not come true", "unclear": "unclear"}


@show_app.command("show")
def show(
    ctx: typer.Context,
    entry_id: EntryId,
    card: Annotated[bool, typer.Option("--card", help="Title and lesson only.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="The Markdown form.")] = False,
    json: Json = False,
) -> None:
    """Show one entry."""
    exclusive({"--card": card, "--markdown": markdown, "--json": json})
    from reflect.formats.json import entry_json, json_document

    context = context_of(ctx)
    journal = context.journal()
    try:
        entry = journal.find(entry_id)
    except NotFoundError:
        if json:
            context.out.json(json_document("entry", None))
        raise
    if json:
        context.out.json(entry_json(entry))
    elif markdown:
        from reflect.formats.markdown.renderer import render_entry

        context.out.raw(render_entry(entry))
    elif card:
        write_card(context.out, entry)
    else:
        write_entry(
            context.out,
            entry,
            clock(),
            journal.entries.repeated_by([entry]),
            journal.entries.score_lines(entry, score_words(entry, journal.guides)),
        )


def write_card(out: Output, entry: Entry) -> None:
    """Print only the title and the lesson of an entry."""
    out.line()
    out.line((entry.title or "(no title)", "bold"), indent=2, hang=2)
    if entry.lesson:
        out.line()
        out.prose(entry.lesson, indent=2)
    out.line()


def score_words(entry: Entry, folder: Path | None) -> Sequence[str]:
    """Return what the guide of an entry calls a score; nothing if there is no such guide."""
    if entry.score is not None:
        from reflect.guides.loader import load_guide

        with suppress(ReflectError):
            return load_guide(entry.guide, folder).score
    return ()


def write_entry(
    out: Output,
    entry: Entry,
    now: datetime,
    earlier: Mapping[str, Entry],
    score: Sequence[str],
) -> None:
    """Print a whole entry except for sealed forecasts.

    Args:
        now: The current time, which decides whether a forecast is sealed.
        earlier: The entries that it repeats and that still exist, by id.
        score: Lines about its score.
    """
    out.line((entry.title or "(no title)", "bold"))
    facts = [format_day(entry.occurred_on), *([entry.guide] if entry.guide else [])]
    if entry.state != "entry":
        facts.append(entry.state)
    out.line((" · ".join([*facts, entry.id]), "dim"), *[(f" #{tag}", "dim") for tag in entry.tags])
    if entry.near_miss:
        out.line(f"{NEAR_MISS_MARK} a near miss")
    kind = find_kind(entry.kind)
    if kind is not None:
        reason = next((known.sentence for known in kind.reasons if known.name == entry.reason), "")
        out.line(f"{kind_mark(entry.kind)} {kind.sentence}", *([f": {reason}"] if reason else []))
    if entry.lesson:
        out.line()
        out.line(("❝ ", "bold"), (entry.lesson.replace("\n", " "), "bold"), indent=2, hang=4)
    for answer in entry.answers:
        if answer.prompt != LESSON:
            out.line()
            out.line((answer.question, "bold cyan"))
            out.prose(answer.text, indent=2)
    write_ratings(out, entry, score)
    for number, commitment in enumerate(entry.commitments, 1):
        out.line()
        write_commitment(out, commitment, f"{entry.id}/{number}", now)
    if entry.repeats:
        out.line()
        for line in repeat_lines(entry, earlier):
            out.line(line, hang=2)


def write_ratings(out: Output, entry: Entry, score: Sequence[str]) -> None:
    """Print an entry's rated statements and score."""
    if not entry.ratings:
        return
    out.line()
    for rating in entry.ratings:
        turned = " (counted the other way round)" if rating.reversed else ""
        out.line(f"{rating.value}", (f" of {rating.high}  ", "dim"), rating.question,
                 (turned, "dim"), indent=2, hang=9)  # fmt: skip
    for line in score:
        out.line(line, indent=2, hang=4)


def write_commitment(out: Output, commitment: Commitment, name: str, now: datetime) -> None:
    """Print a commitment with its outcome, and its forecast unless it is sealed."""
    if commitment.looked_back_at is not None:
        came = CAME_TRUE.get(commitment.came_true, "")
        status = (
            f"{commitment.outcome}, looked back on {format_day(commitment.looked_back_at.date())}"
        )
    else:
        came = ""
        status = f"due {format_day(commitment.due)}"
    out.line(("→ ", "bold"), commitment.sentence(), hang=2)
    out.line((f"{status} · {name}", "dim"), indent=2, hang=2)
    if commitment.is_sealed(now):
        out.line((f"forecast sealed until {format_day(commitment.due)}", "dim"), indent=2, hang=2)
    elif commitment.forecast or commitment.percent is not None:
        sure = f" ({commitment.percent} % sure)" if commitment.percent is not None else ""
        judged = f": {came}" if came else ""
        out.line(f"forecast: {commitment.forecast}{sure}{judged}", indent=2, hang=2)
    if commitment.note:
        out.prose(commitment.note, indent=2)


COMMANDS = {"show": show_app}
