"""Changes to single fields of an entry or to its Markdown form.

Call the functions that read or write the journal from a worker thread.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from reflect.errors import ConflictError, ReflectError, UsageError
from reflect.journal.entries import check_seals
from reflect.model.entry import LESSON, Answer, Entry
from reflect.model.ids import new_id
from reflect.text.clean import clean_tag, normalise

if TYPE_CHECKING:
    from reflect.journal.journal import Journal
    from reflect.model.guide import Guide

LESSON_QUESTION = "What is the lesson, in one sentence?"


class ChangedMeanwhileError(Exception):
    """Raised when another process has changed or deleted the entry being saved.

    Args:
        mine: the edited version.
        theirs: the stored version, or None if the entry was deleted.
    """

    def __init__(self, mine: Entry, theirs: Entry | None) -> None:
        super().__init__(mine.id)
        self.mine = mine
        self.theirs = theirs


def with_lesson(entry: Entry, text: str) -> Entry:
    """Return a copy of the entry with a new lesson, or without one if the text is empty."""
    lesson = normalise(text)
    current = [answer for answer in entry.answers if answer.prompt == LESSON]
    question = current[0].question if current else LESSON_QUESTION
    new = (Answer(LESSON, question, lesson),) if lesson else ()
    if not current:
        return replace(entry, answers=entry.answers + new)
    index = entry.answers.index(current[0])
    return replace(entry, answers=(*entry.answers[:index], *new, *entry.answers[index + 1 :]))


def with_tags(entry: Entry, add: Iterable[str], remove: Iterable[str]) -> Entry:
    """Return a copy of the entry with tags added and removed.

    Raises:
        UsageError: a tag is invalid, or the entry lacks a tag to be removed.
    """
    removed = [clean_tag(tag) for tag in remove]
    for tag in removed:
        if tag not in entry.tags:
            raise UsageError(f"{entry.id} has no tag {tag!r}")
    kept = [tag for tag in entry.tags if tag not in removed]
    return replace(entry, tags=tuple(dict.fromkeys([*kept, *map(clean_tag, add)])))


def entry_form(journal: "Journal", entry: Entry) -> str:
    """Render an entry as an editable Markdown form."""
    from reflect.formats.markdown.edit_form import render_edit

    return render_edit(entry, guide=_guide_of(journal, entry), now=journal.clock())


def _guide_of(journal: "Journal", entry: Entry) -> "Guide | None":
    """Return the guide of an entry, or None if it has none, or there is none here."""
    from reflect.guides.loader import load_guide

    if entry.guide:
        with suppress(ReflectError):
            return load_guide(entry.guide, journal.guides)
    return None


def parse_form(journal: "Journal", text: str, base: Entry) -> Entry:
    """Parse an edited form.

    Args:
        journal: the journal that contains the entry.
        text: the edited form.
        base: the entry that the form was rendered from.

    Raises:
        FormError: the form cannot be parsed; the error names the line.
        UsageError: the entry's id was changed.
    """
    from reflect.formats.markdown.parser import parse_edit

    now = journal.clock()
    guide = _guide_of(journal, base)
    changed = parse_edit(text, base, guide=guide, today=now.date(), now=now)
    if changed.id != base.id:
        raise UsageError("the id of an entry can't be changed", hint=f"It is {base.id}.")
    return changed


def save_form(journal: "Journal", text: str, base: Entry) -> Entry:
    """Save an edited form if it differs from the entry.

    Args:
        journal: the journal that contains the entry.
        text: the edited form.
        base: the entry that the form was rendered from.

    Returns:
        The entry as stored.

    Raises:
        ChangedMeanwhileError: another process changed the entry; nothing was saved.
        ReflectError: the form could not be parsed or saved.
    """
    mine = parse_form(journal, text, base)
    if _is_same(mine, base):
        return base
    try:
        return journal.entries.replace(mine, base)
    except ConflictError:
        theirs = journal.entries.stored(base.id)
    if theirs is not None and _is_same(mine, theirs):
        return theirs
    raise ChangedMeanwhileError(mine, theirs)


def save_form_as_new(journal: "Journal", text: str, base: Entry) -> Entry:
    """Save an edited form as a new entry; the arguments are those of `save_form`."""
    changed = parse_form(journal, text, base)
    return journal.entries.add(replace(changed, id=new_id(), updated_at=journal.clock()))


def form_error_line(journal: "Journal", text: str, base: Entry, error: Exception) -> int:
    """Return the 1-based line of a form that caused an error, or 0 if there is no such line.

    Args:
        journal: the journal that contains the entry.
        text: the edited form.
        base: the entry that the form was rendered from.
        error: the error that `save_form` or `save_form_as_new` raised.
    """
    from reflect.formats.markdown.errors import FormError

    if isinstance(error, FormError):
        return error.line
    if not isinstance(error, UsageError):
        return 0
    try:
        changed = parse_form(journal, text, base)
    except (FormError, UsageError):
        return _line_starting(text.split("\n"), "id:")
    # The edit layout shows open commitments only.
    has_all = _line_starting(text.split("\n"), "id:") > 1
    shown = [commitment for commitment in base.commitments if has_all or commitment.is_open]
    for number, commitment in enumerate(shown, 1):
        try:
            check_seals(replace(base, commitments=(commitment,)), changed, journal.clock())
        except UsageError:
            return _line_of_forecast(text, number)
    return 0


def _is_same(one: Entry, other: Entry) -> bool:
    """Return whether two versions differ at most in their save time."""
    return replace(one, updated_at=other.updated_at) == other


def _line_of_forecast(text: str, number: int) -> int:
    lines = text.split("\n")
    first = _line_starting(lines, "commitments:")
    items = 0
    for index in range(first, len(lines)):
        line = lines[index]
        if line.strip() and not line.startswith((" ", "-")):
            break
        items += line.startswith(("- ", "  - "))
        if items == number and line.lstrip(" -").startswith("forecast:"):
            return index + 1
    return first


def _line_starting(lines: list[str], start: str) -> int:
    return next((number for number, line in enumerate(lines, 1) if line.startswith(start)), 1)
