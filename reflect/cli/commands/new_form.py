"""`new` without questions: the empty form, a filled one, or one in the editor."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reflect.cli.commands.capture import first_save_line, notify_replaced
from reflect.cli.context import CliContext, clock
from reflect.errors import FileError, NotFoundError, Notice, ReflectError, UsageError
from reflect.guides.loader import load_guide
from reflect.journal import Journal
from reflect.journal.recovery import is_note, write_recovery_file
from reflect.model.entry import Entry
from reflect.model.guide import Guide
from reflect.model.ids import new_id

STDIN = "-"


@dataclass(frozen=True, slots=True)
class NewEntryOptions:
    """What the options say of a new entry; they come before what a form says."""

    guide: str
    title: str = ""
    occurred_on: date | None = None
    tags: Sequence[str] = ()
    is_guide_named: bool = False


def print_form(context: CliContext, given: NewEntryOptions) -> None:
    """Write the empty form to stdout."""
    context.out.raw(_empty(context, given))


def save_from(context: CliContext, source: str, given: NewEntryOptions) -> None:
    """Save a filled form; what came through stdin and can't be saved is kept in a file.

    A text that was kept aside and is no form becomes a note.

    Raises:
        FileError: it can't be read, or not as a form.
        UsageError: nothing is filled in, or there is such an entry already.
    """
    from reflect.formats.markdown.blank_form import is_blank_form
    from reflect.formats.markdown.errors import FormError

    text = _read(context, source)
    if source != STDIN and is_note(context.recovery, Path(source), text):
        _note(context, text, given)
        return
    try:
        if is_blank_form(text):
            raise UsageError("the form is empty; nothing was saved", hint="Fill it in first.")
        _save(context, text, given)
    except ReflectError as error:
        if isinstance(error, FormError) and source != STDIN:
            raise error.in_file(source) from None
        if source == STDIN and text.strip():
            file = write_recovery_file(context.recovery, text, "form", context.recovery_encryption)
            error.add_notice(
                f"What came in is in {file}." if file else "It could be kept nowhere else."
            )
        raise


def _note(context: CliContext, text: str, given: NewEntryOptions) -> None:
    """Note a text that was kept aside and is no form."""
    if given.title or given.is_guide_named:
        raise UsageError(
            "it is no form, and a note takes neither title nor guide",
            hint="Leave them out; {command} asks for the rest.",
            command=("resume",),
        )
    journal = context.journal(write=True)
    is_first = journal.is_new
    entry = journal.entries.capture(text, occurred_on=given.occurred_on, tags=given.tags)
    notify_replaced(context, text)
    context.notify(
        f"It is no form. Noted {entry.id}: {{command}} reflects on it.", ("resume", entry.id)
    )
    if is_first:
        context.notify(first_save_line(context))


def save_edited(context: CliContext, given: NewEntryOptions) -> None:
    """Give the empty form to the editor, and save what comes back."""
    from reflect.formats.markdown.blank_form import is_blank_form

    # Before anything is written that could not be saved.
    context.encryption.require_writable()
    form = _empty(context, given)
    with context.edited(form, f"{given.guide}.md") as text:
        if is_blank_form(text, form):
            context.notify("Nothing was filled in, so nothing was saved.")
            return
        _save(context, text, given)


def _empty(context: CliContext, given: NewEntryOptions) -> str:
    from reflect.formats.markdown.blank_form import render_blank_form

    return render_blank_form(
        load_guide(given.guide, context.config.guides),
        occurred_on=given.occurred_on or clock().date(),
        title=given.title,
        tags=tuple(given.tags),
    )


def _read(context: CliContext, source: str) -> str:
    """Read a form; one that was kept aside from an encrypted journal is opened."""
    if source == STDIN:
        data = sys.stdin.buffer.read()
    else:
        try:
            data = Path(source).read_bytes()
        except OSError as error:
            raise FileError(f"can't read {source}: {error.strerror}") from None
        data = context.encryption.opened(data, source)
    return data.decode("utf-8-sig", "surrogateescape")


def _save(context: CliContext, text: str, given: NewEntryOptions) -> None:
    from reflect.formats.markdown.parser import parse_entry

    now = clock()
    base = Entry(
        id=new_id(),
        title=given.title,
        guide=given.guide,
        state="entry",
        occurred_on=given.occurred_on or now.date(),
        created_at=now,
        updated_at=now,
        tags=tuple(given.tags),
    )
    guides: list[Guide] = []

    def find(name: str) -> Guide | None:
        if not name:
            # What was captured has no guide yet.
            return None
        with suppress(NotFoundError):
            guides.append(load_guide(name, context.config.guides))
        return guides[-1] if guides else None

    entry = parse_entry(text, base, guide=find, today=now.date(), now=now)
    if given.is_guide_named and entry.guide != given.guide:
        raise UsageError(
            f"the form is one of the guide {entry.guide!r}, not of {given.guide!r}",
            hint="Leave --guide out, or change the form's line `guide:`.",
        )
    if not guides and entry.guide:
        notify_unknown_guide(context, entry.guide)
    entry = _as_given(entry, given, guides[0] if guides else None)
    journal = context.journal(write=True)
    is_first = journal.is_new
    if entry.id != base.id:
        _refuse_known(journal, entry.id)
    journal.entries.add(entry)
    notify_replaced(context, text)
    context.notify(saved_line(entry))
    if is_first:
        context.notify(first_save_line(context))


def notify_unknown_guide(context: CliContext, name: str) -> None:
    """Say that a form's guide isn't here; a form from elsewhere may well have one of its own."""
    from difflib import get_close_matches

    from reflect.guides.loader import guide_names

    near = get_close_matches(name, guide_names(context.config.guides), n=1)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    context.notify(f"There is no guide {name!r} here; the form is taken as it is.{meant}")


def _as_given(entry: Entry, given: NewEntryOptions, guide: Guide | None) -> Entry:
    """Let the options have their say; an entry with a required answer missing is unfinished."""
    answered = {answer.prompt for answer in entry.answers}
    answered |= {rating.prompt for rating in entry.ratings}
    required = [prompt.id for prompt in guide.prompts if not prompt.optional] if guide else []
    is_capture = entry.state == "capture" and not entry.guide
    is_whole = all(prompt in answered for prompt in required)
    return replace(
        entry,
        title=given.title or entry.title or (guide.title if guide else entry.guide),
        occurred_on=given.occurred_on or entry.occurred_on,
        tags=tuple(dict.fromkeys([*entry.tags, *given.tags])),
        state=entry.state if is_capture else "entry" if is_whole else "unfinished",
    )


def _refuse_known(journal: Journal, entry_id: str) -> None:
    if any(row.id == entry_id for row in journal.entries.rows()):
        raise UsageError(
            f"{entry_id} is in the journal already",
            hint="{command} changes it.",
            command=("edit", entry_id),
        )
    if any(one.entry.id == entry_id for one in journal.entries.trash()):
        raise UsageError(
            f"{entry_id} is in the trash",
            hint="{command} brings it back.",
            command=("restore", entry_id),
        )


def saved_line(entry: Entry) -> Notice:
    """Return what was saved, and how to go on with an unfinished entry."""
    if entry.state == "unfinished":
        return Notice(
            f"Saved {entry.id}, unfinished: {{command}} asks the rest.", ("resume", entry.id)
        )
    return Notice(f"Saved {entry.id}.")
