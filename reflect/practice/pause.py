"""The quiet between action and reflection: its words, and how far its line has come."""

CALL = "Quiet, before judging."
SAYING = (
    "“Follow effective action with quiet reflection. "
    "From the quiet reflection will come even more effective action.”"
)
# No primary source is known, so nobody is quoted.
BY = "attributed to Peter Drucker"
GOES_ON = "Enter goes on."
# Enter so soon was meant for the answer before; in seconds.
DEAF = 1.0
WIDEST = 60


def filled(elapsed: float, seconds: float, columns: int) -> int:
    """Say how many columns of the line are full.

    Args:
        elapsed: seconds since it began.
        seconds: how long the quiet is.
        columns: how wide the line is.
    """
    if elapsed >= seconds:
        return columns
    return max(0, int(columns * elapsed / seconds))


def is_heard(elapsed: float) -> bool:
    """Say whether enter counts by now."""
    return elapsed >= DEAF
