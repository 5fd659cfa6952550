"""Opens text in the user's editor."""
