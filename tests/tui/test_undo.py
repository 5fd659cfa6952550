"""Tests for UndoStack."""

from reflect.tui.undo import UNDO_LIMIT, Undo, UndoStack


def undo(number: int) -> Undo:
    """Return an Undo whose message is a number."""
    return Undo(str(number), lambda: None, ())


def test_pop_returns_the_newest_and_the_oldest_is_dropped() -> None:
    stack = UndoStack()
    for number in range(25):
        stack.push(undo(number))
    messages = []
    while (popped := stack.pop()) is not None:
        messages.append(popped.message)
    assert messages == [str(number) for number in range(24, 4, -1)]
    assert UNDO_LIMIT == 20


def test_removed_action_is_not_undone() -> None:
    stack, first, second = UndoStack(), undo(1), undo(2)
    stack.push(first)
    stack.push(second)
    stack.remove(second)
    stack.remove(second)
    assert stack.pop() is first
