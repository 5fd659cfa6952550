"""Hostile text for screen tests."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from rich.cells import cell_len
from textual.pilot import Pilot

from reflect.model.entry import Answer, Entry, Rating
from tests.factories import make_commitment, make_entry
from tests.hostile import ACTING, PAYLOADS, payloads
from tests.sizes import HOSTILE
from tests.tui.helpers_pilot import screen_text

TOGETHER = 2


def groups() -> list[str]:
    """Return texts that combine several payloads, shortest first, so that all are visible."""
    return _together(payloads(HOSTILE.now))


def _together(texts: Sequence[str]) -> list[str]:
    return [
        " ".join(sorted(texts[start : start + TOGETHER], key=len))
        for start in range(0, len(texts), TOGETHER)
    ]


def sittings(fields: int) -> list[list[str]]:
    """Return texts for sessions: a single known text, or a different mixture for each field."""
    texts, known = groups(), _together(PAYLOADS)
    mixed = [text for text in texts if text not in known]
    return [
        *([text] for text in texts if text in known),
        *(mixed[start : start + fields] for start in range(0, len(mixed), fields)),
    ]


def saying(number: int, text: str, **overrides: Any) -> Entry:
    """Return an entry with the given text in every field."""
    values: dict[str, Any] = {
        "title": text,
        "guide": text,
        "tags": (text.strip() or "x",),
        "occurred_on": date(2026, 11, 22),
        "answers": (Answer("happened", text, text), Answer("lesson", text, text)),
        "ratings": (Rating("one", text, 3),),
        "commitments": (
            make_commitment(cue=text, action=text, forecast=text, note=text, due=date(2026, 1, 1)),
        ),
        "repeats": (text,),
    }
    return make_entry(number, **values | overrides)


def assert_harmless(pilot: Pilot[Any], text: str = "") -> None:
    """Assert that the app runs and the screen has no control characters or overlong lines."""
    shown = screen_text(pilot)
    assert not ACTING.search(shown.replace("\n", "")), f"it acts: {text!r}"
    assert "\t" not in shown
    width = pilot.app.size.width
    assert all(cell_len(line) <= width for line in shown.splitlines()), f"too wide: {text!r}"
    assert pilot.app.return_code is None, f"it ended: {text!r}"
