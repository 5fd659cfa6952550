"""The summary of a journal, to share with a mentor or to read at the end of a year.

Lessons come first because they matter longest. Entries follow, oldest first, so that each
repetition comes after the entry it repeats.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

from reflect.formats.summary import entry_sections
from reflect.formats.summary.headings import AnchorRegistry, EntryAnchor, short_day, unique_headings
from reflect.formats.summary.inline import (
    escape_heading,
    escape_line,
    escape_line_start,
    render_inline,
)
from reflect.model.commitment import Commitment
from reflect.model.entry import Entry
from reflect.model.guide import Guide
from reflect.text.clean import one_line

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def render_summary(
    entries: Iterable[Entry],
    *,
    now: datetime,
    brief: bool = False,
    left_out: int = 0,
    title: str = "Reflections",
    find_guide: Callable[[str], Guide | None] | None = None,
) -> str:
    """Return a Markdown document that summarises entries.

    Args:
        entries: the entries, in any order.
        now: the current time, used to decide which forecasts are sealed.
        brief: whether to omit the answers and show only lessons and commitments.
        left_out: the number of private or unfinished entries omitted.
        title: the document title.
        find_guide: a function that returns a guide by name, used to show answers to list prompts as
            lists; None to show them as paragraphs.
    """
    ordered = sorted(entries, key=lambda entry: (entry.occurred_on, entry.created_at))
    named = _title(title, ordered)
    blocks = [f"# {escape_heading(named)}", *_head(ordered, now, left_out)]
    if ordered:
        is_list = _list_finder(find_guide)
        blocks += _brief(ordered, now) if brief else _whole(ordered, named, now, is_list)
    return "\n\n".join(blocks) + "\n"


def _title(title: str, entries: Sequence[Entry]) -> str:
    """Return the document title, distinct from all headings and without final punctuation."""
    named = one_line(title.replace("\ufeff", "")).rstrip(" .,;:!。，；：！") or "Reflections"
    below = {
        "Contents",
        "Lessons",
        "Commitments",
        *unique_headings(entries).values(),
        *map(_month, entries),
    }
    return f"Reflections: {named}" if named in below else named


def _list_finder(find_guide: Callable[[str], Guide | None] | None) -> entry_sections.IsList:
    known: dict[str, Guide | None] = {}

    def is_list(guide_name: str, prompt_id: str) -> bool:
        if find_guide is None:
            return False
        if guide_name not in known:
            known[guide_name] = find_guide(guide_name)
        guide = known[guide_name]
        prompt = guide.prompt(prompt_id) if guide else None
        return prompt is not None and prompt.answer == "list"

    return is_list


def _head(entries: Sequence[Entry], now: datetime, left_out: int) -> Iterator[str]:
    """Yield the period, the number of entries, and the number omitted."""
    written = f"Written on {short_day(now.date())}."
    if not entries:
        yield f"There is nothing to show. {written}"
    else:
        first, last = short_day(entries[0].occurred_on), short_day(entries[-1].occurred_on)
        period = f"From {first} to {last}" if first != last else f"On {first}"
        yield f"{period}: {', '.join(_counts(entries))}. {written}"
    if left_out:
        count = entry_sections.count_noun(left_out, "more entry is", "more entries are")
        yield f"{count} left out: private, unfinished, or captures."


def _counts(entries: Sequence[Entry]) -> Iterator[str]:
    yield entry_sections.count_noun(len(entries), "entry", "entries")
    if lessons := len(_with_lesson(entries)):
        yield entry_sections.count_noun(lessons, "lesson", "lessons")
    made = [commitment for entry in entries for commitment in entry.commitments]
    if made:
        states = [_state(commitment) for commitment in made]
        outcomes = [
            f"{states.count(state)} {state}"
            for state in ("kept", "partly kept", "dropped", "open")
            if state in states
        ]
        count = entry_sections.count_noun(len(made), "commitment", "commitments")
        yield f"{count} ({', '.join(outcomes)})"


def _with_lesson(entries: Sequence[Entry]) -> list[Entry]:
    return [entry for entry in entries if render_inline(entry.lesson)]


def _state(commitment: Commitment) -> str:
    if commitment.is_open:
        return "open"
    return {"kept": "kept", "dropped": "dropped"}.get(commitment.outcome, "partly kept")


def _whole(
    entries: Sequence[Entry], title: str, now: datetime, is_list: entry_sections.IsList
) -> Iterator[str]:
    """Yield the table of contents, the lessons, and the entries by month."""
    anchors = AnchorRegistry()
    anchors.anchor(title)
    months = [(name, list(group)) for name, group in groupby(entries, _month)]
    lessons = _with_lesson(entries)
    if len(entries) > 1:
        anchors.anchor("Contents")
    links = [f"- [Lessons](#{anchors.anchor('Lessons')})"] if lessons else []
    places: dict[str, EntryAnchor] = {}
    titles = unique_headings(entries)
    for name, group in months:
        links.append(f"- [{name}](#{anchors.anchor(name)})")
        for entry in group:
            place = EntryAnchor(titles[entry.id], anchors.anchor(titles[entry.id]))
            places[entry.id] = place
            links.append(f"  - [{escape_line(place.heading)}](#{place.anchor})")
    if len(entries) > 1:
        yield from ("## Contents", "\n".join(links))
    if lessons:
        yield from (
            "## Lessons",
            "\n".join(_linked_lesson(entry, places[entry.id]) for entry in lessons),
        )
    for name, group in months:
        yield f"## {name}"
        for entry in group:
            yield from _entry(entry, now, places, is_list)


def _month(entry: Entry) -> str:
    return f"{_MONTHS[entry.occurred_on.month - 1]} {entry.occurred_on.year}"


def _linked_lesson(entry: Entry, place: EntryAnchor) -> str:
    lesson = escape_line_start(render_inline(entry.lesson))
    return f"- {lesson} ([{short_day(entry.occurred_on)}](#{place.anchor}))"


def _entry(
    entry: Entry, now: datetime, places: dict[str, EntryAnchor], is_list: entry_sections.IsList
) -> Iterator[str]:
    yield f"### {escape_heading(places[entry.id].heading)}"
    if about := entry_sections.render_facts(entry, places):
        yield about
    yield from filter(None, entry_sections.render_answers(entry, is_list))
    yield from entry_sections.render_ratings(entry)
    yield from entry_sections.render_commitments(entry, now)


def _brief(entries: Sequence[Entry], now: datetime) -> Iterator[str]:
    """Yield the lessons and commitments, each with the title of its entry."""
    titles = {name: escape_line(text) for name, text in unique_headings(entries).items()}
    lessons = _with_lesson(entries)
    if lessons:
        yield "## Lessons"
        yield "\n".join(
            f"- {escape_line_start(render_inline(entry.lesson))} — {titles[entry.id]}"
            for entry in lessons
        )
    promised = [entry for entry in entries if entry.commitments]
    if promised:
        yield "## Commitments"
        yield "\n".join(
            f"- {entry_sections.render_commitment(commitment, now)} — {titles[entry.id]}"
            for entry in promised
            for commitment in entry.commitments
        )
