"""The options that narrow a listing, the same for every command that has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.complete import complete_guide, complete_kind, complete_tag
from reflect.cli.state import State, clock

if TYPE_CHECKING:
    from reflect.search import Query

QueryWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="[QUERY]...", help="Words and fields, such as tag:launch or is:open."),
]
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
Json = Annotated[bool, typer.Option("--json", help="The stable shape for scripts.")]
Count = Annotated[
    int | None, typer.Option("-n", min=0, metavar="N", help="How many at the most; 0 for all.")
]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the options of a listing ask for, as they were typed."""

    tags: Sequence[str] | None = None
    kind: str | None = None
    guide: str | None = None
    since: str | None = None
    until: str | None = None
    is_open: bool = False

    def query(self, words: Sequence[str] | None, state: State) -> "Query":
        """Make the query of the words and these options; says which days were understood.

        Raises:
            UsageError: an unreadable date, an unknown kind, a wrong query.
        """
        from reflect.search import parse

        today = clock().date()
        return parse(" ".join(words or ()), today).narrowed(
            tags=tuple(self.tags or ()),
            kind=self.kind,
            guide=self.guide,
            since=self._day("Since", self.since, 0, state, today),
            until=self._day("Until", self.until, 1, state, today),
            states=("open",) if self.is_open else (),
        )

    def _day(
        self, name: str, words: str | None, end: int, state: State, today: date
    ) -> date | None:
        if words is None:
            return None
        from reflect.dates import span, spell

        day = span(words, today)[end]
        if not words[:4].isdecimal():
            # A day in words is never guessed away; one in figures says itself.
            state.say(f"{name} {spell(day)}.")
        return day
