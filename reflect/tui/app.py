"""The application: which screen comes first, the themes, and how it ends."""

import asyncio
import gc
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import WorkerFailed

from reflect.errors import LockedError, StoppedError
from reflect.tui.ahead import AheadApp
from reflect.tui.colourless import Colourless
from reflect.tui.context import AppContext
from reflect.tui.results import STAYS_LOCKED, GuideResult, UnsavedWork
from reflect.tui.theme import DARK, OURS, defaults

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.driver import Driver

    from reflect.practice.session import Session


def entry_provider() -> "type[Provider]":
    """Import what finds entries for the palette, when it is opened."""
    from reflect.tui.palette import EntryProvider

    return EntryProvider


class PanicError(Exception):
    """A thread of Textual's own failed, such as the one that reads the keys."""


class ReflectApp(AheadApp[GuideResult]):
    """The full-screen front end.

    Args:
        context: the journal and all that belongs to it.
        query: what Browse begins with.
        session: a session to be written; the Guide then stands alone, and the app ends with it.
        pause: seconds of quiet in it; None for what the config says.
        since: the first day of the period that its guide looks over.
    """

    TITLE = "reflect"
    COMMANDS: ClassVar = App.COMMANDS | {entry_provider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", show=False, tooltip="All keys of this screen"),
    ]

    def __init__(
        self,
        context: AppContext,
        *,
        query: str = "",
        session: "Session | None" = None,
        pause: int | None = None,
        since: date | None = None,
    ) -> None:
        super().__init__()
        self.context = context
        self.bug: Exception | None = None
        # Decided once, for the first screen; what is encrypted later is the screen's own matter.
        self._is_locked = session is None and context.journal.encryption.is_locked
        self._is_stopping = False
        self._query = query
        self._session = session
        self._pause = pause
        self._since = since
        for theme in OURS:
            self.register_theme(theme)
        self.theme = context.config.theme or DARK.name
        if self.no_color:
            self._filters = [Colourless()]
        if context.reduce_motion:
            self.animation_level = "none"
        self.set_keymap(dict(context.config.keymap))

    def get_driver_class(self) -> "type[Driver]":
        """Outlive the terminal, to keep what was typed in it."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from reflect.tui.driver import ResilientDriver

        return ResilientDriver

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give Textual's own themes the colours that are ours."""
        return defaults(self.current_theme)

    def refresh_css(self, animate: bool = True) -> None:
        """Take over the colours of a theme; before there is a screen, nothing needs them twice."""
        if self.children:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    def get_default_screen(self) -> Screen[Any]:
        """Begin with Browse, or with nothing below a Guide alone and a journal still locked."""
        if self._session is not None or self._is_locked:
            return super().get_default_screen()
        return self._browse()

    def _browse(self) -> Screen[Any]:
        from reflect.tui.screens.browse.screen import BrowseScreen

        return BrowseScreen(self.context, self._query)

    def on_mount(self) -> None:
        """Take the signals, and open the Guide where it stands alone."""
        self._take_signals()
        if self._session is not None:
            from reflect.tui.screens.guide.screen import GuideScreen

            # Browse does so when it has read the journal; here nothing long is read.
            gc.enable()
            session = self._session
            guide = GuideScreen(self.context, lambda: session, pause=self._pause, since=self._since)
            self.push_screen(guide, self.exit)
        elif self._is_locked:
            from reflect.tui.screens.dialogs.passphrase import PassphraseScreen

            self.push_screen(PassphraseScreen(self.context), self._asked)

    def _asked(self, is_open: bool | None) -> None:
        """Go on to Browse, or leave a journal that stays locked."""
        if is_open:
            self.push_screen(self._browse())
        else:
            self.context.farewell.append(STAYS_LOCKED)
            self.exit(return_code=LockedError.exit_code)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer every action of the screen in the palette."""
        from reflect.tui.palette import commands

        return commands(self, screen)

    def action_help(self) -> None:
        """Show the keys of this screen."""
        from reflect.tui.screens.help import KeysHelp

        if not isinstance(self.screen, KeysHelp):
            self.push_screen(KeysHelp(self.screen))

    def action_command_palette(self) -> None:
        """Open the palette."""
        from reflect.tui.screens.palette import PaletteScreen

        if not PaletteScreen.is_open(cast("App[object]", self)):
            self.push_screen(PaletteScreen(id="--command-palette"))

    async def action_quit(self) -> None:
        """Leave as the screen leaves; one that doesn't know how keeps what it holds."""
        if hasattr(self.screen, "action_leave"):
            await self.run_action("leave", self.screen)
        else:
            self.stop()

    def stop(self) -> None:
        """Keep every unsaved word at once, and end; a second signal changes nothing."""
        if self._is_stopping:
            return
        self._is_stopping = True
        self.context.farewell.extend(self._held())
        self.exit(return_code=StoppedError.exit_code)

    def _handle_exception(self, error: Exception) -> None:
        """End on a bug of ours: every word is kept, and none of them is shown in a traceback."""
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            # It was never raised itself, so it has no place.
            error = error.error
        if self.bug is None:
            self.bug = error
            self.context.farewell.extend(self._held())
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """End as on a bug where Textual gives up; what it would print is a traceback.

        Raises:
            PanicError: always; the pump that runs this takes it as it takes any bug.
        """
        raise PanicError("Textual's own thread failed")

    def _held(self) -> Iterator[str]:
        """Have every screen keep its unsaved words, and give what each says of it."""
        for screen in reversed(self.screen_stack):
            if not isinstance(screen, UnsavedWork):
                continue
            try:
                line = screen.save_now()
            except Exception as error:  # a bug in one must not cost the words of the others
                self.bug = self.bug or error
                continue
            if line:
                yield line

    def _take_signals(self) -> None:
        """End on a signal as on a key; a worker thread can't do it, nor can Windows."""
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with suppress(RuntimeError, ValueError):
                loop.add_signal_handler(number, self.stop)
