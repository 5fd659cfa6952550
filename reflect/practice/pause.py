"""The quiet between action and reflection: its texts, and the progress of its line."""

CALL = "Quiet, before judging."
SAYING = (
    "“Follow effective action with quiet reflection. "
    "From the quiet reflection will come even more effective action.”"
)
# No primary source is known, so this is no quotation.
BY = "attributed to Peter Drucker"
GOES_ON = "Enter goes on."
# Seconds; an earlier enter was meant for the answer before.
ENTER_AFTER = 1.0
WIDEST = 60


def filled_columns(elapsed: float, seconds: float, columns: int) -> int:
    """Return how many columns of the line are full.

    Args:
        elapsed: seconds since the pause began.
        seconds: the length of the pause.
        columns: the width of the line.
    """
    if elapsed >= seconds:
        return columns
    return max(0, int(columns * elapsed / seconds))


def accepts_enter(elapsed: float) -> bool:
    """Whether enter ends the pause already."""
    return elapsed >= ENTER_AFTER
