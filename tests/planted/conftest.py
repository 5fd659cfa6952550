"""Fixtures of the store tests that are run against planted defects."""

from tests.store.conftest import filled, folder, no_waiting, place, template, templates

__all__ = ["filled", "folder", "no_waiting", "place", "template", "templates"]
