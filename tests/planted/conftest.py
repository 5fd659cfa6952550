"""The fixtures of the tests whose checks are run on something broken."""

from tests.store.conftest import filled, folder, no_waiting, place, template, templates

__all__ = ["filled", "folder", "no_waiting", "place", "template", "templates"]
