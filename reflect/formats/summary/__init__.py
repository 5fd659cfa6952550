"""Renders several entries as one Markdown document, to read or to share."""
