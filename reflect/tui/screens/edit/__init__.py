"""Editing an entry in its Markdown form."""
