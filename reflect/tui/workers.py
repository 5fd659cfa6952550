"""Starting workers."""

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
    """Run a coroutine function in a worker of a node.

    A coroutine object, which Textual accepts too, is never awaited if the app ends first.

    Args:
        node: whose end cancels the worker.
        work: what is run.
        group: of the worker.
        exclusive: whether it cancels the other workers of its group.
    """
    # The types of run_worker are ambiguous for a coroutine function.
    node.run_worker(work, group=group, exclusive=exclusive)  # type: ignore[arg-type]
