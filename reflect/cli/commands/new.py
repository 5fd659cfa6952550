"""The new command: begins a guided reflection."""

import sys
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.completers import complete_guide
from reflect.cli.context import CliContext, clock, context_of
from reflect.cli.options import HappenedOn, NewTags, exclusive, text_argument
from reflect.cli.output import is_interactive
from reflect.errors import Notice, UsageError
from reflect.model.entry import Entry

if TYPE_CHECKING:
    from reflect.journal import Journal
    from reflect.practice.session import Session

new_app = typer.Typer(add_completion=False)


Title = Annotated[
    str, typer.Argument(metavar="[TITLE]", parser=text_argument, help="Asked for if omitted.")
]
Plain = Annotated[bool, typer.Option("--plain", help="Ask line by line.")]
Edit = Annotated[bool, typer.Option("--edit", help="The whole guide as a form in the editor.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="FILE", help="A completed form; - for stdin.")
]
Form = Annotated[bool, typer.Option("--form", help="Print the empty form.")]
GuideName = Annotated[
    str | None,
    typer.Option(
        "--guide", "-g", metavar="NAME", help="Which guide.", autocompletion=complete_guide
    ),
]
Pause = Annotated[
    int | None,
    typer.Option(
        "--pause", metavar="SECONDS", min=0, max=3600, help="Seconds of quiet; 0 for none."
    ),
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="WHEN", help="For guides that look over a period.")
]


@new_app.command("new")
def new(
    ctx: typer.Context,
    title: Title = "",
    plain: Plain = False,
    edit: Edit = False,
    source: From = None,
    form: Form = False,
    guide: GuideName = None,
    when: HappenedOn = None,
    tag: NewTags = None,
    pause: Pause = None,
    since: Since = None,
) -> None:
    """Start a guided reflection."""
    from reflect.cli.commands import new_form
    from reflect.cli.pipe import STDIN, is_pipe, read_pipe
    from reflect.cli.unsaved_input import UnsavedInput
    from reflect.text.clean import clean_tag

    context = context_of(ctx)
    exclusive({"--plain": plain, "--edit": edit, "--form": form, "--from": source is not None})
    pipe = source if source is not None and is_pipe(source) else ""
    is_typed = pipe == STDIN and sys.stdin.isatty()
    what = f"The text from {'stdin' if pipe == STDIN else pipe}"
    with UnsavedInput(context, what, "form") as unsaved:
        if pipe and not is_typed:
            # Read it first, because it would be gone if an option is wrong.
            read_pipe(unsaved, pipe)
        options = new_form.NewEntryOptions(
            guide or context.config.guide,
            title,
            parse_date_option(context, when),
            list(dict.fromkeys(clean_tag(name) for name in tag or ())),
            is_guide_named=guide is not None,
        )
        since_day = parse_since_option(context, since, options.guide)
        if pipe:
            if is_typed:
                read_pipe(unsaved, pipe)
            new_form.save_form(context, unsaved.text, options)
            return
    if form:
        new_form.print_form(context, options)
    elif source is not None:
        new_form.save_from(context, source, options)
    elif edit:
        new_form.save_edited(context, options)
    else:
        require_terminal("new", "Without one: --from FILE, --edit, or --form for an empty form.")
        journal = context.journal(write=True)
        context.notify_new_journal("will begin")
        notify_waiting(context, journal)
        session = journal.drafts.begin(
            options.guide, occurred_on=options.occurred_on, title=title, tags=options.tags
        )
        ask(context, journal, session, pause, since_day, plain=plain)


def ask(
    context: CliContext,
    journal: "Journal",
    session: "Session",
    pause: int | None,
    since: date | None,
    *,
    plain: bool = False,
) -> None:
    """Run a session full screen or line by line.

    Args:
        pause: The pause in seconds; None to use the configured one.
        since: The first day of the period that the guide covers.
        plain: Whether to run line by line regardless of the config.

    Raises:
        Exit: The user stopped; the draft is saved.
    """
    from reflect.cli.run_session import run_full_screen, run_plain
    from reflect.cli.run_tui import has_screen

    if since is not None or session.guide.offers_lessons:
        # Ask for the passphrase now rather than between two questions.
        journal.encryption.require_readable()
    if plain or context.config.new == "plain" or not has_screen():
        run_plain(context, journal, session, pause, since)
    else:
        run_full_screen(context, journal, session, pause, since)


def parse_date_option(context: CliContext, words: str | None) -> date | None:
    """Parse the date given with `--date`, and print it."""
    if words is None:
        return None
    from reflect.dates import format_day, parse_past_day

    day = parse_past_day(words, clock().date())
    context.notify(f"On {format_day(day)}.")
    return day


def parse_since_option(context: CliContext, words: str | None, guide_name: str) -> date | None:
    """Return the first day of the period given with `--since`, or None if there is none.

    Raises:
        UsageError: The guide does not cover a period, or the date is invalid.
    """
    if words is None:
        return None
    from reflect.dates import parse_period
    from reflect.guides.loader import load_guide

    if not load_guide(guide_name, context.config.guides).period:
        raise UsageError(
            f"--since is for guides that look over a period, and {guide_name} does not",
            hint="{command} lists them; mastery is one.",
            command=("guides",),
        )
    return parse_period(words, clock().date())[0]


def require_terminal(command: str, hint: str, example: tuple[str, ...] = ()) -> None:
    """Check that there is a terminal on which to ask questions.

    Args:
        command: The name of the command that asks.
        hint: The hint for the error.
        example: The command to insert into the hint.

    Raises:
        UsageError: Stdin or stderr is not a terminal.
    """
    if not is_interactive():
        raise UsageError(
            f"{command} asks its questions on a terminal, and there is none",
            hint=hint,
            command=example,
        )


def notify_waiting(context: CliContext, journal: "Journal") -> None:
    """Mention entries that can be resumed, without asking for a passphrase.

    Raises:
        LockedError: The passphrase from --passphrase-fd is wrong.
    """
    if journal.encryption.is_locked:
        from reflect.cli.passphrase import unlock_silently

        if not unlock_silently(context, journal.encryption):
            notify_locked_drafts(context, len(journal.drafts.ids()))
            return
    notify_drafts_waiting(context, journal.drafts.waiting())


def notify_drafts_waiting(context: CliContext, waiting: list[Entry]) -> None:
    """Mention the newest draft, capture or unfinished entry, if there is one."""
    if not waiting:
        return
    newest = waiting[0]
    more = f", and {len(waiting) - 1} more" if len(waiting) > 1 else ""
    article = "an" if newest.state == "unfinished" else "a"
    what = f"{newest.state} entry" if newest.state == "unfinished" else newest.state
    message = f"There waits {article} {what}, {newest.id}{more}: {{command}}."
    context.err.line(context.fill_command(Notice(message, ("resume",))))


def notify_locked_drafts(context: CliContext, count: int) -> None:
    """Mention the number of drafts in a locked journal, if there are any."""
    if count:
        waiting = "There waits a draft" if count == 1 else f"There wait {count} drafts"
        notice = Notice(f"{waiting}: {{command}} asks for the passphrase.", ("resume",))
        context.err.line(context.fill_command(notice))


COMMANDS = {"new": new_app}
