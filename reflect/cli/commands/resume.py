"""The resume command: continues a draft, a capture or an entry."""

from typing import Annotated

import typer

from reflect.cli.commands.new import GuideName, Pause, ask, require_terminal
from reflect.cli.completers import complete_waiting
from reflect.cli.context import context_of
from reflect.errors import UsageError

resume_app = typer.Typer(add_completion=False)


@resume_app.command("resume")
def resume(
    ctx: typer.Context,
    entry_id: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]", help="The newest if omitted.", autocompletion=complete_waiting
        ),
    ] = None,
    discard: Annotated[bool, typer.Option("--discard", help="Drop the draft ID.")] = False,
    guide: GuideName = None,
    pause: Pause = None,
) -> None:
    """Continue a draft or a capture, or open an entry in its guide again."""
    context = context_of(ctx)
    journal = context.journal()
    if discard:
        if entry_id is None:
            raise UsageError(
                "--discard needs the id of a draft", hint="{command}", command=("list", "--drafts")
            )
        context.notify(f"Discarded the draft {journal.drafts.discard(entry_id)}.")
        return
    require_terminal("resume", "{command} changes an entry in the editor.", ("edit", "ID"))
    session = journal.drafts.resume(entry_id, guide_name=guide or context.config.guide)
    if guide not in (None, session.guide.name):
        raise UsageError(
            f"{session.id} was begun already, and its guide is {session.guide.name}",
            hint="--guide is for captures.",
        )
    if entry_id is None:
        others = [entry for entry in journal.drafts.waiting() if entry.id != session.id]
        for entry in others[:5]:
            context.err.line(f"Also waiting: {entry.state} {entry.id} {entry.title}", cut=True)
        if len(others) > 5:
            context.err.line(f"… and {len(others) - 5} more.")
    ask(context, journal, session, pause, None)


COMMANDS = {"resume": resume_app}
