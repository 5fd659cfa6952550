"""An answer of several things, one a line."""

from reflect.tui.widgets.answers.text import TextField


class ListField(TextField):
    """One thing a line, each with a bullet before it."""

    BULLET = "• "
