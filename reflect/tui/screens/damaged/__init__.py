"""The screen for a journal that cannot be read."""
