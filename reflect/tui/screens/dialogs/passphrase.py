"""The passphrase dialog for an encrypted journal."""

import asyncio
from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from reflect.errors import LockedError, ReflectError
from reflect.tui.context import AppContext
from reflect.tui.notify import format_error
from reflect.tui.safe_text import Content, safe_content
from reflect.tui.screens.dialogs.base import Dialog
from reflect.tui.widgets.inputs import HiddenInput

if TYPE_CHECKING:
    from textual.timer import Timer

DOTS = 5
DOT_SECONDS = 0.2
OPENING = "Opening: a second or two."
WRONG = "That is not the passphrase."
BEFORE = "It stays closed until you give its passphrase."


class PassphraseScreen(Dialog[bool]):
    """Asks for the passphrase; the result is whether the journal was unlocked.

    Args:
        context: the context that provides the locked journal.
        why: an explanation of why the passphrase is needed.
    """

    AUTO_FOCUS = "HiddenInput"
    BINDING_GROUP_TITLE = "Passphrase"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", id="passphrase.open", tooltip="Open the journal"),
        Binding(
            "escape,ctrl+q",
            "leave",
            "Leave",
            id="passphrase.leave",
            tooltip="Leave the journal locked",
        ),
    ]

    def __init__(self, context: AppContext, why: str = BEFORE) -> None:
        super().__init__()
        self._encryption = context.journal.encryption
        self._why = why
        self._animation: Timer | None = None
        self._is_opening = False

    def body(self) -> ComposeResult:
        yield Static("This journal is encrypted", id="title")
        yield Static(safe_content(self._encryption.folder), id="folder")
        yield Static(safe_content(self._why), id="help")
        yield HiddenInput(id="passphrase")
        yield Static(id="state")

    def on_mount(self) -> None:
        # Report damaged keys before the user types a passphrase.
        try:
            self._encryption.open_identity()
        except LockedError:
            return
        except ReflectError as error:
            self._show(safe_content(format_error(error, self.app), "$error"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        passphrase = self.query_one(HiddenInput).take()
        if passphrase and not self._is_opening:
            self._is_opening = True
            # Not through @work, which would put the passphrase into the worker's description.
            self.run_worker(self._open(passphrase), name="opening")

    def action_leave(self) -> None:
        self.dismiss(False)

    async def _open(self, passphrase: str) -> None:
        unlocking = self._encryption.unlock_in_process()
        self._show_opening()
        try:
            await asyncio.to_thread(unlocking.run, passphrase)
        except LockedError:
            self._show(safe_content(WRONG, "$error"))
        except ReflectError as error:
            self._show(safe_content(format_error(error, self.app), "$error"))
        else:
            self.dismiss(True)
        finally:
            # This also runs if the app is closing.
            unlocking.stop()
            self._is_opening = False

    def _show_opening(self) -> None:
        positions = cycle([*range(DOTS), *range(DOTS - 2, 0, -1)])

        def step() -> None:
            current = next(positions)
            dots = "".join("●" if position == current else "·" for position in range(DOTS))
            self.query_one("#state", Static).update(safe_content(f"{dots} {OPENING}", "$quiet"))

        if self.app.animation_level == "none":
            self.query_one("#state", Static).update(safe_content(OPENING, "$quiet"))
            return
        step()
        self._animation = self.set_interval(DOT_SECONDS, step)

    def _show(self, message: Content) -> None:
        if self._animation is not None:
            self._animation.stop()
        self.query_one("#state", Static).update(message)


def ask_passphrase(
    app: App[Any], context: AppContext, why: str, then: Callable[[], object]
) -> None:
    """Ask for the passphrase over the current screen.

    Args:
        app: the app.
        context: the context that provides the locked journal.
        why: an explanation of why the passphrase is needed.
        then: a callback that runs once the journal is unlocked.
    """

    def closed(is_unlocked: bool | None) -> None:
        if is_unlocked:
            app.call_later(then)

    app.push_screen(PassphraseScreen(context, why), closed)
