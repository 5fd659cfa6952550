"""The full-screen front end."""

MIN_SIZE = (40, 12)
"""The columns and lines that the full screen needs."""
