"""The capture command: saves a note to reflect on later."""

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from reflect.cli.context import CliContext, clock, context_of
from reflect.cli.options import HappenedOn, NewTags, text_argument
from reflect.cli.pipe import read_pipe
from reflect.cli.unsaved_input import UnsavedInput
from reflect.errors import ReflectError, StoppedError, UsageError

if TYPE_CHECKING:
    from reflect.journal.note_draft import NoteDraft

capture_app = typer.Typer(add_completion=False)


@capture_app.command("capture")
def capture(
    ctx: typer.Context,
    text: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TEXT]...", parser=text_argument, help="What happened; from stdin if omitted."
        ),
    ] = None,
    tag: NewTags = None,
    date: HappenedOn = None,
    near_miss: Annotated[
        bool, typer.Option("--near-miss", help="It nearly went wrong, or went well by luck.")
    ] = False,
) -> None:
    """Pull the cord: note it now, reflect on it later."""
    from reflect.text.clean import clean_tag, normalise

    context = context_of(ctx)
    draft: NoteDraft | None = None
    with UnsavedInput(context, "The note", "capture") as note:
        if not text and not sys.stdin.isatty():
            # Read it first: unlike arguments, it would be gone if an option is wrong.
            read_pipe(note)
        tags = list(dict.fromkeys(clean_tag(name) for name in tag or ()))
        day = None
        if date is not None:
            from reflect.dates import format_day, parse_past_day

            day = parse_past_day(date, clock().date())
            context.notify(f"On {format_day(day)}.")
        if text:
            note.text = " ".join(text)
        elif sys.stdin.isatty():
            draft = ask_note(context, note)
        if not normalise(note.text):
            raise UsageError(
                "there is nothing to note",
                hint="Try {command}.",
                command=("capture", "what happened"),
            )
        journal = context.journal(write=True)
        is_first = journal.is_new
        entry = journal.entries.capture(note.text, occurred_on=day, tags=tags, near_miss=near_miss)
    if draft is not None:
        remove_draft(draft)
    context.notify_new_journal()
    notify_replaced(context, note.text)
    context.notify(f"Noted {entry.id}. {{command}} reflects on it.", ("resume", entry.id))
    if is_first:
        context.notify(first_save_line(context))


def ask_note(context: CliContext, note: UnsavedInput) -> "NoteDraft":
    """Ask for a note of one line on the terminal; return the draft that contains it."""
    if not sys.stderr.isatty():
        raise UsageError("there is nothing to note", hint="Give the text, or pipe it in.")
    from reflect.cli.plain.keyboard import InputRequest
    from reflect.cli.plain.open_keyboard import open_keyboard
    from reflect.cli.plain.signals import Signals, TerminalGone
    from reflect.journal.note_draft import NoteDraft

    draft = NoteDraft(context.journal(write=True), context.config.guide, context.recovery)

    def keep(text: str) -> None:
        note.text = text
        if draft.stage(text):
            # If this fails, saving the note reports why.
            draft.write()

    try:
        with Signals() as signals, open_keyboard(context.err, signals) as keyboard:
            typed = keyboard.read(InputRequest(autosave=keep))
    except KeyboardInterrupt:
        note.text = ""
        remove_draft(draft)
        raise StoppedError("stopped; nothing was noted") from None
    except TerminalGone:
        # The terminal was closed, but the user did not discard the note.
        return draft
    note.text = typed.text + typed.command
    if not note.text.strip():
        remove_draft(draft)
    return draft


def remove_draft(draft: "NoteDraft") -> None:
    """Delete the draft of a note; one that can't be deleted is listed and can be dropped there."""
    with suppress(ReflectError):
        draft.discard()


def notify_replaced(context: CliContext, text: str) -> None:
    """Report how many characters in a text were replaced or removed, if any."""
    from reflect.text.clean import clean

    if notice := clean(text).notice:
        context.notify(notice)


def first_save_line(context: CliContext) -> str:
    """Return the message that says where a new journal is stored."""
    return f"It is kept only on this machine, in {context.config.journal}."


COMMANDS = {"capture": capture_app}
