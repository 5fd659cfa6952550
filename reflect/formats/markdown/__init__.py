"""Entries as Markdown: one renderer and one parser for editing, showing and exporting."""
