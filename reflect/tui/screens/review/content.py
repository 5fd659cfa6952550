"""The texts about commitments and lessons in Review."""

from collections.abc import Iterator
from datetime import date, datetime

from reflect.dates import format_day, relative_day
from reflect.journal.review import DueLesson
from reflect.model.commitment import Commitment
from reflect.model.entry import LESSON, Entry
from reflect.practice.look_back import DueLookBack, has_forecast
from reflect.tui.safe_text import Content, safe_content, safe_line

QUIET = "$quiet"
SEALED = "forecast: sealed until you look back"
RECALL = "What did you take from it?"
CAME_TRUE = {"yes": "it came true", "no": "it did not come true", "unclear": "unclear"}
_MAX_LINE = 500
_MAX_TEXT = 2_000
_FIRST_LINES = 3


def title_of(entry: Entry) -> str:
    """Return an entry's title, or what stands for it."""
    return entry.title or "(no title)"


def near_day(day: date, today: date) -> str:
    """Return a day without its year if that is the current one."""
    return format_day(day).removesuffix(f" {today.year}")


def commitment_label(found: DueLookBack) -> str:
    """Return a commitment's line in the list."""
    made = found.commitment
    return made.action or f"what I expected: {title_of(found.entry)}"


def commitment_title(found: DueLookBack) -> Content:
    """Return the title of a commitment: its cue."""
    made = found.commitment
    if made.is_forecast:
        return safe_line(title_of(found.entry)[:_MAX_LINE])
    return safe_line(f"When {made.cue}"[:_MAX_LINE] if made.cue else "I will")


def commitment_body(found: DueLookBack, now: datetime) -> Content:
    """Return what a commitment says, and what became of it so far."""
    lines = list(plan_lines(found, now))
    lines += outcome_lines(found.commitment, now)
    return Content("\n").join(lines)


def plan_lines(found: DueLookBack, now: datetime) -> Iterator[Content]:
    """Yield the plan, where it comes from and how often it got a new day."""
    made, entry = found.commitment, found.entry
    plan = made.sentence() if made.is_forecast or not made.cue else f"I will {made.action}"
    yield safe_content(plan[:_MAX_TEXT], "bold")
    yield Content("")
    source = f"from {title_of(entry)[:_MAX_LINE]}, {near_day(entry.occurred_on, now.date())}"
    yield safe_line(source, QUIET)
    if made.is_open:
        yield safe_line(f"due {format_day(made.due)}, {relative_day(made.due, now.date())}", QUIET)
    if made.is_open and made.is_sealed(now):
        yield safe_content(SEALED, QUIET)
    if made.obstacle:
        yield safe_line(f"in my way: {made.obstacle[:_MAX_TEXT]}", QUIET)
    if made.renewals:
        count = len(made.renewals)
        times = "once" if count == 1 else f"{count} times"
        first = near_day(made.renewals[0].due, now.date())
        yield safe_line(f"a new day {times} (from {first})", QUIET)


def outcome_lines(commitment: Commitment, now: datetime) -> Iterator[Content]:
    """Yield the answers of a look-back, and the forecast if it is not sealed."""
    at = commitment.looked_back_at
    if commitment.outcome:
        day = f", looked back on {format_day(at.date())}" if at else " so far"
        yield Content("")
        yield safe_line(f"{commitment.outcome}{day}", "$accent")
    if commitment.note:
        yield safe_content(commitment.note[:_MAX_TEXT])
    if not commitment.is_sealed(now) and has_forecast(commitment):
        yield Content("")
        yield from forecast_lines(commitment)
        if commitment.came_true in CAME_TRUE:
            yield safe_content(CAME_TRUE[commitment.came_true])


def forecast_lines(commitment: Commitment) -> Iterator[Content]:
    """Yield the forecast, beside what the user remembered of it."""
    expected = commitment.forecast[:_MAX_TEXT] or "(only a figure)"
    yield Content.assemble(safe_content("What I expected: ", "bold"), safe_content(expected))
    if commitment.percent is None:
        return
    sure = f"{commitment.percent} % sure"
    if commitment.remembered_percent is not None:
        sure += f"; from memory, {commitment.remembered_percent} %"
    yield safe_content(sure, "$lesson")


def lesson_body(due: DueLesson, now: datetime) -> Content:
    """Return the situation of a lesson that comes back, without the lesson."""
    lines = [*situation_lines(due.entry, now), Content(""), safe_content(RECALL, "bold")]
    if due.position.has_slipped:
        lines.append(safe_content("It slipped since the last time.", QUIET))
    return Content("\n").join(lines)


def situation_lines(entry: Entry, now: datetime) -> Iterator[Content]:
    """Yield the day, the cue and the first lines of an entry."""
    day = f"{format_day(entry.occurred_on)}, {relative_day(entry.occurred_on, now.date())}"
    yield safe_line(day, QUIET)
    yield Content("")
    cue = next((made.cue for made in entry.commitments if made.cue), "")
    if cue:
        yield safe_line(f"When {cue[:_MAX_LINE]} …")
    first = next((answer.text for answer in entry.answers if answer.prompt != LESSON), "")
    for line in [line for line in first[:_MAX_TEXT].split("\n") if line.strip()][:_FIRST_LINES]:
        yield safe_line(line)


def quoted(lesson: str) -> Content:
    """Return a lesson in quotation marks."""
    return Content.assemble(
        safe_content("❝ ", "$lesson"),
        safe_content(lesson[:_MAX_TEXT], "bold $lesson"),
        safe_content(" ❞", "$lesson"),
    )
