"""What can be done on a screen, in words, and by which keys: for the palette, help and hints."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.screen import Screen

_SPELLED = {"⏎": "enter", "esc": "escape"}


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done.

    Args:
        title: what it is called, with a capital letter.
        told: a sentence about it; "" for none.
        keys: as they are shown.
        node: on which it is done: a widget, the screen or the app.
        action: to be run there.
        is_enabled: whether it can be done just now.
    """

    title: str
    told: str
    keys: tuple[str, ...]
    node: DOMNode
    action: str
    is_enabled: bool


def available_actions(app: App[Any], screen: Screen[Any]) -> list[Action]:
    """Give what can be done from the focus up to the app, or up to a modal screen.

    Only bindings that have an id count; those of Textual's own fields are what every editor does.

    Args:
        app: whose keymap counts.
        screen: any of its screens.
    """
    found: dict[tuple[int, str], tuple[DOMNode, Binding]] = {}
    keys: dict[tuple[int, str], list[str]] = {}
    for node, binding in _bindings(app, screen):
        if binding.id and binding.description and not binding.system:
            place = (id(node), binding.action)
            found.setdefault(place, (node, binding))
            keys.setdefault(place, []).append(app.get_key_display(binding))
    given = []
    for place, (node, binding) in found.items():
        state = app._check_action_state(binding.action, node)
        if state is not False:
            title = binding.description[:1].upper() + binding.description[1:]
            shown = tuple(dict.fromkeys(keys[place]))
            given.append(Action(title, binding.tooltip, shown, node, binding.action, bool(state)))
    return given


def key_of(node: DOMNode, binding_id: str) -> str:
    """Name the key of an action as a sentence names it, whatever has the focus: "ctrl+r".

    Args:
        node: the widget, screen or app whose action it is.
        binding_id: of the action; the user may have given it another key.

    Returns:
        Its first key; "" where the node has no such action.
    """
    for binding in bindings_of(node):
        if binding.id == binding_id:
            shown = node.app.get_key_display(binding)
            is_control = len(shown) > 1 and shown.startswith("^")
            return f"ctrl+{shown[1:]}" if is_control else _SPELLED.get(shown, shown)
    return ""


def bindings_of(node: DOMNode) -> Iterator[Binding]:
    """Give the bindings of a node with the user's keys, in the order they were written in."""
    bindings = node._bindings.copy()
    bindings.apply_keymap(node.app._keymap)
    yield from sorted((binding for _, binding in bindings), key=_place_on(node))


def active_bindings(screen: Screen[Any]) -> list[ActiveBinding]:
    """Give what can be pressed, from the focus up, each node's in the order they were written in.

    Textual puts those whose key the user has changed behind the others.
    """
    active = screen.active_bindings.values()
    nodes = {id(one.node): one.node for one in active}
    places = {name: _place_on(node) for name, node in nodes.items()}
    ranks = {name: rank for rank, name in enumerate(nodes)}
    return sorted(active, key=lambda one: (ranks[id(one.node)], places[id(one.node)](one.binding)))


def _place_on(node: DOMNode) -> Callable[[Binding], int]:
    """Give what tells where among the bindings of a node one of them was written."""
    names = [binding.id or binding.action for _, binding in node._bindings]
    places = {name: place for place, name in reversed(list(enumerate(names)))}
    return lambda binding: places.get(binding.id or binding.action, len(places))


def _bindings(app: App[Any], screen: Screen[Any]) -> Iterator[tuple[DOMNode, Binding]]:
    """Give all bindings, with the user's keys.

    Textual's own list leaves out what the focused field takes as text; but that, too, can be done.
    """
    nodes: Iterable[DOMNode] = (screen, app)
    if screen.focused is not None:
        nodes = screen.focused.ancestors_with_self
    for node in nodes:
        yield from ((node, binding) for binding in bindings_of(node))
        if node.is_modal:
            return
