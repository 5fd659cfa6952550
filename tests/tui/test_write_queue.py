"""Tests for WriteQueue."""

import asyncio
import threading

from reflect.errors import BusyError
from reflect.tui.context import AppContext
from reflect.tui.write_queue import WriteQueue
from tests.tui.screens.browse.helpers_node import StubNode


async def test_writes_run_in_order_one_at_a_time(context: AppContext) -> None:
    node, proceed, results = StubNode(context), threading.Event(), list[int]()
    queue = WriteQueue(node.screen)
    queue.add(lambda: proceed.wait(10) and 1, results.append)
    queue.add(lambda: 2, results.append)
    assert queue.count == 2
    proceed.set()
    await node.settle()
    assert results == [1, 2]
    assert queue.count == 0
    # One for each added write and one for each finished write.
    assert len(node.posted(WriteQueue.Changed)) == 4


async def test_failed_write_is_posted_and_the_next_one_runs(context: AppContext) -> None:
    node, errors, results = StubNode(context), list[Exception](), list[str]()

    def fail() -> str:
        raise BusyError("another program is writing")

    queue = WriteQueue(node.screen)
    queue.add(fail, results.append, errors.append)
    queue.add(lambda: "done", results.append)
    await node.settle()
    assert results == ["done"]
    assert [type(error) for error in errors] == [BusyError]
    assert [event.error for event in node.posted(WriteQueue.Failed)] == errors
    assert queue.count == 0


async def test_run_waits_for_the_writes_added_before(context: AppContext) -> None:
    node, proceed, results = StubNode(context), threading.Event(), list[str]()
    queue = WriteQueue(node.screen)

    def write() -> str:
        assert proceed.wait(10)
        return "written"

    queue.add(write, results.append)
    await asyncio.sleep(0)  # lets the write start
    reading = asyncio.create_task(queue.run(lambda: results[-1]))
    proceed.set()
    assert await reading == "written"
    await node.settle()
