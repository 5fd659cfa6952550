"""An entry as it is read: its content for the pane beside the list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reflect.dates import format_day
from reflect.model.commitment import Commitment
from reflect.model.entry import LESSON, Answer, Entry
from reflect.model.failure import kind_mark, kind_sentence
from reflect.tui.safe_text import Content, line, marked, plain
from reflect.tui.widgets.entry_list_model import Find
from reflect.tui.widgets.entry_list_renderer import DUE, REPEAT, UNTITLED

QUESTION, QUIET, LESSON_STYLE = "bold $primary", "$quiet", "bold $lesson"
CAME_TRUE = {"yes": "it came true", "no": "it did not come true", "unclear": "unclear"}
WAITING = {
    "capture": "○ captured; {} reflects on it",
    "draft": "◌ a draft; {} goes on with it",
    "unfinished": "◐ unfinished; {} goes on with it",
}

# An answer of a megabyte must not hold up the screen; the editor shows all of it.
LONGEST_ANSWER = 6_000
LONGEST = 24_000
MOST = 100  # answers, ratings, commitments, tags or links to earlier entries
_LONGEST_LINE = 500


@dataclass(frozen=True, slots=True)
class Sight:
    """How an entry is looked at.

    Args:
        now: the instant it is, which says what is sealed.
        width: of the pane in cells.
        find: finds the places of the words that were looked for in a text.
        earlier: entries that it repeats, by id; one that is gone is missing.
        whole: the key that opens all of it, where not all is shown.
        open: the key that goes on with one that waits.
    """

    now: datetime
    width: int = 80
    find: Find = lambda text: ()
    earlier: Mapping[str, Entry] = field(default_factory=dict)
    whole: str = "e"
    open: str = "enter"


def title_of(entry: Entry, sight: Sight) -> Content:
    """Give the title with the words that were looked for set off."""
    return _one_line(entry.title or UNTITLED, sight)


def body_of(entry: Entry, sight: Sight) -> Content:
    """Give all below the title.

    Args:
        entry: what is read.
        sight: how.
    """
    blocks = [_facts(entry, sight)]
    if entry.lesson:
        blocks.append(_quoted(_text(entry.lesson, sight, 2_000), sight, "", LESSON_STYLE))
    blocks += [_again(entry, name, sight) for name in entry.repeats[:MOST]]
    blocks += _answers(entry, sight)
    blocks += _ratings(entry, sight)
    blocks += [_commitment(one, sight) for one in entry.commitments[:MOST]]
    return Content("\n\n").join(blocks)


def _facts(entry: Entry, sight: Sight) -> Content:
    """Say when, what kind of failure, which tags, and what waits."""
    told = " · ".join(filter(None, [format_day(entry.occurred_on), entry.guide, entry.id]))
    lines = [line(told, QUIET)]
    if entry.state in WAITING:
        lines.append(plain(WAITING[entry.state].format(sight.open), "$accent"))
    if kind := kind_sentence(entry.kind, entry.reason):
        lines.append(line(f"{kind_mark(entry.kind)} {kind}"))
    if entry.tags:
        lines.append(_one_line(" ".join(f"#{tag}" for tag in entry.tags[:MOST]), sight, QUIET))
    return Content("\n").join(lines)


def _again(entry: Entry, name: str, sight: Sight) -> Content:
    """Tell of an earlier entry that this one repeats, with the lesson it had."""
    earlier = sight.earlier.get(name)
    if earlier is None:
        return line(f"{REPEAT} again, after {name}, which is no longer here", QUIET)
    days = (entry.occurred_on - earlier.occurred_on).days
    after = {0: "on the same day", 1: "after a day"}.get(days, f"after {days} days")
    head = Content.assemble(
        plain(f"{REPEAT} again {after if days >= 0 else 'as later on'}: ", "bold $accent"),
        _one_line(earlier.title or UNTITLED, sight),
    )
    lines = [_hang(head, sight, "", "  ")]
    if earlier.lesson:
        lines.append(_quoted(_one_line(earlier.lesson, sight), sight, "  ", "$lesson"))
    else:
        lines.append(plain("  It had no lesson.", QUIET))
    return Content("\n").join(lines)


def _answers(entry: Entry, sight: Sight) -> Iterator[Content]:
    room = LONGEST
    for answer in _prose(entry)[:MOST]:
        shown = _text(answer.text, sight, min(room, LONGEST_ANSWER))
        room -= len(shown)
        yield Content.assemble(line(answer.question[:_LONGEST_LINE], QUESTION), "\n", shown)
    if (more := len(_prose(entry)) - MOST) > 0:
        yield line(f"… and {more} more answers: {sight.whole} opens all", QUIET)


def _prose(entry: Entry) -> list[Answer]:
    """Give the answers without the lesson, which stands above them."""
    lesson = next((one for one in entry.answers if one.prompt == LESSON and one.text), None)
    return [answer for answer in entry.answers if answer is not lesson]


def _ratings(entry: Entry, sight: Sight) -> Iterator[Content]:
    lines = []
    for rating in entry.ratings[:MOST]:
        told = Content.assemble(
            plain(f"{rating.value}", "bold"),
            plain(f" of {rating.high}  ", QUIET),
            _one_line(rating.question, sight),
            plain(" (counted the other way round)" if rating.reversed else "", QUIET),
        )
        lines.append(_hang(told, sight, "", " " * 8))
    if entry.score is not None:
        score = f"{entry.score:.1f} of {entry.ratings[0].high}"
        lines.append(Content.assemble(plain("Score ", "bold"), plain(score)))
    if lines:
        yield Content("\n").join(lines)


def _commitment(one: Commitment, sight: Sight) -> Content:
    """Tell of a commitment, what became of it, and of its forecast unless it is sealed."""
    promise = Content.assemble(plain("→ ", "bold $accent"), _text(one.sentence(), sight, 2_000))
    lines = [_hang(promise, sight, "", "  "), _became(one, sight)]
    if one.is_sealed(sight.now):
        lines.append(plain(f"forecast sealed until {format_day(one.due)}", QUIET))
    elif one.forecast or one.percent is not None:
        sure = f" ({one.percent} % sure)" if one.percent is not None else ""
        judged = f": {CAME_TRUE[one.came_true]}" if one.came_true in CAME_TRUE else ""
        lines.append(line(f"forecast: {one.forecast[:2_000]}{sure}{judged}"))
    if one.note:
        lines.append(_text(one.note, sight, 2_000))
    return Content("\n").join([lines[0], *(_hang(told, sight, "  ", "  ") for told in lines[1:])])


def _became(one: Commitment, sight: Sight) -> Content:
    if one.looked_back_at is not None:
        return line(f"{one.outcome}, looked back on {format_day(one.looked_back_at.date())}", QUIET)
    if one.is_due(sight.now.date()):
        return line(f"{DUE} look-back due since {format_day(one.due)}", "$accent")
    return line(f"due {format_day(one.due)}", QUIET)


def _one_line(text: str, sight: Sight, style: str = "") -> Content:
    """Give a text on one line, found words set off."""
    told = " ".join(text[:_LONGEST_LINE].split())
    return marked(told, sight.find(told), style)


def _text(text: str, sight: Sight, longest: int) -> Content:
    """Give a text with the words that were looked for set off; what is too long is cut."""
    if len(text) <= longest:
        return marked(text, sight.find(text))
    cut = text[: max(0, longest)]
    more = f"{len(text) - len(cut):,} more characters: {sight.whole} opens all"
    return Content.assemble(marked(cut, sight.find(cut)), plain(f"\n… {more}", QUIET))


def _quoted(content: Content, sight: Sight, margin: str, style: str) -> Content:
    """Set a text between quotation marks that hang, neither of them alone on a line."""
    marks = ("❝ ", " ❞")
    lines = content.wrap(max(8, sight.width - len(margin) - 4)) or [content]
    lines[-1] = Content.assemble(lines[-1].rstrip(), marks[1])
    first, *rest = lines
    told = [Content.assemble(margin, marks[0], first)]
    told += [Content.assemble(margin, "  ", one) for one in rest]
    return Content("\n").join(told).stylize_before(style)


def _hang(content: Content, sight: Sight, first: str, rest: str) -> Content:
    """Wrap a text so that its lines stand in line below the first."""
    lines = content.wrap(max(8, sight.width - len(rest)))
    told = [Content.assemble(rest if number else first, one) for number, one in enumerate(lines)]
    return Content("\n").join(told)
