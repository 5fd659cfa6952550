"""The content of an entry for the detail pane."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reflect.dates import format_day
from reflect.model.commitment import Commitment
from reflect.model.entry import LESSON, Answer, Entry
from reflect.model.failure import NEAR_MISS_MARK, kind_mark, kind_sentence
from reflect.practice.score import score_lines
from reflect.tui.safe_text import Content, safe_content, safe_line
from reflect.tui.widgets.entry_list_model import Find
from reflect.tui.widgets.entry_list_renderer import DUE, REPEAT, UNTITLED

QUESTION, QUIET, LESSON_STYLE = "bold $primary", "$quiet", "bold $lesson"
CAME_TRUE = {"yes": "it came true", "no": "it did not come true", "unclear": "unclear"}
WAITING = {
    "capture": "○ captured; {} reflects on it",
    "draft": "◌ a draft; {} goes on with it",
    "unfinished": "◐ unfinished; {} goes on with it",
}

# Limits in characters, so that a very long answer doesn't freeze the screen; the editor shows the
# full text.
MAX_ANSWER = 6_000
MAX_ANSWERS = 24_000
MAX_ITEMS = 100  # answers, ratings, commitments, tags or repeated entries
_MAX_LINE = 500
_MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """Options for showing an entry.

    Args:
        now: the current time, which determines what is sealed.
        width: the pane width in cells.
        find: a function that finds search matches in a text.
        earlier: the repeated entries by id, except deleted ones.
        whole: the key that opens the full entry.
        open: the key that continues a capture, a draft or an unfinished entry.
    """

    now: datetime
    width: int = 80
    find: Find = lambda text: ()
    earlier: Mapping[str, Entry] = field(default_factory=dict)
    whole: str = "e"
    open: str = "enter"


def entry_title(entry: Entry, options: ViewOptions) -> Content:
    """Return the title with search matches highlighted."""
    return _one_line(entry.title or UNTITLED, options)


def entry_body(entry: Entry, options: ViewOptions) -> Content:
    """Return everything below the title."""
    blocks = [_facts(entry, options)]
    if entry.lesson:
        blocks.append(_quoted(_text(entry.lesson, options, _MAX_TEXT), options, "", LESSON_STYLE))
    blocks += [_repetition(entry, name, options) for name in entry.repeats[:MAX_ITEMS]]
    blocks += _answers(entry, options)
    blocks += _ratings(entry, options)
    blocks += [_commitment(commitment, options) for commitment in entry.commitments[:MAX_ITEMS]]
    return Content("\n\n").join(blocks)


def _facts(entry: Entry, options: ViewOptions) -> Content:
    """Return the date, state, kind of failure and tags."""
    facts = [format_day(entry.occurred_on), entry.guide, entry.id]
    lines = [safe_line(" · ".join(filter(None, facts)), QUIET)]
    if entry.state in WAITING:
        lines.append(safe_content(WAITING[entry.state].format(options.open), "$accent"))
    if entry.near_miss:
        lines.append(safe_content(f"{NEAR_MISS_MARK} a near miss"))
    if kind := kind_sentence(entry.kind, entry.reason):
        lines.append(safe_line(f"{kind_mark(entry.kind)} {kind}"))
    if entry.tags:
        lines.append(
            _one_line(" ".join(f"#{tag}" for tag in entry.tags[:MAX_ITEMS]), options, QUIET)
        )
    return Content("\n").join(lines)


def _repetition(entry: Entry, name: str, options: ViewOptions) -> Content:
    """Return an earlier entry that this one repeats, with its lesson."""
    earlier = options.earlier.get(name)
    if earlier is None:
        return safe_line(f"{REPEAT} again, after {name}, which is no longer here", QUIET)
    days = (entry.occurred_on - earlier.occurred_on).days
    after = {0: "on the same day", 1: "after a day"}.get(days, f"after {days} days")
    head = Content.assemble(
        safe_content(f"{REPEAT} again {after if days >= 0 else 'as later on'}: ", "bold $accent"),
        _one_line(earlier.title or UNTITLED, options),
    )
    lines = [_hang(head, options, "", "  ")]
    if earlier.lesson:
        lines.append(_quoted(_one_line(earlier.lesson, options), options, "  ", "$lesson"))
    else:
        lines.append(safe_content("  It had no lesson.", QUIET))
    return Content("\n").join(lines)


def _answers(entry: Entry, options: ViewOptions) -> Iterator[Content]:
    room = MAX_ANSWERS
    for answer in _prose(entry)[:MAX_ITEMS]:
        shown = _text(answer.text, options, min(room, MAX_ANSWER))
        room -= len(shown)
        yield Content.assemble(safe_line(answer.question[:_MAX_LINE], QUESTION), "\n", shown)
    if (more := len(_prose(entry)) - MAX_ITEMS) > 0:
        yield safe_line(f"… and {more} more answers: {options.whole} opens all", QUIET)


def _prose(entry: Entry) -> list[Answer]:
    """Return all answers except the lesson, which is shown above them."""
    lesson = next((one for one in entry.answers if one.prompt == LESSON and one.text), None)
    return [answer for answer in entry.answers if answer is not lesson]


def _ratings(entry: Entry, options: ViewOptions) -> Iterator[Content]:
    lines = []
    for rating in entry.ratings[:MAX_ITEMS]:
        text = Content.assemble(
            safe_content(f"{rating.value}", "bold"),
            safe_content(f" of {rating.high}  ", QUIET),
            _one_line(rating.question, options),
            safe_content(" (counted the other way round)" if rating.reversed else "", QUIET),
        )
        lines.append(_hang(text, options, "", " " * 8))
    lines += [_one_line(line, options) for line in score_lines(entry)]
    if lines:
        yield Content("\n").join(lines)


def _commitment(commitment: Commitment, options: ViewOptions) -> Content:
    """Return a commitment with its outcome and, unless sealed, its forecast."""
    promise = Content.assemble(
        safe_content("→ ", "bold $accent"), _text(commitment.sentence(), options, _MAX_TEXT)
    )
    lines = [_hang(promise, options, "", "  "), _outcome(commitment, options)]
    if commitment.is_sealed(options.now):
        lines.append(safe_content(f"forecast sealed until {format_day(commitment.due)}", QUIET))
    elif commitment.forecast or commitment.percent is not None:
        sure = f" ({commitment.percent} % sure)" if commitment.percent is not None else ""
        judged = f": {CAME_TRUE[commitment.came_true]}" if commitment.came_true in CAME_TRUE else ""
        lines.append(safe_line(f"forecast: {commitment.forecast[:_MAX_TEXT]}{sure}{judged}"))
    if commitment.note:
        lines.append(_text(commitment.note, options, _MAX_TEXT))
    return Content("\n").join([lines[0], *(_hang(rest, options, "  ", "  ") for rest in lines[1:])])


def _outcome(commitment: Commitment, options: ViewOptions) -> Content:
    if commitment.looked_back_at is not None:
        return safe_line(
            f"{commitment.outcome}, looked back on {format_day(commitment.looked_back_at.date())}",
            QUIET,
        )
    if commitment.is_due(options.now.date()):
        return safe_line(f"{DUE} look-back due since {format_day(commitment.due)}", "$accent")
    return safe_line(f"due {format_day(commitment.due)}", QUIET)


def _one_line(text: str, options: ViewOptions, style: str = "") -> Content:
    """Return text as a single line with search matches highlighted."""
    text = " ".join(text[:_MAX_LINE].split())
    return safe_content(text, style, spans=options.find(text))


def _text(text: str, options: ViewOptions, limit: int) -> Content:
    """Return text with search matches highlighted, truncated if it is too long."""
    if len(text) <= limit:
        return safe_content(text, spans=options.find(text))
    cut = text[: max(0, limit)]
    more = f"{len(text) - len(cut):,} more characters: {options.whole} opens all"
    return Content.assemble(
        safe_content(cut, spans=options.find(cut)), safe_content(f"\n… {more}", QUIET)
    )


def _quoted(content: Content, options: ViewOptions, margin: str, style: str) -> Content:
    """Return text in hanging quotation marks, keeping each mark next to a word."""
    marks = ("❝ ", " ❞")
    lines = content.wrap(max(8, options.width - len(margin) - 4)) or [content]
    lines[-1] = Content.assemble(lines[-1].rstrip(), marks[1])
    first, *rest = lines
    quoted = [Content.assemble(margin, marks[0], first)]
    quoted += [Content.assemble(margin, "  ", row) for row in rest]
    return Content("\n").join(quoted).stylize_before(style)


def _hang(content: Content, options: ViewOptions, first: str, rest: str) -> Content:
    """Wrap text, with `first` before its first line and `rest` before the others."""
    lines = content.wrap(max(8, options.width - len(rest)))
    hung = [Content.assemble(rest if number else first, row) for number, row in enumerate(lines)]
    return Content("\n").join(hung)
