"""The Textual application: startup, themes, app-wide commands and shutdown."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import WorkerFailed

from reflect.errors import LockedError, ReflectError, StoppedError
from reflect.tui.context import AppContext
from reflect.tui.notify import notify, notify_error
from reflect.tui.results import STAYS_LOCKED, GuideResult, UnsavedWork
from reflect.tui.size_guard import LEAVE_KEY, SizeGuard
from reflect.tui.theme import DARK, OURS, defaults
from reflect.tui.workers import start_worker

if TYPE_CHECKING:
    from textual.command import Provider
    from textual.driver import Driver

    from reflect.practice.session import Session


def entry_provider() -> "type[Provider]":
    """Return the palette's entry provider, importing it only when the palette opens."""
    from reflect.tui.palette import EntryProvider

    return EntryProvider


class PanicError(Exception):
    """Raised when one of Textual's own threads fails, such as the input thread."""


class ReflectApp(App[GuideResult]):
    """The full-screen application.

    Args:
        context: the journal and the settings.
        query: the initial query in Browse.
        has_lessons: whether Browse lists lessons instead of titles; None for the remembered view.
        session: the session to write; if given, the app shows only the Guide.
        pause: the length of the Guide's pause in seconds; None to use the configured one.
        since: the first day of the period the Guide reviews.
    """

    TITLE = "reflect"
    DEFAULT_MODE = "main"
    COMMANDS: ClassVar = App.COMMANDS | {entry_provider}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "help", "Help", id="app.help", show=False, tooltip="All keys of this screen"),
    ]

    def __init__(
        self,
        context: AppContext,
        *,
        query: str = "",
        has_lessons: bool | None = None,
        session: "Session | None" = None,
        pause: int | None = None,
        since: date | None = None,
    ) -> None:
        super().__init__()
        self.context = context
        self.bug: Exception | None = None
        # This only affects the first screen: Browse handles a journal that is encrypted later.
        self._is_locked = session is None and context.journal.encryption.is_locked
        self._size_guard = SizeGuard(self)
        self._is_stopping = False
        self._saved_theme = context.config.theme or DARK.name
        self._query = query
        self._has_lessons = has_lessons
        self._session = session
        self._pause = pause
        self._since = since
        for theme in OURS:
            self.register_theme(theme)
        self.theme = context.config.theme or DARK.name
        if context.reduce_motion:
            self.animation_level = "none"
        self.set_keymap(dict(context.config.keymap))
        self.add_mode(self.DEFAULT_MODE, self._first_screen)

    def get_driver_class(self) -> "type[Driver]":
        """Return a driver that survives losing the terminal, so that unsaved text can be saved."""
        driver_class = super().get_driver_class()
        if driver_class.__name__ != "LinuxDriver":
            return driver_class
        from reflect.tui.driver import ResilientDriver

        return ResilientDriver

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return our additional colour variables for the current theme."""
        return defaults(self.current_theme)

    def _first_screen(self) -> Screen[Any]:
        """Return Browse, or an empty screen if the Guide or the passphrase dialog will cover it."""
        return Screen() if self._session or self._is_locked else self._browse()

    def _browse(self) -> Screen[Any]:
        from reflect.journal.view_state import read_view
        from reflect.tui.screens.browse.screen import BrowseScreen

        has_lessons = self._has_lessons
        if has_lessons is None and not self.context.is_demo:
            has_lessons = bool(read_view(self.context.state))
        return BrowseScreen(self.context, self._query, has_lessons=bool(has_lessons))

    async def on_event(self, event: events.Event) -> None:
        """Clean pasted text, and block input while the window is too small."""
        if isinstance(event, events.Paste) and not event.is_forwarded:
            from reflect.tui.widgets.inputs import clean_paste

            clean_paste(self, event)
        if not self._size_guard.blocks(event):
            await super().on_event(event)
        elif isinstance(event, events.Key) and event.key == LEAVE_KEY:
            self.stop()

    def on_resize(self, event: events.Resize) -> None:
        self._size_guard.update(event.size)

    def on_mount(self) -> None:
        self._handle_signals()
        self._size_guard.start()
        self.theme_changed_signal.subscribe(self, self._save_theme)
        if self._session is not None:
            from reflect.tui.screens.guide.screen import GuideScreen

            # Only reading a whole journal is faster without garbage collection.
            gc.enable()
            session = self._session
            guide = GuideScreen(self.context, lambda: session, pause=self._pause, since=self._since)
            self.push_screen(guide, self.exit)
        elif self._is_locked:
            from reflect.tui.screens.dialogs.passphrase import PassphraseScreen

            self.push_screen(PassphraseScreen(self.context), self._unlocked)

    def _unlocked(self, is_open: bool | None) -> None:
        """Open Browse, or exit if the journal is still locked."""
        if is_open:
            self.push_screen(self._browse())
        else:
            self.context.farewell.append(STAYS_LOCKED)
            self.exit(return_code=LockedError.exit_code)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield the palette commands: first the screen's actions, then the app's."""
        from reflect.tui.palette import help_line, screen_commands

        yield from screen_commands(self, screen)
        help = help_line("Colours of the screen; kept in the config")
        yield SystemCommand("Theme", help, self.action_change_theme)
        help = help_line("Save a picture of this screen, as SVG")
        yield SystemCommand("Take a screenshot", help, self.action_save_screenshot)
        help = help_line("Leave this screen, and from Browse reflect itself; drafts are kept", "^q")
        yield SystemCommand("Quit", help, self.action_quit)

    def _save_theme(self, theme: Theme) -> None:
        """Save the chosen theme to the config, unless this is a demo."""
        if not self.context.is_demo and theme.name != self._saved_theme:
            from reflect.journal.user_files import save_setting

            self._saved_theme = theme.name
            write = partial(save_setting, self.context.config.path, "theme", theme.name)
            start_worker(self, partial(self._write, write), group="files")

    def action_save_screenshot(self) -> None:
        from reflect.tui.screenshot import save_screenshot

        svg = self.export_screenshot(title="reflect")
        name = f"reflect-{self.context.now:%Y-%m-%d-%H%M%S}"
        save = partial(save_screenshot, svg, name)
        start_worker(self, partial(self._write, save, "Saved {}."), group="files")

    async def _write(self, write: Callable[[], object], message: str = "") -> None:
        """Write a file in a thread, then report its path or the error."""
        try:
            path = await asyncio.to_thread(write)
        except ReflectError as error:
            notify_error(self, error)
        else:
            if message:
                notify(self, message.format(path))

    def action_help(self) -> None:
        from reflect.tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    async def action_quit(self) -> None:
        """Run the screen's own leave action, or stop the app if it has none."""
        if hasattr(self.screen, "action_leave"):
            await self.run_action("leave", self.screen)
        else:
            self.stop()

    def stop(self) -> None:
        """Save all unsaved work immediately and exit; further calls do nothing."""
        if self._is_stopping:
            return
        self._is_stopping = True
        self.context.farewell.extend(self._save_all())
        self.exit(return_code=StoppedError.exit_code)

    def _handle_exception(self, error: Exception) -> None:
        """Save all unsaved work and exit after an unexpected exception.

        Textual's own traceback would show local variables, which may contain journal text, and it
        has no public API to turn that off.
        """
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            # The useful traceback belongs to the wrapped error.
            error = error.error
        if self.bug is None:
            self.bug = error
            self.context.farewell.extend(self._save_all())
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """Handle a failure of one of Textual's own threads like any other bug.

        Raises:
            PanicError: always, so that `_handle_exception` handles it.
        """
        raise PanicError("Textual's own thread failed")

    def _save_all(self) -> Iterator[str]:
        """Save the unsaved work of all screens, yielding messages that say where it is."""
        for screen in reversed(self.screen_stack):
            if not isinstance(screen, UnsavedWork):
                continue
            try:
                line = screen.save_now()
            except Exception as error:  # a bug in one screen must not lose work in the others
                self.bug = self.bug or error
                continue
            if line:
                yield line

    def _handle_signals(self) -> None:
        """Stop the app on a signal, where the platform and the thread allow it."""
        if sys.platform == "win32":
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with suppress(RuntimeError, ValueError):
                loop.add_signal_handler(number, self.stop)
