"""The words of the practice as plain data: entries, guides, commitments, kinds of failure."""
