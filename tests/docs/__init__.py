"""Tests that the docs are correct, by running their examples and following their links."""
