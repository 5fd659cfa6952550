"""The help screen, which lists the keys of the current screen."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from reflect.text.display import safe_display
from reflect.tui.bindings import active_bindings
from reflect.tui.widgets.footer import KeyFooter

PAGE, FIELD, EVERYWHERE = "On this page", "Where you are", "Everywhere"
OF_TEXTUAL = {
    "app.focus_next": "To the next part of the page",
    "app.focus_previous": "To the part before",
    "screen.copy_text": "Copy what is selected",
}
Groups = Mapping[str, Mapping[str, tuple[list[str], str]]]
"""The keys and description of each action, grouped by title."""


def key_groups(screen: Screen[Any]) -> Groups:
    """Return the keys that are currently active on a screen.

    Args:
        screen: the screen, whose own keys come first.
    """
    groups: dict[str, dict[str, tuple[list[str], str]]] = {PAGE: {}, FIELD: {}, EVERYWHERE: {}}
    for active in active_bindings(screen):
        binding = active.binding
        description = OF_TEXTUAL.get(binding.action) or binding.tooltip or binding.description
        if binding.system or not description or not active.enabled:
            continue
        keys, _ = groups[_group(screen, active)].setdefault(binding.action, ([], description))
        if (key := screen.app.get_key_display(binding)) not in keys:
            keys.append(key)
    return groups


def _group(screen: Screen[Any], active: ActiveBinding) -> str:
    is_ours = bool(active.binding.id)
    if active.node is screen and is_ours:
        return PAGE
    # Textual defines the same bindings for every screen.
    return EVERYWHERE if active.node in (screen, screen.app) else FIELD


class KeyTable(Static):
    """A table of keys and their descriptions.

    Args:
        keys: as returned by `key_groups`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--title", "keys--description"}

    def __init__(self, keys: Groups) -> None:
        super().__init__()
        self._keys = keys

    def on_mount(self) -> None:
        # The component styles are not available before mounting.
        self.update(self._table())

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(justify="right", no_wrap=True)
        table.add_column(ratio=1)
        for key, description in self._rows():
            table.add_row(key, description)
        return table

    def _rows(self) -> Iterator[tuple[Text, Text]]:
        key_style = self.get_component_rich_style("keys--key", partial=True)
        description_style = self.get_component_rich_style("keys--description", partial=True)
        title_style = self.get_component_rich_style("keys--title", partial=True)
        is_first = True
        for title, actions in self._keys.items():
            if not actions:
                continue
            if not is_first:
                yield Text(), Text()
            is_first = False
            yield Text(), Text(title, title_style)
            for keys, description in actions.values():
                yield (
                    Text("  ".join(keys), key_style),
                    Text(safe_display(description), description_style),
                )


class HelpScreen(ModalScreen[None]):
    """Shows the keys of a screen.

    Args:
        screen: the screen below the help.
    """

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape,f1,q,enter,question_mark",
            "leave",
            "close",
            id="help.close",
            tooltip="Back to the page",
            priority=True,
        ),
    ]

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self._keys = key_groups(screen)

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="keys-help"):
            yield KeyTable(self._keys)
        yield KeyFooter()

    def action_leave(self) -> None:
        self.dismiss(None)
