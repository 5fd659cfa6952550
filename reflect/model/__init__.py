"""The data model: entries, guides, commitments and kinds of failure."""
