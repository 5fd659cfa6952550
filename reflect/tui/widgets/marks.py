"""What is typed, shown one character for one: what could act on a terminal becomes a mark.

In an editor each character must keep its place, or the cursor and the mouse go astray; so a mark
is one cell wide here, unlike those of `safe_display`.
"""

from collections.abc import Iterable

from textual.binding import Binding, BindingType

from reflect.text.display import safe_display

OTHER = "�"
"""The mark of a character that has no mark of its own."""
FREE_KEYS = frozenset(
    ["tab", "shift+tab", "escape", "f1", "ctrl+d", "ctrl+o", "ctrl+p", "ctrl+q", "ctrl+r", "ctrl+s"]
)
"""Keys that belong to the screen, whichever field has the focus."""


class _Marks(dict[int, str]):
    """A table for `str.translate`, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        safe = safe_display(chr(code), keep="\t")
        self[code] = safe if len(safe) == 1 else OTHER
        return self[code]


_MARKS = _Marks()


def shown(text: str) -> str:
    """Make every character that could act on a terminal a mark of one cell; tabs stay.

    Args:
        text: anything; a newline becomes a mark, too.
    """
    return text if text.isprintable() else text.translate(_MARKS)


def without(bindings: Iterable[BindingType], keys: frozenset[str] = FREE_KEYS) -> list[BindingType]:
    """Take keys off a widget's bindings, so that they reach the screen.

    Args:
        bindings: of the widget; one that keeps no key is left out.
        keys: to take off.
    """
    left: list[BindingType] = []
    for binding in Binding.make_bindings(bindings):
        if binding.key not in keys:
            left.append(binding)
    return left
