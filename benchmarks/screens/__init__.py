"""The smallest Textual programs that the full screen is compared with."""
