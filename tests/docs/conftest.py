"""Fixtures that run the command line in this process."""

from tests.cli.conftest import cli, folder, journal, keep

__all__ = ["cli", "folder", "journal", "keep"]
