"""Search: read a query, match entries, rank them, and show the words in their context."""

from reflect.search.parser import parse
from reflect.search.query import STATES, Query
from reflect.search.scan import Hit, Hits, Record, rank
from reflect.search.snippets import Snippet
from reflect.search.suggestions import spellings

__all__ = ["STATES", "Hit", "Hits", "Query", "Record", "Snippet", "parse", "rank", "spellings"]
