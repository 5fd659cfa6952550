"""The doctor: checks of a journal and of everything it depends on, and repairs."""
