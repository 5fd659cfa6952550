"""Crash handling: hooks for uncaught errors, and reports without the user's text."""
