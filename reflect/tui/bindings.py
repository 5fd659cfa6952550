"""The actions of a screen and their keys, for the palette, the help and messages."""

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
    """Something that can be done on a screen.

    Args:
        title: its name, capitalized.
        description: one sentence; "" for none.
        keys: as they are displayed.
        node: the widget, screen or app that does it.
        action: its action string.
        is_enabled: whether it can be done now.
    """

    title: str
    description: str
    keys: tuple[str, ...]
    node: DOMNode
    action: str
    is_enabled: bool


def available_actions(app: App[Any], screen: Screen[Any]) -> list[Action]:
    """Return what can be done, from the focused widget up to the app or a modal screen.

    Only bindings with an id count; those of Textual's own inputs work in every editor.

    Args:
        app: displays the keys.
        screen: any of its screens.
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
    """Yield the nodes whose bindings work, an input's letters aside: Textual omits those."""
    yield from (screen.focused or screen).ancestors_with_self[:-1]
    if not screen.is_modal:
        yield app


def _state(app: App[Any], action: str, node: DOMNode) -> bool | None:
    """Return what a node says about an action: True, False, or None if it is disabled."""
    namespace, name, parameters = parse(action)
    target = {"app": app, "screen": node.screen}.get(namespace, node)
    return target.check_action(name, parameters)


def key_of(node: DOMNode, binding_id: str) -> str:
    """Return the key of an action as a sentence spells it, such as "ctrl+r".

    Args:
        node: the widget, screen or app that has the action, focused or not.
        binding_id: of the action.

    Returns:
        Its first key; "" if the node has no such action.
    """
    for binding in bindings_of(node):
        if binding.id == binding_id:
            key = node.app.get_key_display(binding)
            is_control = len(key) > 1 and key.startswith("^")
            return f"ctrl+{key[1:]}" if is_control else _KEY_NAMES.get(key, key)
    return ""


def bindings_of(node: DOMNode) -> Iterator[Binding]:
    """Yield the bindings of a node, with the user's keys, in the order of their definition."""
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
    """Return what can be pressed, from the focused widget up, in the order of definition.

    Textual lists the bindings whose keys the user has changed after the others.
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
    """Return the keys that the user has given to actions, by id."""
    context = getattr(node.app, "context", None)
    return context.config.keymap if context is not None else {}
