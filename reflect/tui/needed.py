"""What the full screen needs; known without Textual, which takes long to import."""

NEEDED = (40, 12)
"""Columns and lines."""
