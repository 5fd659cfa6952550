"""File and output formats for entries: Markdown forms, summaries and JSON."""
