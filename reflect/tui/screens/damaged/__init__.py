"""The screen for a journal that can't be read."""
