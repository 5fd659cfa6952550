"""Tests for Selection."""

from reflect.tui.screens.browse.selection import Selection


def test_selection_reports_every_change() -> None:
    changes: list[frozenset[str]] = []
    selection = Selection(changes.append)
    selection.set("abc")
    selection.toggle("bd")
    selection.add("a")
    selection.restrict("ad")
    selection.set()
    selection.restrict("ad")
    assert changes == [frozenset(ids) for ids in ("abc", "acd", "acd", "ad", "")]
