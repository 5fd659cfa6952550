"""Widgets for the screens; none of them accesses the journal."""
