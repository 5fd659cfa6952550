"""Backups of the journal: creating, listing, restoring and removing them."""
