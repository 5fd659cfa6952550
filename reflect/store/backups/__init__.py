"""Backups: catalog, automatic backups, retention, archive and restore."""
