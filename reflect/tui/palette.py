"""The command palette, which finds actions of the screen and entries of the journal."""

import asyncio
import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Protocol, cast, runtime_checkable

from textual.app import App, SystemCommand
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.screen import Screen

from reflect.dates import format_day
from reflect.errors import UsageError
from reflect.search.document import SearchDocument
from reflect.search.parser import parse_query
from reflect.text.clean import one_line
from reflect.text.display import safe_display
from reflect.tui.bindings import available_actions, key_of
from reflect.tui.context import AppContext
from reflect.tui.safe_text import safe_content, safe_line

MOST_HITS = 20
NEWEST = 8
# Textual scores a command about three per letter if the typed letters are adjacent in its title,
# and little more than one if they are scattered. Entries rank in between.
SCORE_ALL_WORDS, SCORE_SOME_WORDS = 2.0, 0.5
# These have their own commands, or would open the palette again.
OMITTED = frozenset(["app.help", "help", "app.command_palette", "command_palette", "app.quit"])
_SYNTAX = re.compile(r"[\":\-]")


@runtime_checkable
class EntryNavigator(Protocol):
    """A screen that lists entries and can navigate to one."""

    context: AppContext

    def go_to(self, entry_id: str) -> None:
        """Move the cursor to an entry."""


def screen_commands(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield a command for each action of a screen, and one for the help.

    If several actions share a title, the one closest to the focus is used. Actions of widgets
    appear only in search results.

    Args:
        app: the app that runs the actions.
        screen: the screen below the palette.
    """
    titles = set()
    for action in available_actions(app, screen):
        if action.is_enabled and action.action not in OMITTED and action.title not in titles:
            titles.add(action.title)
            run = partial(app.run_action, action.action, action.node)
            is_general = action.node is screen or action.node is app
            help = help_line(action.description, *action.keys)
            yield SystemCommand(action.title, help, run, is_general)
    run = partial(app.run_action, "app.help", app)
    yield SystemCommand("Help", help_line("All keys of this screen", key_of(app, "app.help")), run)


def help_line(text: str, *keys: str) -> str:
    """Return the help line shown below a command's title.

    The palette would parse a `str` as markup and drop the key `[`. It also accepts `Content`,
    although its type hints don't say so.
    """
    return cast("str", safe_content(" · ".join(filter(None, [text, " ".join(keys)]))))


class EntryProvider(Provider):
    """Finds entries, if the screen below the palette lists any."""

    async def search(self, query: str) -> Hits:
        """Yield the entries that match the query."""
        screen = self.screen
        if not isinstance(screen, EntryNavigator):
            return
        entries, has_all_words = await asyncio.to_thread(find_entries, screen.context, query)
        score = len(query) * (SCORE_ALL_WORDS if has_all_words else SCORE_SOME_WORDS)
        for place, entry in enumerate(entries):
            run = partial(screen.go_to, entry.id)
            yield Hit(score * (1 - place / 1000), _title(entry), run, _text(entry), _help(entry))

    async def discover(self) -> Hits:
        """Yield the newest entries."""
        screen = self.screen
        if not isinstance(screen, EntryNavigator):
            return
        snapshot = screen.context.journal.snapshots.latest
        count = min(NEWEST, len(snapshot))
        for entry in await asyncio.to_thread(lambda: [snapshot.item(n) for n in range(count)]):
            run = partial(screen.go_to, entry.id)
            yield DiscoveryHit(_title(entry), run, _text(entry), _help(entry))


def find_entries(context: AppContext, text: str) -> tuple[list[SearchDocument], bool]:
    """Return the best-matching entries, and whether they contain all words of the query.

    Args:
        context: the context that provides the journal.
        text: the query; if it is malformed, its syntax characters are ignored.
    """
    try:
        query = parse_query(text, context.today)
    except UsageError:
        try:
            query = parse_query(_SYNTAX.sub(" ", text), context.today)
        except UsageError:
            return [], False
    if query.is_empty:
        return [], False
    matches = context.journal.snapshots.latest.search(query, context.today)
    has_all_words = bool(matches.with_all) or not matches.is_ranked
    items = matches[: matches.with_all] if matches.is_ranked and has_all_words else matches
    return items[:MOST_HITS], has_all_words


def _title(entry: SearchDocument) -> Any:
    return safe_line(_text(entry))


def _text(entry: SearchDocument) -> str:
    return safe_display(one_line(entry.title) or "(no title)")


def _help(entry: SearchDocument) -> str:
    state = "" if entry.state == "entry" else entry.state
    return help_line(" · ".join(filter(None, [format_day(entry.occurred_on), entry.id, state])))
