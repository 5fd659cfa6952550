"""Crash handling: hooks for uncaught errors, and reports without personal text."""
