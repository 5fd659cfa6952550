"""The action ids that a user's keymap can refer to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reflect.errors import UsageError

if TYPE_CHECKING:
    from textual.binding import Binding

PLACES = {
    "app": "Everywhere",
    "browse": "Browse",
    "list": "Its list",
    "detail": "The entry beside it",
    "search": "The search",
    "nothing": "Where nothing was found",
    "review": "Review",
    "look": "A look-back, or a lesson that comes back",
    "occasion": "A lesson that came up",
    "menu": "Which guide",
    "guide": "The guide",
    "dots": "The dots: where one is",
    "options": "A choice",
    "scale": "A scale",
    "commitment": "A commitment",
    "before": "You have been here before",
    "quiet": "The quiet",
    "capture": "A note in the moment",
    "note": "A note that is left",
    "edit": "An entry as text",
    "changes": "Changes that are left",
    "conflict": "Two versions of an entry",
    "gone": "An entry that was deleted meanwhile",
    "dialog": "Every question in a box",
    "line": "A line that is asked for",
    "confirm": "Yes or no",
    "link": "A link",
    "passphrase": "The passphrase",
    "damaged": "A journal that can't be read",
    "help": "The help",
}
"""The title of each action group, by the first part of its ids."""


def known_ids() -> "dict[str, Binding]":
    """Return the default binding of each action by id, in the order of PLACES."""
    # Imported here because few users have a keymap.
    from importlib import import_module
    from pkgutil import walk_packages

    from textual.binding import Binding

    import reflect.tui

    bindings: dict[str, Binding] = {}
    for module in walk_packages(reflect.tui.__path__, "reflect.tui."):
        for value in vars(import_module(module.name)).values():
            own = getattr(value, "__module__", "") == module.name and isinstance(value, type)
            for binding in vars(value).get("BINDINGS", ()) if own else ():
                if isinstance(binding, Binding) and binding.id:
                    bindings[binding.id] = binding
    places = list(PLACES)
    return dict(sorted(bindings.items(), key=lambda item: places.index(item[0].partition(".")[0])))


def check_keymap(keymap: Mapping[str, str]) -> None:
    """Check that a keymap only refers to known actions.

    Args:
        keymap: a mapping of action ids to comma-separated keys.

    Raises:
        UsageError: if an action is unknown or has no key.
    """
    if not keymap:
        return
    known = known_ids()
    for name, keys in keymap.items():
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Actions: {', '.join(known)}."
            raise UsageError(f"keymap: no such action: {name!r}", hint=hint)
        if not all(key.strip() for key in keys.split(",")):
            raise UsageError(f"keymap: {name} needs a key", hint='Such as "n", or "ctrl+n,f2".')
