"""Browse: the list, the search and the entry beside it."""
