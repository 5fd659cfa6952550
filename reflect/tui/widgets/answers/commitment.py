"""A field for a commitment: its cue, action, look-back date and forecast."""

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
from reflect.model.guide import FORECAST as OFFERS_FORECAST
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
from reflect.tui.safe_text import safe_content, safe_line
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.commitment_row import CommitmentRow, ForecastButton

REVIEWED = "This commitment was looked back on already, and stays as it is."


class CommitmentField(AnswerField):
    """A field for the parts of a commitment; enter, tab and the arrows move between them."""

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

    def __init__(self, question: FieldContext) -> None:
        super().__init__(question)
        old = question.current
        self._old = old if isinstance(old, Commitment) else None
        self._initial = parts_of(self._old)
        parts = split_parts(question.unfinished) if question.unfinished else list(self._initial)
        self._is_sealed = self._old is not None and self._old.is_sealed(question.now)
        if self._is_sealed:
            parts[FORECAST:] = self._initial[FORECAST:]
        self._rows = [CommitmentRow(number, text) for number, text in enumerate(parts)]
        last = DUE if self._is_sealed else PERCENT
        self._current_row = min(question.unfinished.count("\n"), last)
        self._button = ForecastButton()
        self._note = Static(classes="answer--echo")
        self._sentence = Static(classes="answer--echo")
        self._last_parts = self._parts()

    def compose_answer(self) -> ComposeResult:
        yield from self._rows[: DUE + 1]
        yield self._button
        yield from self._rows[FORECAST:]
        yield self._note
        yield self._sentence

    def on_mount(self) -> None:
        is_reviewed = self._old is not None and not self._old.is_open
        is_offered = self.question.prompt.offers == OFFERS_FORECAST and not is_reviewed
        is_unfolded = is_offered or any(row.input.value for row in self._rows[FORECAST:])
        for row in self._rows[FORECAST:]:
            row.display = is_unfolded and not self._is_sealed
        self._button.show_key(key_of(self, "commitment.forecast"))
        self._button.display = not is_unfolded and not is_reviewed
        if self._is_sealed and self._old is not None:
            self._note.update(safe_content(f"Forecast: sealed until {format_day(self._old.due)}"))
        if is_reviewed:
            self._note.update(safe_content(REVIEWED))
            for row in self._rows:
                row.input.disabled = True
        self._note.display = self._is_sealed or is_reviewed
        self._show_echo()

    @property
    def target(self) -> Widget:
        """The most recently focused input; in a draft, initially the last one with text."""
        return self._rows[self._current_row].input

    def on_descendant_focus(self) -> None:
        focused = (n for n, row in enumerate(self._rows) if row.input.has_focus)
        self._current_row = next(focused, self._current_row)

    def text(self) -> str:
        """Return the parts, one per line."""
        return join_parts(self._parts())

    def unfinished_text(self) -> str:
        """Return the parts, one per line as in the plain guide's drafts, or "" if unchanged."""
        parts = self._parts()
        return "" if parts == self._initial else join_parts(parts)

    def value(self) -> Value | None:
        """Return the commitment, or None if all parts are empty.

        Raises:
            UsageError: a part is missing or invalid.
        """
        parts = self._parts()
        if parts == self._initial:
            return self._old
        made = build_commitment(parts, self._old, self.question.now)
        return None if made is None else accept(self.question.prompt, made, self.question.today)

    def move(self, step: int) -> bool:
        is_empty = not any(part.strip() for part in self._parts())
        if step > 0 and is_empty and self._rows[ACTION].input.has_focus:
            return False
        return self._focus_neighbour(step, with_button=self._button.has_focus)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return self._button.display if action == "forecast" else True

    def action_part(self, step: int) -> None:
        if not self.move(step):
            raise SkipAction

    def action_step(self, step: int) -> None:
        self._focus_neighbour(step, with_button=self._button.display)

    def action_forecast(self) -> None:
        self._button.display = False
        for row in self._rows[FORECAST:]:
            row.display = True
        self.call_after_refresh(self._rows[FORECAST].input.focus)
        self.refresh_bindings()

    @on(ForecastButton.Pressed)
    def _forecast_pressed(self, event: ForecastButton.Pressed) -> None:
        event.stop()
        self.action_forecast()

    @on(Input.Changed)
    def _input_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._parts() != self._last_parts:
            self._last_parts = self._parts()
            self._show_echo()
            self.changed()

    @on(Input.Submitted)
    def _input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.move(1):
            self.submitted()

    def _focus_neighbour(self, step: int, *, with_button: bool) -> bool:
        widgets: list[Widget] = [row.input for row in self._rows if row.display]
        widgets += [self._button] * with_button
        focused = next((n for n, widget in enumerate(widgets) if widget.has_focus), None)
        if focused is None or not 0 <= focused + step < len(widgets):
            return False
        # `focus()` is deferred, so keys typed right after this one would go to the wrong part.
        self.screen.set_focus(widgets[focused + step])
        return True

    def _parts(self) -> list[str]:
        return [row.input.value for row in self._rows]

    def _show_echo(self) -> None:
        """Show the due date below its input, and the commitment as a full sentence."""
        parts = self._parts()
        try:
            echo = f"= {format_day(parse_due(parts[DUE], self.question.today))}"
        except UsageError as error:
            echo = f"{error.message[:1].upper()}{error.message[1:]}. {next_steps(error)}"
        self._rows[DUE].show_echo(safe_content(echo))
        cue, action = parts[CUE].strip(), parts[ACTION].strip()
        whole = Commitment(cue, action or "…", self.question.today, self.question.now)
        self._sentence.update(safe_line(whole.sentence() if cue or action else ""))
