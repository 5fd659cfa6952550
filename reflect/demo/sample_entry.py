"""Sample journal entries as written in TOML."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from reflect.model.commitment import DUE_AFTER, Commitment, Renewal
from reflect.model.entry import Answer, Entry, Rating
from reflect.text.clean import first_line, one_line

# Questions by prompt id; reversed ratings are written as {ask = "…", reversed = true}.
Questions = Mapping[str, str | Mapping[str, Any]]
# Paragraphs separated by blank lines, or a list of lines.
Prose = str | list[str]
# Moves a Saturday back to Friday and a Sunday on to Monday.
OFF = {5: -1, 6: 1}


@dataclass(frozen=True, slots=True)
class SampleRenewal:
    """A look-back that ended with a new day; days count from the day of the commitment.

    Args:
        due: the number of days until the due date of that time.
        after: the number of days until the look-back.
        outcome, note: as in `Renewal`.
    """

    due: int
    after: int
    outcome: str = ""
    note: str = ""

    def renewal(self, made_at: datetime) -> Renewal:
        """Return the renewal of a commitment that was made at the given time."""
        return Renewal(
            due=made_at.date() + timedelta(days=self.due),
            renewed_at=made_at + timedelta(days=self.after),
            outcome=self.outcome,
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class SampleCommitment:
    """A commitment whose dates are relative to the day it was made.

    Args:
        cue, action, obstacle, forecast, percent, outcome, remembered_percent, good_call, came_true,
            note: as in `Commitment`.
        due: the number of days until the due date.
        looked_back: the number of days until the look-back; None if it is still open.
        renewals: the arguments for `SampleRenewal`, oldest first.
    """

    action: str
    cue: str = ""
    due: int = DUE_AFTER.days
    obstacle: str = ""
    forecast: str = ""
    percent: int | None = None
    looked_back: int | None = None
    outcome: str = ""
    remembered_percent: int | None = None
    good_call: str = ""
    came_true: str = ""
    note: str = ""
    renewals: list[Mapping[str, Any]] = field(default_factory=list)

    def commitment(self, made_at: datetime) -> Commitment:
        """Return the commitment; its look-back takes place at the same time of day."""
        looked_back = self.looked_back
        return Commitment(
            cue=self.cue,
            action=self.action,
            due=made_at.date() + timedelta(days=self.due),
            made_at=made_at,
            obstacle=self.obstacle,
            forecast=self.forecast,
            percent=self.percent,
            outcome=self.outcome,
            remembered_percent=self.remembered_percent,
            good_call=self.good_call,
            came_true=self.came_true,
            note=join_paragraphs(self.note),
            looked_back_at=None if looked_back is None else made_at + timedelta(days=looked_back),
            renewals=tuple(SampleRenewal(**given).renewal(made_at) for given in self.renewals),
        )


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """An entry whose date is relative to today.

    Args:
        id, title, guide, state, tags, repeats, near_miss: as in `Entry`; without a title, the entry
            uses the first line of its first answer.
        days_ago: the age of the event in days, moved to a working day unless `any_day` is set.
        at: the time of day when the entry was written.
        later: the number of days between the event and the entry.
        any_day: whether the event may fall on a weekend.
        kind: the kind of failure, optionally followed by a slash and the reason.
        answers: the answers by prompt id; a list for an answer with several lines.
        own: the answers under the user's own headings.
        ratings: the ratings by prompt id.
        commitment: the arguments for `SampleCommitment`; empty if there is none.
    """

    id: str
    days_ago: int
    at: time
    title: str = ""
    guide: str = ""
    state: str = "entry"
    later: int = 0
    any_day: bool = False
    kind: str = ""
    tags: list[str] = field(default_factory=list)
    repeats: list[str] = field(default_factory=list)
    near_miss: bool = False
    answers: Mapping[str, Prose] = field(default_factory=dict)
    own: Mapping[str, Prose] = field(default_factory=dict)
    ratings: Mapping[str, int] = field(default_factory=dict)
    commitment: Mapping[str, Any] = field(default_factory=dict)

    def entry(self, now: datetime, questions: Questions) -> Entry:
        """Return the entry.

        Args:
            now: the current time.
            questions: the questions of the entry's guide, in order.
        """
        day = now.date() - timedelta(days=self.days_ago)
        day = day if self.any_day else working_day(day)
        created_at = instant(day + timedelta(days=self.later), self.at, now)
        made = (
            [SampleCommitment(**self.commitment).commitment(created_at)] if self.commitment else []
        )
        answers = self._answers(questions)
        ratings = [_rating(key, questions[key], value) for key, value in self.ratings.items()]
        kind, _, reason = self.kind.partition("/")
        return Entry(
            id=self.id,
            title=self.title or first_line(answers[0].text),
            guide=self.guide,
            state=self.state,
            occurred_on=day,
            created_at=created_at,
            updated_at=max([created_at, *_look_backs(made)]),
            kind=kind,
            reason=reason,
            tags=tuple(self.tags),
            answers=tuple(answers),
            ratings=tuple(ratings),
            commitments=tuple(made),
            repeats=tuple(self.repeats),
            near_miss=self.near_miss,
        )

    def _answers(self, questions: Questions) -> list[Answer]:
        """Return the answers in the guide's order, then those under the user's own headings."""
        asked = sorted(self.answers, key=list(questions).index)
        return [
            *(
                Answer(key, _ask(questions[key]), join_paragraphs(self.answers[key]))
                for key in asked
            ),
            *(Answer("", heading, join_paragraphs(words)) for heading, words in self.own.items()),
        ]


def _look_backs(commitments: Iterable[Commitment]) -> Iterator[datetime]:
    for commitment in commitments:
        yield from (renewal.renewed_at for renewal in commitment.renewals)
        if commitment.looked_back_at:
            yield commitment.looked_back_at


def working_day(day: date) -> date:
    """Return the day, moved to the nearest Friday or Monday if it is on a weekend."""
    return day + timedelta(days=OFF.get(day.weekday(), 0))


def join_paragraphs(words: Prose) -> str:
    """Join the lines within each paragraph; a list becomes one line per item."""
    if isinstance(words, list):
        return "\n".join(words)
    return "\n\n".join(one_line(paragraph) for paragraph in words.strip().split("\n\n"))


def instant(day: date, at: time, now: datetime) -> datetime:
    """Return a local time in the time zone of `now`, with the UTC offset of that day.

    Args:
        day, at: the day and the time of day.
        now: the current time with its UTC offset.
    """
    there = datetime.combine(day, at, tzinfo=now.tzinfo)
    return there.replace(tzinfo=timezone(there.utcoffset() or timedelta()))


def _ask(question: str | Mapping[str, Any]) -> str:
    return question if isinstance(question, str) else str(question["ask"])


def _rating(prompt: str, question: str | Mapping[str, Any], value: int) -> Rating:
    is_reversed = not isinstance(question, str) and bool(question["reversed"])
    return Rating(prompt, _ask(question), value, reversed=is_reversed)
