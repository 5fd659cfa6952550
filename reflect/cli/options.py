"""Options and arguments shared by several commands."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reflect.cli.completers import complete_guide, complete_id, complete_kind, complete_tag
from reflect.cli.context import CliContext, clock
from reflect.errors import UsageError
from reflect.text.decode import EncodingError, decode_argument

if TYPE_CHECKING:
    from reflect.search.query import Query


def text_argument(text: str) -> str:
    """Decode an argument that contains text; paths may contain any bytes.

    Raises:
        BadParameter: The bytes are not text in any supported encoding.
    """
    try:
        return decode_argument(text)
    except EncodingError as error:
        raise typer.BadParameter(f"byte {error.byte} is not valid UTF-8") from None


def tag_option(help: str) -> Any:
    """Return the repeatable option `--tag`, with its help text."""
    return typer.Option(
        "--tag",
        "-t",
        metavar="TAG",
        parser=text_argument,
        help=help,
        autocompletion=complete_tag,
    )


QueryWords = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[QUERY]...",
        parser=text_argument,
        help="Words and fields, such as tag:launch or is:open.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="JSON output with a stable format.")]
Count = Annotated[
    int | None, typer.Option("-n", min=0, metavar="N", help="Maximum number; 0 for all.")
]
Tags = Annotated[list[str] | None, tag_option("With this tag.")]
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
EntryId = Annotated[
    str, typer.Argument(metavar="ID", help="An id, a prefix, or @.", autocompletion=complete_id)
]
NewTags = Annotated[list[str] | None, tag_option("A tag.")]
HappenedOn = Annotated[
    str | None, typer.Option("--date", "-d", metavar="WHEN", help="The day it happened.")
]
Open = Annotated[bool, typer.Option("--open", help="With an open commitment.")]


@dataclass(frozen=True, slots=True)
class Filters:
    """The options that narrow a listing, as the user typed them."""

    tag: Tags = None
    kind: Kind = None
    guide: GuideName = None
    since: Since = None
    until: Until = None
    open_: Open = False

    def query(self, words: Sequence[str] | None, context: CliContext) -> "Query":
        """Combine the query words with these options, and print how relative dates were parsed.

        Raises:
            UsageError: A date, the kind or the query is invalid.
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
            # Show how words such as "yesterday" were parsed; an ISO date needs no explanation.
            context.notify(f"{name} {format_day(day)}.")
        return day


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of `Filters` to a command and pass them to it as `filters`."""
    signature = inspect.signature(command)
    options = inspect.signature(Filters).parameters

    @wraps(command)
    def call(**values: Any) -> None:
        given = {name: values.pop(name) for name in options}
        command(filters=Filters(**given), **values)

    own = [param for param in signature.parameters.values() if param.name != "filters"]
    call.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*own, *options.values()]
    )
    return call


def exclusive(options: Mapping[str, bool]) -> None:
    """Check that at most one of several options was given.

    Args:
        options: The option names, each with whether it was given.

    Raises:
        UsageError: More than one was given.
    """
    given = [name for name, is_given in options.items() if is_given]
    if len(given) > 1:
        raise UsageError(f"{' and '.join(given)} exclude each other")
