"""The journal API, through which the front ends access all entries on disk."""

from reflect.journal.journal import Journal

__all__ = ["Journal"]
