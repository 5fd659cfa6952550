"""What is typed while a page is on its way is for that page: on the one below it would be keys."""

from collections.abc import Callable
from typing import Any, TypeVar

from textual import events
from textual.screen import Screen

from reflect.tui.widgets.too_small import RoomyApp

PATIENCE = 2.0
"""Seconds for which a page that was opened may be without a focus before it is given the keys."""
Result = TypeVar("Result")
Answer = TypeVar("Answer")


class AheadApp(RoomyApp[Result]):
    """An app in which one may type on before a page is there.

    Textual sends a key to whatever has the focus at that instant. Between the key that asks for a
    page and the page there are some milliseconds, or a write to the disk.
    """

    _ahead: list[events.Event] | None = None  # what waits for a page; None where none is to come
    _awaited: Screen[Any] | None = None  # the page, once it is opened

    def hold_keys(self) -> None:
        """Keep what is typed from now on for the page that comes next."""
        if self._ahead is None:
            self._ahead = []

    def drop_keys(self) -> None:
        """Forget what was typed for a page that doesn't come after all."""
        if self._awaited is None:
            self._ahead = None

    def open_page(self, page: Screen[Answer], then: Callable[[Answer | None], None]) -> None:
        """Open a page, and give it what is typed meanwhile as soon as it has a focus.

        Args:
            page: what is opened.
            then: takes what it gives back.
        """
        self.hold_keys()
        self._awaited = page
        self.push_screen(page, then)

        def look(focused: object) -> None:
            if focused is not None:
                self.call_later(self._give_keys, page)

        self.watch(page, "focused", look)
        self.set_timer(PATIENCE, lambda: self.call_later(self._give_keys, page))

    async def _give_keys(self, page: Screen[Any]) -> None:
        if page is not self._awaited:
            return  # they were given, or are for another one by now
        self._awaited = None
        held, self._ahead = self._ahead or [], None
        # A page that was left or covered at once gets nothing, and neither does what is there now.
        for event in held if page is self.screen else ():
            # One of them may have asked for yet another page.
            await self.on_event(event)

    async def on_event(self, event: events.Event) -> None:
        """Let what is typed wait where a page is awaited."""
        is_typed = isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded
        if is_typed and self._ahead is not None:
            self._ahead.append(event)
        else:
            await super().on_event(event)
