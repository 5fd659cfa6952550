"""The quiet between action and reflection: a line that fills slowly, and nothing to be done."""

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
from reflect.tui.widgets.keys import Keys

ON, BACK, ENOUGH, LEAVE = "on", "back", "enough", "leave"
# How often the line is looked at, in seconds.
TICK = 0.25
EMPTY, FULL = "─", "━"


class PauseBar(Static):
    """The line itself, as far as it is filled."""

    def show(self, elapsed: float, seconds: float) -> None:
        """Draw it.

        Args:
            elapsed: seconds since the quiet began.
            seconds: how long it is.
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
    """A pause, on purpose, before judging.

    It ends with ON when the line is full or enter is pressed, with BACK, ENOUGH or LEAVE by their
    keys. What is typed meanwhile goes nowhere.

    Args:
        seconds: how long it is, more than 0.
        still: whether the line is simply there.
        clock: gives seconds.
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
        # Nothing else is to be looked at meanwhile.
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
        """Lay out the line, with the saying below it."""
        with VerticalGroup(id="quiet"):
            yield Static(safe_content(CALL), id="quiet-call")
            yield PauseBar(id="quiet-line")
            yield Static(safe_content(SAYING), id="quiet-saying")
            yield Static(safe_content(BY), id="quiet-by")
            key = key_of(self, "quiet.on")
            yield Static(safe_content(f"{key[:1].upper()}{key[1:]} goes on."), id="quiet-on")
        yield Keys(("quiet.back", "quiet.enough"))

    def on_mount(self) -> None:
        """Let it begin."""
        self._begun = self._clock()
        self.set_interval(TICK, self.look)
        self.call_after_refresh(self.look)

    def on_resize(self) -> None:
        """Fit the line into the new width."""
        self.call_after_refresh(self.look)

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return self._clock() - self._begun

    def look(self) -> None:
        """Fill the line as far as it is, and end when it is full."""
        elapsed = self.elapsed
        shown = self._seconds if self._is_still else elapsed
        self.query_one(PauseBar).show(shown, self._seconds)
        if elapsed >= self._seconds:
            self._end(ON)

    def action_go_on(self) -> None:
        """End the quiet; too soon, enter was meant for the answer before."""
        self.action_end(ON)

    def action_end(self, ending: str) -> None:
        """End it, but not in the first second."""
        if accepts_enter(self.elapsed):
            self._end(ending)

    def action_leave(self) -> None:
        """Leave the guide."""
        self._end(LEAVE)

    def action_nothing(self) -> None:
        """Keep a key from doing anything."""

    def _end(self, ending: str) -> None:
        if not self._is_over:
            self._is_over = True
            # Keys that came with this one are for nobody: they are gone by then.
            self.call_after_refresh(self._give, ending)

    def _give(self, ending: str) -> None:
        # Not awaited: a screen that waits for its own end waits for ever.
        self.dismiss(ending)
