"""Looks up a screen's actions and keys, for the palette, the help screen and messages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from textual.actions import parse
from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.screen import Screen

_KEY_NAMES = {"⏎": "enter", "esc": "escape"}


@dataclass(frozen=True, slots=True)
class Action:
    """An action that the user can run from a screen.

    Args:
        title: the capitalized name.
        description: a one-sentence description, or "".
        keys: the keys, as displayed.
        node: the widget, screen or app that runs the action.
        action: the Textual action string.
        is_enabled: whether the action is currently enabled.
    """

    title: str
    description: str
    keys: tuple[str, ...]
    node: DOMNode
    action: str
    is_enabled: bool


def available_actions(app: App[Any], screen: Screen[Any]) -> list[Action]:
    """Return the available actions, from the focused widget up to the app or a modal screen.

    Only bindings with an id are included. Textual's own input bindings have none, and need no
    explanation because they work as in any editor.

    Args:
        app: the app, which formats the keys.
        screen: one of the app's screens.
    """
    by_action: dict[tuple[int, str], list[Binding]] = {}
    nodes: dict[int, DOMNode] = {}
    for node in _binding_chain(app, screen):
        for binding in bindings_of(node):
            if binding.id and binding.description and not binding.system:
                nodes[id(node)] = node
                by_action.setdefault((id(node), binding.action), []).append(binding)
    actions = []
    for (node_id, action), bindings in by_action.items():
        node, first = nodes[node_id], bindings[0]
        state = _state(app, action, node)
        if state is not False:
            title = first.description[:1].upper() + first.description[1:]
            keys = tuple(dict.fromkeys(map(app.get_key_display, bindings)))
            actions.append(Action(title, first.tooltip, keys, node, action, bool(state)))
    return actions


def _binding_chain(app: App[Any], screen: Screen[Any]) -> Iterator[DOMNode]:
    """Yield the nodes whose bindings apply.

    Textual's own chain drops some bindings while an input has the focus.
    """
    yield from (screen.focused or screen).ancestors_with_self[:-1]
    if not screen.is_modal:
        yield app


def _state(app: App[Any], action: str, node: DOMNode) -> bool | None:
    """Return True if an action is available, None if it is disabled, False if it is hidden."""
    namespace, name, parameters = parse(action)
    target = {"app": app, "screen": node.screen}.get(namespace, node)
    return target.check_action(name, parameters)


def key_of(node: DOMNode, binding_id: str) -> str:
    """Return the first key of an action, spelled as in running text, such as "ctrl+r".

    Args:
        node: the widget, screen or app that defines the binding; it need not have the focus.
        binding_id: the id of the binding.

    Returns:
        The key, or "" if the node has no such binding.
    """
    for binding in bindings_of(node):
        if binding.id == binding_id:
            key = node.app.get_key_display(binding)
            is_control = len(key) > 1 and key.startswith("^")
            return f"ctrl+{key[1:]}" if is_control else _KEY_NAMES.get(key, key)
    return ""


def bindings_of(node: DOMNode) -> Iterator[Binding]:
    """Yield the bindings of a node in definition order, with the user's keymap applied."""
    keymap = _keymap(node)
    seen = set()
    for owner in type(node).__mro__:
        for binding in Binding.make_bindings(vars(owner).get("BINDINGS", ())):
            if binding.id is None or binding.id not in keymap:
                yield binding
            elif binding.id not in seen:
                seen.add(binding.id)
                for key in keymap[binding.id].split(","):
                    yield binding.with_key(key.strip())


def active_bindings(screen: Screen[Any]) -> list[ActiveBinding]:
    """Return the active bindings in definition order, from the focused widget up.

    Textual itself lists remapped bindings last.
    """
    active = screen.active_bindings.values()
    nodes = {id(one.node): one.node for one in active}
    orders = {
        (number, binding.id or binding.action): (rank, place)
        for rank, (number, node) in enumerate(nodes.items())
        for place, binding in reversed(list(enumerate(bindings_of(node))))
    }
    last = (len(nodes), 0)
    return sorted(
        active,
        key=lambda one: orders.get((id(one.node), one.binding.id or one.binding.action), last),
    )


def _keymap(node: DOMNode) -> Mapping[str, str]:
    context = getattr(node.app, "context", None)
    return context.config.keymap if context is not None else {}
