"""A commitment: when …, I will …, the day to look back, and a forecast if one likes."""

from typing import ClassVar

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input, Static

from reflect.dates import format_day
from reflect.errors import UsageError, next_steps
from reflect.model.commitment import Commitment
from reflect.model.guide import FORECAST as OFFERED
from reflect.practice.answers import Value, accept
from reflect.practice.commitment_form import (
    ACTION,
    CUE,
    DUE,
    FORECAST,
    PERCENT,
    build_commitment,
    join_parts,
    parse_due,
    parts_of,
    split_parts,
)
from reflect.tui.bindings import key_of
from reflect.tui.safe_text import line, plain
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.commitment_row import CommitmentRow, ForecastButton

CLOSED = "This commitment was looked back on already, and stays as it is."


class CommitmentField(AnswerField):
    """A commitment in its parts; enter, tab and the arrows go from one to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "part(1)", "Next part", id="commitment.next", show=False),
        Binding("shift+tab", "part(-1)", "Part before", id="commitment.before", show=False),
        Binding("down", "step(1)", "Next part", id="commitment.down", show=False),
        Binding("up", "step(-1)", "Part before", id="commitment.up", show=False),
        Binding(
            "ctrl+f",
            "forecast",
            "Forecast",
            id="commitment.forecast",
            show=False,
            tooltip="Say what you expect it to bring, and how sure you are",
        ),
    ]

    def __init__(self, given: FieldContext) -> None:
        super().__init__(given)
        self._old = given.current if isinstance(given.current, Commitment) else None
        self._initial = parts_of(self._old)
        parts = split_parts(given.unfinished) if given.unfinished else list(self._initial)
        self._is_sealed = self._old is not None and self._old.is_sealed(given.now)
        if self._is_sealed:
            parts[FORECAST:] = self._initial[FORECAST:]
        self._parts = [CommitmentRow(number, text) for number, text in enumerate(parts)]
        most = DUE if self._is_sealed else PERCENT
        self._at = min(given.unfinished.count("\n"), most)
        self._fold = ForecastButton()
        self._sealed = Static(classes="answer--echo")
        self._sentence = Static(classes="answer--echo")
        self._last = self._typed_parts()

    def compose_answer(self) -> ComposeResult:
        """Lay out the parts."""
        yield from self._parts[: DUE + 1]
        yield self._fold
        yield from self._parts[FORECAST:]
        yield self._sealed
        yield self._sentence

    def on_mount(self) -> None:
        """Fold the forecast away unless there is one or it is asked for; say what is understood."""
        is_closed = self._old is not None and not self._old.is_open
        is_asked = self.question.prompt.offers == OFFERED and not is_closed
        is_unfolded = is_asked or any(part.input.value for part in self._parts[FORECAST:])
        for part in self._parts[FORECAST:]:
            part.display = is_unfolded and not self._is_sealed
        self._fold.tell(key_of(self, "commitment.forecast"))
        self._fold.display = not is_unfolded and not is_closed
        if self._is_sealed and self._old is not None:
            self._sealed.update(plain(f"Forecast: sealed until {format_day(self._old.due)}"))
        if is_closed:
            self._sealed.update(plain(CLOSED))
            for part in self._parts:
                part.input.disabled = True
        self._sealed.display = self._is_sealed or is_closed
        self._echo()

    @property
    def target(self) -> Widget:
        """The part one was at: in a draft, that is the last that has words."""
        return self._parts[self._at].input

    def on_descendant_focus(self) -> None:
        """Remember the part one is at."""
        self._at = next((n for n, part in enumerate(self._parts) if part.input.has_focus), self._at)

    def text(self) -> str:
        """Give the parts, one a line."""
        return join_parts(self._typed_parts())

    def unfinished_text(self) -> str:
        """Give the parts, one a line, as the line-by-line guide keeps them, too."""
        parts = self._typed_parts()
        return "" if parts == self._initial else join_parts(parts)

    def value(self) -> Value | None:
        """Give the commitment; None where nothing was said.

        Raises:
            UsageError: a part is missing, or can't be read.
        """
        parts = self._typed_parts()
        if parts == self._initial:
            return self._old
        made = build_commitment(parts, self._old, self.question.now)
        return None if made is None else accept(self.question.prompt, made, self.question.today)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the forecast only where it is folded."""
        return self._fold.display if action == "forecast" else True

    def action_part(self, step: int) -> None:
        """Go to another part by tab; at both ends the key is the screen's."""
        is_bare = not any(part.strip() for part in self._typed_parts())
        if step > 0 and is_bare and self._parts[ACTION].input.has_focus:
            raise SkipAction
        if not self._go(step, with_fold=self._fold.has_focus):
            raise SkipAction

    def action_step(self, step: int) -> None:
        """Go to another part by an arrow."""
        self._go(step, with_fold=self._fold.display)

    def action_forecast(self) -> None:
        """Unfold the forecast."""
        self._fold.display = False
        for part in self._parts[FORECAST:]:
            part.display = True
        self.call_after_refresh(self._parts[FORECAST].input.focus)
        self.refresh_bindings()

    @on(ForecastButton.Opened)
    def _opened(self, event: ForecastButton.Opened) -> None:
        event.stop()
        self.action_forecast()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._typed_parts() != self._last:
            self._last = self._typed_parts()
            self._echo()
            self.changed()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            self.action_part(1)
        except SkipAction:
            self.submitted()

    def _go(self, step: int, *, with_fold: bool) -> bool:
        order: list[Widget] = [part.input for part in self._parts if part.display]
        order += [self._fold] * with_fold
        here = next((n for n, widget in enumerate(order) if widget.has_focus), None)
        if here is None or not 0 <= here + step < len(order):
            return False
        order[here + step].focus()
        return True

    def _typed_parts(self) -> list[str]:
        return [part.input.value for part in self._parts]

    def _echo(self) -> None:
        """Say which day is meant, and how the sentence reads."""
        parts = self._typed_parts()
        try:
            due = parse_due(parts[DUE], self.question.today)
            told = f"= {format_day(due)}"
        except UsageError as error:
            told = f"{error.message[:1].upper()}{error.message[1:]}. {next_steps(error)}"
        self._parts[DUE].tell(plain(told))
        cue, action = parts[CUE].strip(), parts[ACTION].strip()
        whole = Commitment(cue, action or "…", self.question.today, self.question.now).sentence()
        self._sentence.update(line(whole if cue or action else ""))
