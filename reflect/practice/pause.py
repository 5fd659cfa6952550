"""The pause between action and reflection: its wording and its progress bar."""

CALL = "Quiet, before judging."
SAYING = (
    "“Follow effective action with quiet reflection. "
    "From the quiet reflection will come even more effective action.”"
)
# No primary source is known, so this must not claim that Drucker said it.
BY = "attributed to Peter Drucker"
GOES_ON = "Enter goes on."
# Seconds. An earlier keypress was probably meant for the previous answer.
ENTER_AFTER = 1.0
WIDEST = 60


def filled_columns(elapsed: float, seconds: float, columns: int) -> int:
    """Return how many columns of the progress bar are filled.

    Args:
        elapsed: the seconds since the pause began.
        seconds: the length of the pause.
        columns: the width of the bar.
    """
    if elapsed >= seconds:
        return columns
    return max(0, int(columns * elapsed / seconds))


def accepts_enter(elapsed: float) -> bool:
    """Return whether enough time has passed for Enter to end the pause."""
    return elapsed >= ENTER_AFTER
