"""The Review screen, and the page that asks about look-backs and lessons."""
