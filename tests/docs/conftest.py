"""The command line in this process, as the tests of the commands call it."""

from tests.cli.conftest import cli, folder, journal, keep

__all__ = ["cli", "folder", "journal", "keep"]
