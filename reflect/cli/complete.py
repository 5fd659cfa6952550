"""Shell completion: ids with their titles, tags, guides, kinds; silent whatever goes wrong."""

import os
from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING

from reflect.model.failure import KINDS

if TYPE_CHECKING:
    from reflect.journal import Journal

Completion = Callable[[str], list[tuple[str, str]]]
MOST = 50


def quiet(find: Callable[[], Iterable[tuple[str, str]]]) -> Completion:
    """Make a completion function of one that lists (value, help); it swallows every error.

    A completion runs inside the user's prompt line: it may show nothing there, never a message.
    """

    @wraps(find)
    def complete(incomplete: str) -> list[tuple[str, str]]:
        try:
            found = [
                (value, text) for value, text in find() if value.startswith(incomplete.lower())
            ]
        except Exception:
            return []
        return found[:MOST]

    # Typer reads the signature to decide what to pass.
    del complete.__wrapped__
    return complete


def _journal() -> "Journal":
    from reflect.cli.state import clock
    from reflect.config import load
    from reflect.journal import Journal

    config = load(os.environ)
    return Journal(config.journal, clock=clock, guides=config.guides)


@quiet
def complete_id() -> Iterable[tuple[str, str]]:
    """List the entries created last, with their titles."""
    from reflect.text import safe_display

    rows = sorted(_journal().rows(), key=lambda row: row.created_at, reverse=True)
    for row in rows[:1000]:
        yield row.id, safe_display(row.entry().title)


@quiet
def complete_waiting() -> Iterable[tuple[str, str]]:
    """List what can be resumed."""
    for entry in _journal().waiting():
        yield entry.id, f"{entry.state}: {entry.title}"


@quiet
def complete_trash() -> Iterable[tuple[str, str]]:
    """List what lies in the trash."""
    for one in _journal().trash():
        yield one.entry.id, one.entry.title


@quiet
def complete_tag() -> Iterable[tuple[str, str]]:
    """List the tags in use."""
    from reflect.cli.tags import count_tags

    for tag, count in count_tags(_journal().rows()):
        yield tag, f"{count} entries"


@quiet
def complete_guide() -> Iterable[tuple[str, str]]:
    """List the guides."""
    from reflect.guides import all_guides

    for guide in all_guides(_journal().guides):
        yield guide.name, guide.about


@quiet
def complete_kind() -> Iterable[tuple[str, str]]:
    """List the kinds of failure."""
    for kind in KINDS:
        yield kind.name, kind.sentence
