"""Fields that carry out their own keys at once, in the order in which they are pressed."""

from typing import TYPE_CHECKING, cast

from textual import events

from reflect.tui.bindings import bindings_of

if TYPE_CHECKING:
    from textual.widget import Widget


class OwnKeys:
    """For a field in which no key overtakes another.

    Textual sends a key that is no letter through all parents of a widget before it carries it out;
    letters that were pressed after it are in the text by then, and a correction hits others. No
    widget itself, as Textual takes styles and colours from the first widget among the parents.
    """

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable:
            return
        field = cast("Widget", self)
        for binding in bindings_of(field):
            if binding.key == event.key and await field.app.run_action(binding.action, field):
                event.stop()
                event.prevent_default()
                return
