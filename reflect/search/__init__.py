"""Search: parse a query, match and rank entries, and show the matching words in context."""
