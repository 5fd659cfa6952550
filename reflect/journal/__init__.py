"""The journal: the only way from the front ends to the entries on disk."""

from reflect.journal.journal import Journal

__all__ = ["Journal"]
