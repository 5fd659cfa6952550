"""Renders entries as Markdown and parses them back, for editing, showing and exporting."""
