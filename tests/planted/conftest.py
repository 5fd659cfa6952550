"""Fixtures of the store tests that are run against planted defects."""

from tests.sizes import IN_FAULT_RUN
from tests.store.conftest import filled, folder, no_waiting, place, template, templates

__all__ = ["filled", "folder", "no_waiting", "place", "template", "templates"]

# `make test-faults` runs these tests.
collect_ignore_glob = [] if IN_FAULT_RUN else ["test_*.py"]
