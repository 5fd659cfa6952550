"""A field for a commitment: its plan and its look-back day, an obstacle and a forecast."""

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
from reflect.model.guide import FORECAST as FORECAST_ANSWER
from reflect.practice.answers import Value, accept
from reflect.practice.commitment_form import (
    ACTION,
    CUE,
    DUE,
    FORECAST,
    LABELS,
    OBSTACLE,
    PERCENT,
    build_commitment,
    check_part,
    default_due,
    join_parts,
    parse_due,
    parts_asked,
    parts_of,
    split_parts,
)
from reflect.tui.bindings import key_of
from reflect.tui.safe_text import safe_content, safe_line
from reflect.tui.widgets.answers.base import AnswerField, FieldContext
from reflect.tui.widgets.answers.commitment_row import NAMES, CommitmentRow, UnfoldButton

REVIEWED = "This commitment was looked back on already, and stays as it is."
_WITH = {OBSTACLE: (OBSTACLE,), FORECAST: (FORECAST, PERCENT)}
"""The parts that unfold together, by the first of them."""


class CommitmentField(AnswerField):
    """A field for the parts of a commitment; enter, tab and the arrows move between them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "part(1)", "Next part", id="commitment.next", show=False),
        Binding("shift+tab", "part(-1)", "Part before", id="commitment.before", show=False),
        Binding("down", "step(1)", "Next part", id="commitment.down", show=False),
        Binding("up", "step(-1)", "Part before", id="commitment.up", show=False),
        Binding(
            "ctrl+f",
            f"unfold({FORECAST})",
            "Forecast",
            id="commitment.forecast",
            show=False,
            tooltip="Say what you expect it to bring, and how sure you are",
        ),
        Binding(
            "ctrl+b",
            f"unfold({OBSTACLE})",
            "Obstacle",
            id="commitment.obstacle",
            show=False,
            tooltip="Say what in you will get in the way, and what you do then",
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
            parts[FORECAST], parts[PERCENT] = self._initial[FORECAST], self._initial[PERCENT]
        self._is_forecast = question.prompt.answer == FORECAST_ANSWER
        order = parts_asked(question.prompt)
        # The parts that are not asked, such as the plan of a forecast, keep their text.
        self._texts = parts
        self._rows = {n: CommitmentRow(n, parts[n], question.prompt) for n in order}
        hidden = (FORECAST, PERCENT) if self._is_sealed else ()
        for number in hidden:
            self._rows[number].display = False
        shown = [number for number in order if number not in hidden]
        last = question.unfinished.count("\n")
        self._current_part = last if question.unfinished and last in shown else shown[0]
        if question.unfinished and last not in shown and not self._is_forecast:
            self._current_part = DUE
        self._buttons = {} if self._is_forecast else {n: UnfoldButton(n) for n in _WITH}
        self._note = Static(classes="answer--echo")
        self._sentence = Static(classes="answer--echo")
        self._last_parts = self._parts()

    def compose_answer(self) -> ComposeResult:
        for number, row in self._rows.items():
            if number in self._buttons:
                yield self._buttons[number]
            yield row
        yield self._note
        yield self._sentence

    def on_mount(self) -> None:
        is_reviewed = self._old is not None and not self._old.is_open
        offers = self.question.prompt.offers == FORECAST_ANSWER and not is_reviewed
        for first, button in self._buttons.items():
            has_text = any(self._rows[n].input.value for n in _WITH[first])
            is_unfolded = has_text or (first == FORECAST and offers)
            for number in _WITH[first]:
                is_hidden = self._is_sealed and first == FORECAST
                self._rows[number].display = is_unfolded and not is_hidden
            button.show_key(key_of(self, f"commitment.{NAMES[first]}"))
            button.display = not is_unfolded and not is_reviewed
        if self._is_sealed and self._old is not None:
            if FORECAST in self._buttons:
                self._buttons[FORECAST].display = False
            self._note.update(safe_content(f"Forecast: sealed until {format_day(self._old.due)}"))
        if is_reviewed:
            self._note.update(safe_content(REVIEWED))
            for row in self._rows.values():
                row.input.disabled = True
        self._note.display = self._is_sealed or is_reviewed
        self._show_echo()

    @property
    def target(self) -> Widget:
        """The most recently focused input; in a draft, initially the last one with text."""
        return self._rows[self._current_part].input

    def on_descendant_focus(self) -> None:
        self._current_part = self._focused_part(self._current_part)

    def _focused_part(self, default: int) -> int:
        shown = ((n, row) for n, row in self._rows.items() if row.display)
        return next((n for n, row in shown if row.input.has_focus), default)

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
        prompt, today = self.question.prompt, self.question.today
        made = build_commitment(parts, self._old, self.question.now, prompt)
        if made is not None and self._old is not None and made.due == self._old.due:
            # A day that was given earlier may be past by now.
            today = min(today, made.due)
        return None if made is None else accept(prompt, made, today)

    def move(self, step: int) -> bool:
        parts = self._parts()
        is_empty = not any(part.strip() for part in parts)
        leaves_empty = FORECAST if self._is_forecast else ACTION
        if step > 0 and is_empty and self._rows[leaves_empty].input.has_focus:
            return False
        number = self._focused_part(-1)
        if step > 0 and number >= 0:
            try:
                check_part(number, parts, self.question.prompt, self._old, self.question.today)
            except UsageError as error:
                self.show_problem(_message(error))
                return True
        is_on_button = any(button.has_focus for button in self._buttons.values())
        return self._focus_neighbour(step, with_buttons=is_on_button)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "unfold":
            (first,) = parameters
            return any(n == first and button.display for n, button in self._buttons.items())
        return True

    def action_part(self, step: int) -> None:
        if not self.move(step):
            raise SkipAction

    def action_step(self, step: int) -> None:
        self._focus_neighbour(step, with_buttons=True)

    def action_unfold(self, first: int) -> None:
        """Show the parts that are folded behind a button."""
        self._buttons[first].display = False
        for number in _WITH[first]:
            self._rows[number].display = True
        self.call_after_refresh(self._rows[first].input.focus)
        self.refresh_bindings()

    @on(UnfoldButton.Pressed)
    def _unfold_pressed(self, event: UnfoldButton.Pressed) -> None:
        event.stop()
        self.action_unfold(event.number)

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

    def _focus_neighbour(self, step: int, *, with_buttons: bool) -> bool:
        widgets: list[Widget] = []
        for number, row in self._rows.items():
            button = self._buttons.get(number)
            if button is not None and button.display and with_buttons:
                widgets.append(button)
            if row.display:
                widgets.append(row.input)
        focused = next((n for n, widget in enumerate(widgets) if widget.has_focus), None)
        if focused is None or not 0 <= focused + step < len(widgets):
            return False
        # `focus()` is deferred, so keys typed right after this one would go to the wrong part.
        self.screen.set_focus(widgets[focused + step])
        return True

    def _parts(self) -> list[str]:
        return [
            self._rows[number].input.value if number in self._rows else self._texts[number]
            for number in range(len(LABELS))
        ]

    def _show_echo(self) -> None:
        """Show the due day and any error below their inputs, and the plan as a full sentence."""
        parts, today = self._parts(), self.question.today
        prompt, old = self.question.prompt, self._old
        old_due = old.due if old else None
        try:
            default, _ = default_due(prompt, today)
            echo = f"= {format_day(parse_due(parts[DUE], today, default, old_due))}"
        except UsageError as error:
            echo = _message(error)
        self._rows[DUE].show_echo(safe_content(echo))
        try:
            check_part(PERCENT, parts, prompt, old, today)
            echo = ""
        except UsageError as error:
            echo = _message(error)
        self._rows[PERCENT].show_echo(safe_content(echo))
        cue, action = parts[CUE].strip(), parts[ACTION].strip()
        whole = Commitment(cue, action or "…", today, self.question.now)
        self._sentence.update(safe_line(whole.sentence() if cue or action else ""))


def _message(error: UsageError) -> str:
    return f"{error.message[:1].upper()}{error.message[1:]}. {next_steps(error)}".strip()
