"""Shell completion for ids, tags, guides and kinds; errors are ignored."""

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import typer

from reflect.text.display import plural

if TYPE_CHECKING:
    from reflect.journal import Journal

Pairs = Iterable[tuple[str, str]]
Completion = Callable[[typer.Context, str], list[tuple[str, str]]]
MAX_VALUES = 50


def completion(find: "Callable[[Journal], Pairs]") -> Completion:
    """Turn a function that lists values and their help into a Typer completion function.

    Completion runs while the user is typing a command, so errors are ignored.
    """

    def complete(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
        try:
            return [
                (value, text)
                for value, text in find(_journal(ctx))
                if value.lower().startswith(incomplete.lower())
            ][:MAX_VALUES]
        except Exception:
            return []

    complete.__doc__ = find.__doc__
    return complete


def _journal(ctx: typer.Context) -> "Journal":
    from reflect.cli.context import clock, encryption_of
    from reflect.config.settings import load_config
    from reflect.journal import Journal

    options = ctx.find_root().params
    config = load_config(os.environ, path=options.get("config"), journal=options.get("journal"))
    encryption = encryption_of(config.journal)
    return Journal(config.journal, clock=clock, guides=config.guides, encryption=encryption)


@completion
def complete_id(journal: "Journal") -> Pairs:
    """Return the newest entries and their titles."""
    rows = sorted(journal.entries.rows(), key=lambda row: row.moment, reverse=True)
    for row in rows[:1000]:
        yield row.id, row.entry().title


@completion
def complete_waiting(journal: "Journal") -> Pairs:
    """Return drafts, captures and unfinished entries, which can be resumed."""
    for entry in journal.drafts.waiting():
        yield entry.id, f"{entry.state}: {entry.title}"


@completion
def complete_commitment(journal: "Journal") -> Pairs:
    """Return the open commitments and the titles of their entries."""
    from reflect.journal.review import open_commitments_in

    for found in open_commitments_in(journal.entries.rows()):
        yield found.name, found.entry.title


@completion
def complete_trash(journal: "Journal") -> Pairs:
    """Return the entries in the trash."""
    for trashed in journal.entries.trash():
        yield trashed.entry.id, trashed.entry.title


@completion
def complete_backup(journal: "Journal") -> Pairs:
    """Return the backups and their dates."""
    from reflect.dates import format_day

    for backup in journal.backups.all():
        yield backup.id, format_day(backup.at.astimezone().date())


@completion
def complete_tag(journal: "Journal") -> Pairs:
    """Return the tags in use and their counts."""
    for tag, count in journal.tags.counts():
        yield tag, plural(count, "entry")


@completion
def complete_guide(journal: "Journal") -> Pairs:
    """Return the guides and their descriptions."""
    from reflect.guides.loader import load_guides

    for guide in load_guides(journal.guides):
        yield guide.name, guide.about


@completion
def complete_kind(journal: "Journal") -> Pairs:
    """Return the kinds of failure and their descriptions."""
    from reflect.model.failure import KINDS

    for kind in KINDS:
        yield kind.name, kind.sentence
