"""Minimal Textual programs that the full screen is compared with."""
