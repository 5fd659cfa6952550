"""The palette: every action of the screen in human words, every entry by its title."""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Protocol, cast, runtime_checkable

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.screen import Screen

from reflect.dates import spell
from reflect.errors import UsageError
from reflect.search import parse
from reflect.search.folded import Folded
from reflect.text import one_line, safe_display
from reflect.tui.content import line, plain
from reflect.tui.desk import Desk
from reflect.tui.theme import OURS

MOST_HITS = 20
NEWEST = 8
# A command whose words stand together in what was typed scores three for each letter; one whose
# letters are scattered, little more than one. Entries come between.
WITH_ALL, WITH_SOME = 2.0, 0.5
# These have a line of their own, or open what is open already.
LEFT_OUT = frozenset(["app.help", "help", "app.command_palette", "command_palette"])
_SYNTAX = re.compile(r"[\":\-]")


@runtime_checkable
class Listing(Protocol):
    """A screen that lists the entries and can go to one."""

    desk: Desk

    def go_to(self, entry_id: str) -> None:
        """Put the cursor on an entry."""


def commands(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Give what can be done here: the actions of the screen, then what is there on every screen.

    Args:
        app: ours; the theme that is chosen goes into the config of its desk.
        screen: over which the palette opens.
    """
    from reflect.tui.screens.palette import choose_theme, save_screenshot

    for title, (told, run) in _actions(app, screen).items():
        yield SystemCommand(title, told, run)
    has_help = bool(screen.query("HelpPanel"))
    yield SystemCommand(
        "Hide the keys" if has_help else "Show the keys",
        _told("The panel with all keys of this screen", "f1"),
        app.action_hide_help_panel if has_help else app.action_show_help_panel,
    )
    ours = [theme.name for theme in OURS]
    for name in [*ours, *(name for name in sorted(app.available_themes) if name not in ours)]:
        told = "Colours of the screen; kept in the config"
        run = partial(choose_theme, app, name)
        yield SystemCommand(f"Theme: {name}", _told(told), run, name in ours)
    told = "Save a picture of this screen, as SVG"
    yield SystemCommand("Take a screenshot", _told(told), partial(save_screenshot, app))
    yield SystemCommand("Quit", _told("End reflect; drafts are kept", "ctrl+q"), app.action_quit)


def _actions(app: App[Any], screen: Screen[Any]) -> dict[str, tuple[str, Callable[..., Any]]]:
    """Give the enabled actions by their titles; the nearest to the focus comes first."""
    keys: dict[tuple[int, str], list[str]] = {}
    found: dict[tuple[int, str], tuple[DOMNode, Binding]] = {}
    for node, binding in _bindings(app, screen):
        if binding.id and binding.description and not binding.system:
            place = (id(node), binding.action)
            found.setdefault(place, (node, binding))
            keys.setdefault(place, []).append(app.get_key_display(binding))
    actions: dict[str, tuple[str, Callable[..., Any]]] = {}
    for place, (node, binding) in found.items():
        title = binding.description[:1].upper() + binding.description[1:]
        if binding.action in LEFT_OUT or not app._check_action_state(binding.action, node):
            continue
        told = _told(binding.tooltip, *dict.fromkeys(keys[place]))
        actions.setdefault(title, (told, partial(app.run_action, binding.action, node)))
    return actions


def _bindings(app: App[Any], screen: Screen[Any]) -> Iterator[tuple[DOMNode, Binding]]:
    """Give all bindings from the focus up to the app, or to a modal screen, with the user's keys.

    Textual's own list leaves out what the focused field takes as text; from the palette it can be
    done all the same.
    """
    nodes: Iterable[DOMNode] = (screen, app)
    if screen.focused is not None:
        nodes = screen.focused.ancestors_with_self
    for node in nodes:
        bindings = node._bindings.copy()
        bindings.apply_keymap(app._keymap)
        yield from ((node, binding) for _, binding in bindings)
        if node.is_modal:
            return


def _told(text: str, *keys: str) -> str:
    """Write the line below a title.

    The palette reads a `str` as markup, in which a key such as `[` is no key; content it takes as
    it is, though its types don't say so.
    """
    return cast("str", plain(" · ".join(filter(None, [text, " ".join(keys)]))))


class EntryProvider(Provider):
    """Finds entries for the palette, while a screen that lists them is below it."""

    async def search(self, query: str) -> Hits:
        """Find entries by the words of their titles, and of all else."""
        screen = self.screen
        if not isinstance(screen, Listing):
            return
        found, is_all = await asyncio.to_thread(find, screen.desk, query)
        score = len(query) * (WITH_ALL if is_all else WITH_SOME)
        for place, item in enumerate(found):
            name, told, text = _shown(item)
            run = partial(screen.go_to, item.id)
            yield Hit(score * (1 - place / 1000), name, run, text, told)

    async def discover(self) -> Hits:
        """Offer the newest entries."""
        screen = self.screen
        if not isinstance(screen, Listing):
            return
        reading = screen.desk.shelf.reading
        count = min(NEWEST, len(reading))
        for item in await asyncio.to_thread(lambda: [reading.item(n) for n in range(count)]):
            name, told, text = _shown(item)
            yield DiscoveryHit(name, partial(screen.go_to, item.id), text, told)


def find(desk: Desk, text: str) -> tuple[list[Folded], bool]:
    """Find entries for what was typed; in a worker thread.

    Args:
        desk: whose reading is searched.
        text: a query; one that can't be read is taken as words.

    Returns:
        Some entries, the best first, and whether they have all words.
    """
    try:
        query = parse(text, desk.today)
    except UsageError:
        try:
            query = parse(_SYNTAX.sub(" ", text), desk.today)
        except UsageError:
            return [], False
    if query.is_empty:
        return [], False
    found = desk.shelf.reading.search(query, desk.today)
    is_all = bool(found.with_all) or not found.is_ranked
    items = found.items[: found.with_all] if found.is_ranked and is_all else found.items
    return items[:MOST_HITS], is_all


def _shown(item: Folded) -> tuple[Any, str, str]:
    """Give an entry's title and the line below it as content, and its title as plain text."""
    title = one_line(item.title) or "(no title)"
    state = "" if item.state == "entry" else item.state
    told = " · ".join(filter(None, [spell(item.occurred_on), item.id, state]))
    return line(title), _told(told), safe_display(title)
