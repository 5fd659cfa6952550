"""Fixtures for tests of the Browse controllers."""

import pytest

from reflect.tui.context import AppContext
from tests.tui.screens.browse.helpers_node import StubNode


@pytest.fixture
def node(context: AppContext) -> StubNode:
    """A stand-in for the screen."""
    return StubNode(context)
