"""The ids by which a user gives actions other keys."""

from collections.abc import Mapping

from textual.binding import Binding

from reflect.errors import UsageError


def known_ids() -> dict[str, Binding]:
    """Give every action that has an id, with its usual binding, in the order of the screens."""
    from reflect.tui.app import ReflectApp
    from reflect.tui.screens.browse import BrowseScreen
    from reflect.tui.screens.edit import EditScreen
    from reflect.tui.screens.guide import GuideScreen

    found: dict[str, Binding] = {}
    for place in (ReflectApp, BrowseScreen, GuideScreen, EditScreen):
        for binding in place.BINDINGS:
            if isinstance(binding, Binding) and binding.id:
                found[binding.id] = binding
    return found


def check_keymap(keymap: Mapping[str, str]) -> None:
    """Refuse keys for an action that is not there, naming the nearest.

    Args:
        keymap: keys by the id of an action; several keys between commas.

    Raises:
        UsageError: there is no such action, or it is left without a key.
    """
    if not keymap:
        return
    known = known_ids()
    for name, keys in keymap.items():
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Actions: {', '.join(known)}."
            raise UsageError(f"keymap: no such action: {name!r}", hint)
        if not all(key.strip() for key in keys.split(",")):
            raise UsageError(f"keymap: {name} needs a key", 'Such as "n", or "ctrl+n,f2".')
