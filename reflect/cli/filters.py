"""The options that narrow a listing, the same for every command that has them."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli.completers import complete_guide, complete_kind, complete_tag
from reflect.cli.context import CliContext, clock

if TYPE_CHECKING:
    from reflect.search.query import Query

Tags = Annotated[
    list[str] | None,
    typer.Option("--tag", "-t", metavar="TAG", help="With this tag.", autocompletion=complete_tag),
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind", metavar="KIND", help="Of this kind of failure.", autocompletion=complete_kind
    ),
]
GuideName = Annotated[
    str | None,
    typer.Option(
        "--guide", "-g", metavar="NAME", help="With this guide.", autocompletion=complete_guide
    ),
]
Since = Annotated[
    str | None,
    typer.Option("--since", metavar="WHEN", help="On this day, month or year, or after."),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="WHEN", help="On this day, month or year, or before."),
]
Open = Annotated[bool, typer.Option("--open", help="With an open commitment.")]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the options of a listing ask for, as they were typed."""

    tag: Tags = None
    kind: Kind = None
    guide: GuideName = None
    since: Since = None
    until: Until = None
    open_: Open = False

    def query(self, words: Sequence[str] | None, context: CliContext) -> "Query":
        """Make the query of the words and these options; says which days were understood.

        Raises:
            UsageError: an unreadable date, an unknown kind, a wrong query.
        """
        from reflect.search.parser import parse_query

        today = clock().date()
        return parse_query(" ".join(words or ()), today).narrowed(
            tags=tuple(self.tag or ()),
            kind=self.kind,
            guide=self.guide,
            since=self._day("Since", self.since, 0, context, today),
            until=self._day("Until", self.until, 1, context, today),
            states=("open",) if self.open_ else (),
        )

    def _day(
        self, name: str, words: str | None, end: int, context: CliContext, today: date
    ) -> date | None:
        if words is None:
            return None
        from reflect.dates import format_day, parse_period

        day = parse_period(words, today)[end]
        if not words[:4].isdecimal():
            # A day in words is never guessed away; one in figures says itself.
            context.say(f"{name} {format_day(day)}.")
        return day


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of Filters, and hand them to it as its argument `filters`."""
    own = inspect.signature(command)
    options = inspect.signature(Filters).parameters

    @wraps(command)
    def call(**values: Any) -> None:
        given = {name: values.pop(name) for name in options}
        command(filters=Filters(**given), **values)

    kept = [one for one in own.parameters.values() if one.name != "filters"]
    call.__signature__ = own.replace(parameters=[*kept, *options.values()])  # type: ignore[attr-defined]
    return call
