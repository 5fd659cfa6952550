"""Starts Textual workers."""

from collections.abc import Callable, Coroutine
from typing import Any

from textual.dom import DOMNode


def start_worker(
    node: DOMNode,
    work: Callable[[], Coroutine[Any, Any, None]],
    *,
    group: str,
    exclusive: bool = False,
) -> None:
    """Run a coroutine function in a worker.

    Textual also accepts a coroutine object, but that would never be awaited if the app exits
    first, which causes a warning.

    Args:
        node: the node that owns the worker; removing it cancels the worker.
        work: the coroutine function.
        group: the worker group.
        exclusive: whether to cancel the other workers in the group.
    """
    # The type hints of run_worker are ambiguous for a coroutine function.
    node.run_worker(work, group=group, exclusive=exclusive)  # type: ignore[arg-type]
