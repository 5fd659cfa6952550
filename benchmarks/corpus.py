"""Generates reproducible journals of any size, as entries, a reflect folder or a jrnl file.

Each entry contains about 1.5 KB of text, as much as a leader might write in an evening. The
entries span ten years at any size.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.prose import Prose
from reflect.model.commitment import DUE_AFTER, Commitment
from reflect.model.entry import Answer, Entry
from reflect.model.failure import KINDS
from reflect.model.ids import from_int
from reflect.store.store import Store

SEED = 20_261_122
LAST_DAY = date(2026, 11, 20)
SPAN = timedelta(days=3652)
JRNL_TIME = "%Y-%m-%d %I:%M:%S %p"  # jrnl's default, "%F %r", in any locale
# Prompts of the default guide, with the average length of each answer in characters.
PROMPTS = (
    ("happened", "What happened?", 450),
    ("expected", "What did I expect instead?", 170),
    ("why_then", "Why did it make sense to me then?", 260),
    ("situation", "What in the situation made it likely?", 330),
    ("my_part", "What was my own part, and what do I owe to whom?", 240),
)
LESSON = "What is the lesson, in one sentence?"


def entries(count: int, seed: int = SEED) -> Iterator[Entry]:
    """Yield the entries of a journal, oldest first.

    Args:
        count: the number of entries; a longer journal does not extend a shorter one.
        seed: the random seed; equal seeds give equal entries.
    """
    random = Random(seed)
    for number in range(count):
        day = LAST_DAY - SPAN + SPAN * (number + 1) // count
        moment = datetime(day.year, day.month, day.day, 20, tzinfo=UTC)
        # The seconds make each creation time unique.
        yield _entry(random, day, moment + timedelta(seconds=number % 3600))


def text_of(entry: Entry) -> str:
    """Return the user's text in an entry, as it would appear in a plain journal."""
    return "\n\n".join(answer.text for answer in entry.answers)


def write_reflect(folder: Path, journal: Sequence[Entry]) -> None:
    """Write a reflect journal with all entries in its main file, as after long use."""
    with Store(folder).changing() as changes:
        for entry in journal:
            changes.upsert(entry)


def write_jrnl(path: Path, journal: Sequence[Entry]) -> None:
    """Write a jrnl file with the same text but without tags."""
    with path.open("w", encoding="utf-8") as file:
        for entry in journal:
            when = entry.created_at.strftime(JRNL_TIME)
            file.write(f"[{when}] {entry.title}\n{text_of(entry)}\n\n")


def _entry(random: Random, day: date, moment: datetime) -> Entry:
    prose = Prose(random)
    answers = [
        Answer(prompt, question, prose.paragraphs(int(size * random.uniform(0.6, 1.4))))
        for prompt, question, size in PROMPTS
    ]
    answers.append(Answer("lesson", LESSON, prose.sentence("lessons")))
    kind = random.choice(KINDS) if random.random() < 0.85 else None
    reason = random.choice(kind.reasons).name if kind and random.random() < 0.6 else ""
    commitments = (_commitment(random, prose, moment),) if random.random() < 0.7 else ()
    return Entry(
        id=from_int(random.getrandbits(50)),
        title=prose.sentence("titles"),
        guide="drucker",
        state="unfinished" if random.random() < 0.02 else "entry",
        occurred_on=day,
        created_at=moment,
        updated_at=moment,
        kind=kind.name if kind else "",
        reason=reason,
        tags=prose.tags(random.randrange(4)),
        answers=tuple(answers),
        commitments=commitments,
    )


def _commitment(random: Random, prose: Prose, moment: datetime) -> Commitment:
    due = moment.date() + DUE_AFTER
    looked_back = due <= LAST_DAY and random.random() < 0.9
    return Commitment(
        cue=prose.sentence("cues"),
        action=prose.sentence("actions"),
        due=due,
        made_at=moment,
        forecast=prose.sentence() if random.random() < 0.4 else "",
        percent=random.choice((None, 60, 70, 80, 90)),
        outcome=random.choice(("kept", "kept", "partly", "dropped")) if looked_back else "",
        note=prose.sentence() if looked_back else "",
        looked_back_at=moment + DUE_AFTER + timedelta(hours=1) if looked_back else None,
    )
