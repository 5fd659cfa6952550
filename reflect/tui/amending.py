"""Changing an entry as its Markdown form: read, saved, and compared with what was saved elsewhere.

Nothing here knows of a screen; the functions that touch the disk are for worker threads.
"""

from dataclasses import replace

from reflect.errors import ConflictError, NotFoundError, UsageError
from reflect.formats.markdown.errors import FormError
from reflect.formats.markdown.parser import parse_entry
from reflect.formats.markdown.renderer import render_entry
from reflect.journal.entries import check_seals
from reflect.model.entry import Entry
from reflect.model.ids import new_id
from reflect.tui.context import AppContext


class ChangedMeanwhileError(Exception):
    """The entry was changed or deleted elsewhere, and not in the same way.

    Args:
        mine: as it shall be.
        theirs: as it is stored now; None where it was deleted.
    """

    def __init__(self, mine: Entry, theirs: Entry | None) -> None:
        super().__init__(mine.id)
        self.mine = mine
        self.theirs = theirs


def form_of(context: AppContext, entry: Entry) -> str:
    """Write an entry as the text to be edited."""
    return render_entry(entry, now=context.now)


def read(context: AppContext, text: str, base: Entry) -> Entry:
    """Read the text of an entry.

    Args:
        text: its form.
        base: the entry that the text began from.

    Raises:
        FormError: it can't be read; names the line.
        UsageError: it is another entry's.
    """
    changed = parse_entry(text, base, guide=None, today=context.today, now=context.now)
    if changed.id != base.id:
        raise UsageError("the id of an entry can't be changed", hint=f"It is {base.id}.")
    return changed


def save(context: AppContext, text: str, base: Entry) -> Entry:
    """Save an entry; one that says nothing new is left as it is stored.

    Args:
        text: its form.
        base: the entry that the text began from.

    Returns:
        The entry as it is stored.

    Raises:
        ChangedMeanwhileError: nothing was saved; both versions are with it.
        ReflectError: it can't be read, or can't be saved.
    """
    mine = read(context, text, base)
    if is_same(mine, base):
        return base
    try:
        return context.journal.entries.replace(mine, base)
    except ConflictError:
        theirs = stored(context, base.id)
    if theirs is not None and is_same(mine, theirs):
        return theirs
    raise ChangedMeanwhileError(mine, theirs)


def save_beside(context: AppContext, entry: Entry) -> Entry:
    """Save an entry as a new one, under an id of its own."""
    return context.journal.entries.add(replace(entry, id=new_id(), updated_at=context.now))


def stored(context: AppContext, entry_id: str) -> Entry | None:
    """Read an entry as it is stored now; None where there is none."""
    try:
        return context.journal.entries.get(entry_id)
    except NotFoundError:
        return None


def is_same(one: Entry, other: Entry) -> bool:
    """Whether two versions say the same, whenever they were saved."""
    return replace(one, updated_at=other.updated_at) == other


def line_of(context: AppContext, text: str, base: Entry, error: Exception) -> int:
    """Find the line of a form that an error is about, counted from 1; 0 for none."""
    if isinstance(error, FormError):
        return error.line
    if not isinstance(error, UsageError):
        return 0
    try:
        changed = read(context, text, base)
    except (FormError, UsageError):
        return _line_beginning(text.split("\n"), "id:")
    for number, commitment in enumerate(base.commitments, 1):
        try:
            check_seals(replace(base, commitments=(commitment,)), changed, context.now)
        except UsageError:
            return _line_of_forecast(text, number)
    return 0


def _line_of_forecast(text: str, number: int) -> int:
    lines = text.split("\n")
    first = _line_beginning(lines, "commitments:")
    place, items = first, 0
    for place in range(first, len(lines)):
        line = lines[place]
        if line.strip() and not line.startswith((" ", "-")):
            break
        items += line.startswith(("- ", "  - "))
        if items == number and line.lstrip(" -").startswith("forecast:"):
            return place + 1
    return first


def _line_beginning(lines: list[str], words: str) -> int:
    return next((n for n, line in enumerate(lines, 1) if line.startswith(words)), 1)
