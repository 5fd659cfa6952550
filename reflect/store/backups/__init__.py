"""Backups: made, listed, thinned out, restored."""
