"""A day, in words or in figures."""

from reflect.dates import format_day, parse_day, parse_past_day
from reflect.errors import UsageError, next_steps
from reflect.tui.safe_text import plain
from reflect.tui.widgets.answers.line import LineField


class DateField(LineField):
    """A day; below it stands which one was understood."""

    is_text = False

    def echo(self) -> None:
        """Say which day it is, or what would do."""
        words = self.text()
        if not words.strip():
            self._echo.update(plain("A day like 2026-11-21, yesterday or 3 days ago."))
            return
        read = parse_past_day if self.question.prompt.feeds == "occurred_on" else parse_day
        try:
            self._echo.update(plain(f"= {format_day(read(words, self.question.today))}"))
        except UsageError as error:
            message = error.message[:1].upper() + error.message[1:]
            self._echo.update(plain(f"{message}. {next_steps(error)}".strip()))
