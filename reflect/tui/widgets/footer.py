"""The footer, which shows the keys of the focused widget and of the screen."""

from typing import TYPE_CHECKING, Any

from textual.widgets import Footer

if TYPE_CHECKING:
    from textual.binding import Binding
    from textual.screen import Screen


class KeyFooter(Footer):
    """A footer that is composed again only if its keys have changed.

    Textual's own footer replaces all of its widgets whenever the focus moves, which takes a third
    of the time that turning a page takes.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False)
        self._keys: list[tuple[Binding, bool, str]] = []

    def bindings_changed(self, screen: "Screen[Any]") -> None:
        keys = [
            (active.binding, active.enabled, active.tooltip)
            for active in screen.active_bindings.values()
            if active.binding.show
        ]
        if keys == self._keys:
            return
        # Without the focus, Textual's footer ignores the change; it is told again afterwards.
        if screen.app.app_focus and self.is_attached:
            self._keys = keys
        super().bindings_changed(screen)
