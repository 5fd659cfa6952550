"""What several commands take that needs nothing of the journal."""

from typing import Annotated

import typer

QueryWords = Annotated[
    list[str] | None,
    typer.Argument(metavar="[QUERY]...", help="Words and fields, such as tag:launch or is:open."),
]
Json = Annotated[bool, typer.Option("--json", help="The stable shape for scripts.")]
Count = Annotated[
    int | None, typer.Option("-n", min=0, metavar="N", help="How many at the most; 0 for all.")
]
