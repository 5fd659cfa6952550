"""The editor for entries in Markdown form."""
