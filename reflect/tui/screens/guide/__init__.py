"""The Guide: one question a page, the pause and the card."""
