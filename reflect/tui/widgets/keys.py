"""Keys: the footer as one line of text; the less needed keys give way where there is no room.

Textual's own makes a widget for each key, and all of them anew whenever the focus moves.
"""

from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from reflect.tui.bindings import active_bindings
from reflect.tui.safe_text import safe_content


class Keys(Widget):
    """Shows the keys of the screen; a click on one is as good as pressing it.

    Args:
        give_way: ids of bindings, in the order in which they go.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--description"}
    DEFAULT_CSS = """
    Keys {
        dock: bottom;
        height: 1;
        color: $footer-description-foreground;
        background: $footer-background;
        &>.keys--key { color: $footer-key-foreground; text-style: bold; }
        &>.keys--description { color: $footer-description-foreground; }
    }
    """

    def __init__(self, give_way: Sequence[str] = ()) -> None:
        super().__init__()
        self._give_way = give_way
        self._told: list[tuple[str, str, bool]] = []

    def on_mount(self) -> None:
        """Follow the screen."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def _follow(self, _: Screen[object]) -> None:
        """Paint the line anew if it changes; whatever happens to a screen may mean other keys."""
        told = [
            (self.app.get_key_display(binding), binding.description, is_enabled)
            for binding, is_enabled in self._bound()
        ]
        if told != self._told:
            self._told = told
            self.refresh()

    def render(self) -> Content:
        """Show as many keys as fit."""
        shown = dict(self._shown())
        for name in self._give_way:
            if sum(one.cell_length for one in shown.values()) <= self.size.width:
                break
            shown.pop(name, None)
        return Content.assemble(*shown.values())

    def _bound(self) -> Iterator[tuple[Binding, bool]]:
        """Give what is to be shown, each action once, and whether it is at hand."""
        told = set()
        for _, binding, is_enabled, _ in active_bindings(self.screen):
            if binding.show and binding.action not in told:
                told.add(binding.action)
                yield binding, is_enabled

    def _shown(self) -> Iterator[tuple[str, Content]]:
        """Give each key that is to be shown, by the id of what it does."""
        for binding, is_enabled in self._bound():
            text = Content.assemble(
                safe_content(f" {self.app.get_key_display(binding)} ", ".keys--key"),
                safe_content(f"{binding.description} ", ".keys--description"),
            )
            style = Style.from_meta({"press": binding.key})
            text = text.stylize(style if is_enabled else style + Style(dim=True))
            yield binding.id or binding.action, text

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked on."""
        key = event.style.meta.get("press")
        if isinstance(key, str):
            self.app.simulate_key(key)
