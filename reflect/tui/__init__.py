"""The full-screen interface."""

MIN_SIZE = (40, 12)
"""The smallest supported terminal size, in columns and rows."""
