"""The form options of the new command: prints blank forms and saves completed ones."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reflect.cli.commands.capture import first_save_line, notify_replaced
from reflect.cli.commands.edit import offer_unsaved, remove_unsaved
from reflect.cli.context import CliContext, clock
from reflect.config.paths import absolute_path
from reflect.errors import FileError, NotFoundError, Notice, UsageError
from reflect.guides.loader import load_guide
from reflect.journal import Journal
from reflect.journal.recovery import entry_of, is_note
from reflect.model.entry import Entry
from reflect.model.guide import Guide
from reflect.model.ids import new_id
from reflect.text.decode import decode


@dataclass(frozen=True, slots=True)
class NewEntryOptions:
    """The options for a new entry, which override the form."""

    guide: str
    title: str = ""
    occurred_on: date | None = None
    tags: Sequence[str] = ()
    is_guide_named: bool = False


def print_form(context: CliContext, options: NewEntryOptions) -> None:
    """Print a blank form for a new entry."""
    context.out.raw(_blank_form(context, options))


def save_from(context: CliContext, source: str, options: NewEntryOptions) -> None:
    """Save the entry from a completed form in a file.

    If it is a recovery file that does not contain a form, it is saved as a note.

    Raises:
        FileError: The form can't be read.
        UsageError: The form is blank, or its entry already exists.
    """
    from reflect.formats.markdown.errors import FormError

    text = _read(context, source)
    if is_note(context.recovery, Path(source), text):
        _save_note(context, text, options)
        return
    if entry_id := entry_of(context.recovery, Path(source)):
        # Its form may be in the edit layout, which has no id.
        _require_new(context.journal(write=True), entry_id)
    try:
        save_form(context, text, options)
    except FormError as error:
        raise error.in_file(source) from None


def save_form(context: CliContext, text: str, options: NewEntryOptions) -> None:
    """Save the entry from the text of a completed form.

    Raises:
        FileError: The form can't be read.
        UsageError: The form is blank, or its entry already exists.
    """
    from reflect.formats.markdown.blank_form import is_blank_form

    if is_blank_form(text):
        raise UsageError("the form is empty; nothing was saved", hint="Fill it in first.")
    _save(context, text, options)


def _save_note(context: CliContext, text: str, options: NewEntryOptions) -> None:
    """Save a recovery file that does not contain a form as a note."""
    if options.title or options.is_guide_named:
        raise UsageError(
            "it is no form, and a note takes neither title nor guide",
            hint="Leave them out; {command} asks for the rest.",
            command=("resume",),
        )
    journal = context.journal(write=True)
    is_first = journal.is_new
    entry = journal.entries.capture(text, occurred_on=options.occurred_on, tags=options.tags)
    context.notify_new_journal()
    notify_replaced(context, text)
    context.notify(
        f"It is no form. Noted {entry.id}: {{command}} reflects on it.", ("resume", entry.id)
    )
    if is_first:
        context.notify(first_save_line(context))


def save_edited(context: CliContext, options: NewEntryOptions) -> None:
    """Open a blank form in the editor and save the entry when it has been filled in."""
    from reflect.formats.markdown.blank_form import is_blank_form

    # Check this first, so that the user doesn't write text that can't be saved.
    context.encryption.require_writable()
    form, name = _blank_form(context, options), f"{options.guide}.md"
    for notice in context.recover_edits(offered=name):
        context.notify(notice)
    unsaved = offer_unsaved(context, options.guide)
    with context.edited(unsaved.text if unsaved else form, name) as text:
        if is_blank_form(text, form):
            context.notify("Nothing was filled in, so nothing was saved.")
            return
        _save(context, text, options)
    if unsaved:
        remove_unsaved(context, unsaved)


def _blank_form(context: CliContext, options: NewEntryOptions) -> str:
    from reflect.formats.markdown.blank_form import render_blank_form

    return render_blank_form(
        load_guide(options.guide, context.config.guides),
        occurred_on=options.occurred_on or clock().date(),
        title=options.title,
        tags=tuple(options.tags),
    )


def _read(context: CliContext, source: str) -> str:
    """Read a form, decrypting it if it is an encrypted recovery file."""
    absolute_path(Path(source))
    try:
        data = Path(source).read_bytes()
    except OSError as error:
        raise FileError(f"can't read {source}: {error.strerror}") from None
    return decode(context.encryption.opened(data, source), Path(source))


def _save(context: CliContext, text: str, options: NewEntryOptions) -> None:
    from reflect.formats.markdown.parser import parse_entry

    now = clock()
    base = Entry(
        id=new_id(),
        title=options.title,
        guide=options.guide,
        state="entry",
        occurred_on=options.occurred_on or now.date(),
        created_at=now,
        updated_at=now,
        tags=tuple(options.tags),
    )
    guides: list[Guide] = []

    def find(name: str) -> Guide | None:
        if not name:
            # Captures have no guide yet.
            return None
        with suppress(NotFoundError):
            guides.append(load_guide(name, context.config.guides))
        return guides[-1] if guides else None

    entry = parse_entry(text, base, guide=find, today=now.date(), now=now)
    if options.is_guide_named and entry.guide != options.guide:
        raise UsageError(
            f"the form is one of the guide {entry.guide!r}, not of {options.guide!r}",
            hint="Leave --guide out, or change the form's line `guide:`.",
        )
    if not guides and entry.guide:
        notify_unknown_guide(context, entry.guide)
    entry = _with_options(entry, options, guides[0] if guides else None)
    journal = context.journal(write=True)
    is_first = journal.is_new
    if entry.id != base.id:
        _require_new(journal, entry.id)
    journal.entries.add(entry)
    context.notify_new_journal()
    notify_replaced(context, text)
    context.notify(saved_line(entry))
    if is_first:
        context.notify(first_save_line(context))


def notify_unknown_guide(context: CliContext, name: str) -> None:
    """Report that a form's guide is unknown, for example because it is from another machine."""
    from difflib import get_close_matches

    from reflect.guides.loader import guide_names

    similar = get_close_matches(name, guide_names(context.config.guides), n=1)
    meant = f" Did you mean {similar[0]!r}?" if similar else ""
    context.notify(f"There is no guide {name!r} here; the form is taken as it is.{meant}")


def _with_options(entry: Entry, options: NewEntryOptions, guide: Guide | None) -> Entry:
    """Apply the options to an entry, and mark it as unfinished if a required answer is missing."""
    answered = {answer.prompt for answer in entry.answers}
    answered |= {rating.prompt for rating in entry.ratings}
    required = [prompt.id for prompt in guide.prompts if not prompt.optional] if guide else []
    is_capture = entry.state == "capture" and not entry.guide
    is_whole = all(prompt in answered for prompt in required)
    return replace(
        entry,
        title=options.title or entry.title or (guide.title if guide else entry.guide),
        occurred_on=options.occurred_on or entry.occurred_on,
        tags=tuple(dict.fromkeys([*entry.tags, *options.tags])),
        state=entry.state if is_capture else "entry" if is_whole else "unfinished",
    )


def _require_new(journal: Journal, entry_id: str) -> None:
    if any(row.id == entry_id for row in journal.entries.rows()):
        raise UsageError(
            f"{entry_id} is in the journal already",
            hint="{command} changes it.",
            command=("edit", entry_id),
        )
    if any(trashed.entry.id == entry_id for trashed in journal.entries.trash()):
        raise UsageError(
            f"{entry_id} is in the trash",
            hint="{command} brings it back.",
            command=("restore", entry_id),
        )


def saved_line(entry: Entry) -> Notice:
    """Return the message that reports a saved entry."""
    if entry.state == "unfinished":
        return Notice(
            f"Saved {entry.id}, unfinished: {{command}} asks the rest.", ("resume", entry.id)
        )
    return Notice(f"Saved {entry.id}.")
