"""What tests of editing share: an app for one entry, and a program that changes it elsewhere."""

from dataclasses import replace

from textual.widgets import Static

from reflect.journal import Journal
from reflect.model.entry import Entry
from reflect.search.parser import parse_query
from reflect.tui.context import AppContext
from reflect.tui.screens.edit.screen import EditScreen
from tests.factories import NOW, TODAY
from tests.tui.staging import Stage

OLD, MINE, THEIRS = "Nobody was on call.", "Nobody was awake.", "Bo was on call."
HOSTILE = "[@click=app.quit]x[/] [/home/me] \x1b]52;c;eA==\x07\u202e"


def opened(context: AppContext, entry: Entry) -> tuple[Stage, EditScreen]:
    """Make an app that opens an entry to be edited."""
    screen = EditScreen(context, lambda: entry)
    return Stage(lambda: screen, context), screen


def change(screen: EditScreen, old: str, new: str) -> None:
    """Type something in the place of something else."""
    assert old in screen.writing.text
    screen.put(screen.writing.text.replace(old, new, 1))


def said(screen: EditScreen) -> str:
    """What the line above the text says."""
    return str(screen.query_one("#notice", Static).render())


def beside(journal: Journal) -> Journal:
    """Open another handle on the same journal, a few minutes later."""
    return Journal(
        journal.folder,
        clock=lambda: NOW.replace(minute=40),
        guides=journal.guides,
        encryption=journal.encryption,
    )


def change_elsewhere(journal: Journal, entry: Entry) -> Entry:
    """Change an entry as another program would."""
    first = entry.answers[0]
    fresh = replace(first, text=first.text.replace(OLD, THEIRS))
    return beside(journal).entries.replace(
        replace(entry, answers=(fresh, *entry.answers[1:])), entry
    )


def texts(journal: Journal) -> list[str]:
    """Give what happened, of each entry that is stored."""
    found = journal.entries.listing(parse_query("", TODAY)).entries
    return sorted(entry.answers[0].text.rpartition("\n")[2] for entry in found)
