"""Search: parses queries, finds and ranks entries, and shows the matching words in context."""
