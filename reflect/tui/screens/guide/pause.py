"""The pause between the action and reflection stages."""

from collections.abc import Callable
from time import monotonic
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalGroup
from textual.screen import Screen
from textual.widgets import Static

from reflect.practice.pause import BY, CALL, SAYING, WIDEST, accepts_enter, filled_columns
from reflect.tui.bindings import key_of
from reflect.tui.safe_text import Content, safe_content
from reflect.tui.widgets.footer import KeyFooter

GO_ON, BACK, ENOUGH, LEAVE = "on", "back", "enough", "leave"
TICK_SECONDS = 0.25
EMPTY, FULL = "─", "━"


class PauseBar(Static):
    """A progress bar for the pause."""

    def show(self, elapsed: float, seconds: float) -> None:
        """Draw the bar.

        Args:
            elapsed: the time since the pause began, in seconds.
            seconds: the length of the pause.
        """
        width = min(self.content_size.width or WIDEST, WIDEST)
        full = filled_columns(elapsed, seconds, width)
        self.update(
            Content.assemble(
                safe_content(FULL * full, "$primary"),
                safe_content(EMPTY * (width - full), "$border"),
            )
        )


class PauseScreen(Screen[str], inherit_bindings=False):
    """A moment of quiet before the reflection.

    The result is GO_ON when the time is up or enter is pressed, and BACK, ENOUGH or LEAVE for
    their keys. Other keys do nothing.

    Args:
        seconds: the length of the pause, greater than 0.
        still: whether to show a full bar from the start instead of an animation.
        clock: a function that returns the time in seconds.
    """

    CSS_PATH = "pause.tcss"
    BINDING_GROUP_TITLE = "Quiet"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", "go on", id="quiet.on", tooltip="End the quiet"),
        Binding(
            "shift+tab",
            "end('back')",
            "back",
            key_display="⇧tab",
            id="quiet.back",
            tooltip="To the question before",
        ),
        Binding(
            "ctrl+d",
            "end('enough')",
            "enough",
            id="quiet.enough",
            tooltip="Enough for tonight: what is there is saved",
        ),
        Binding(
            "ctrl+q,escape,ctrl+c",
            "leave",
            "leave",
            id="quiet.leave",
            tooltip="Leave; the draft is kept",
        ),
        # Disables the help, which would break the quiet.
        Binding("f1", "nothing", show=False, system=True),
    ]

    def __init__(
        self, seconds: float, *, still: bool, clock: Callable[[], float] = monotonic
    ) -> None:
        super().__init__()
        self._seconds = seconds
        self._is_still = still
        self._clock = clock
        self._begun = clock()
        self._is_over = False

    def compose(self) -> ComposeResult:
        with VerticalGroup(id="quiet"):
            yield Static(safe_content(CALL), id="quiet-call")
            yield PauseBar(id="quiet-line")
            yield Static(safe_content(SAYING), id="quiet-saying")
            yield Static(safe_content(BY), id="quiet-by")
            key = key_of(self, "quiet.on")
            yield Static(safe_content(f"{key[:1].upper()}{key[1:]} goes on."), id="quiet-on")
        yield KeyFooter()

    def on_mount(self) -> None:
        self._begun = self._clock()
        self.set_interval(TICK_SECONDS, self.update_bar)
        self.call_after_refresh(self.update_bar)

    def on_resize(self) -> None:
        self.call_after_refresh(self.update_bar)

    @property
    def elapsed(self) -> float:
        """The time since the pause began, in seconds."""
        return self._clock() - self._begun

    def update_bar(self) -> None:
        """Update the bar, and end the pause when the time is up."""
        elapsed = self.elapsed
        shown = self._seconds if self._is_still else elapsed
        self.query_one(PauseBar).show(shown, self._seconds)
        if elapsed >= self._seconds:
            self._end(GO_ON)

    def action_go_on(self) -> None:
        self.action_end(GO_ON)

    def action_end(self, result: str) -> None:
        # A key pressed this early was probably meant for the previous question.
        if accepts_enter(self.elapsed):
            self._end(result)

    def action_leave(self) -> None:
        self._end(LEAVE)

    def action_nothing(self) -> None:
        pass

    def _end(self, result: str) -> None:
        if not self._is_over:
            self._is_over = True
            # Wait for a refresh, so that keys pressed together with this one are dropped.
            self.call_after_refresh(self._dismiss, result)

    def _dismiss(self, result: str) -> None:
        # The callback must not return what `dismiss` returns, or the screen would await itself.
        self.dismiss(result)
