"""The passphrase of an encrypted journal: asked before Browse, or over the screen that needs it."""

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
from reflect.tui.safe_text import Content, plain
from reflect.tui.screens.dialogs.base import Dialog
from reflect.tui.widgets.inputs import HiddenInput

if TYPE_CHECKING:
    from textual.timer import Timer

STEPS = 5
TICK = 0.2
"""Seconds between two looks of the line that moves."""
OPENING = "Opening: a second or two."
WRONG = "That is not the passphrase."
BEFORE = "It stays closed until you give its passphrase."


class PassphraseScreen(Dialog[bool]):
    """Ask for the passphrase; gives True once the journal is open, False where it was left.

    Args:
        context: whose journal is locked.
        why: what it is needed for.
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
        self._moving: Timer | None = None
        self._is_opening = False

    def body(self) -> ComposeResult:
        """Show which journal it is, the line, and what became of the last try."""
        yield Static("This journal is encrypted", id="title")
        yield Static(plain(self._encryption.folder), id="folder")
        yield Static(plain(self._why), id="help")
        yield HiddenInput(id="passphrase")
        yield Static(id="told")

    def on_mount(self) -> None:
        """Say at once what no passphrase helps against."""
        try:
            self._encryption.open_identity()
        except LockedError:
            return
        except ReflectError as error:
            self._tell(plain(format_error(error, self.app), "$error"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take enter in the line for the button."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Try what was typed."""
        passphrase = self.query_one(HiddenInput).take()
        if passphrase and not self._is_opening:
            self._is_opening = True
            # Not through @work, which writes the arguments down in the worker's description.
            self.run_worker(self._open(passphrase), name="opening")

    def action_leave(self) -> None:
        """Leave it locked; a try that is under way is given up."""
        self.dismiss(False)

    async def _open(self, passphrase: str) -> None:
        unlocking = self._encryption.unlock_in_process()
        self._show_opening()
        try:
            await asyncio.to_thread(unlocking.run, passphrase)
        except LockedError:
            self._tell(plain(WRONG, "$error"))
        except ReflectError as error:
            self._tell(plain(format_error(error, self.app), "$error"))
        else:
            self.dismiss(True)
        finally:
            # The screen may be going, with the app: then nobody waits for it any more.
            unlocking.stop()
            self._is_opening = False

    def _show_opening(self) -> None:
        places = cycle([*range(STEPS), *range(STEPS - 2, 0, -1)])

        def step() -> None:
            here = next(places)
            dots = "".join("●" if place == here else "·" for place in range(STEPS))
            self.query_one("#told", Static).update(plain(f"{dots} {OPENING}", "$quiet"))

        if self.app.animation_level == "none":
            self.query_one("#told", Static).update(plain(OPENING, "$quiet"))
            return
        step()
        self._moving = self.set_interval(TICK, step)

    def _tell(self, words: Content) -> None:
        if self._moving is not None:
            self._moving.stop()
        self.query_one("#told", Static).update(words)


def ask_passphrase(
    app: App[Any], context: AppContext, why: str, then: Callable[[], object]
) -> None:
    """Ask for the passphrase over a screen.

    Args:
        app: the app.
        context: whose journal is locked.
        why: what it is needed for.
        then: called once it is open.
    """

    def asked(is_open: bool | None) -> None:
        if is_open:
            app.call_later(then)

    app.push_screen(PassphraseScreen(context, why), asked)
