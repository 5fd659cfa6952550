"""One field of an entry changed, the rest left as it is."""

from collections.abc import Iterable
from dataclasses import replace

from reflect.errors import UsageError
from reflect.model.entry import LESSON, Answer, Entry
from reflect.text.clean import clean_tag, normalise

LESSON_QUESTION = "What is the lesson, in one sentence?"


def with_lesson(entry: Entry, text: str) -> Entry:
    """Give the entry another lesson; an empty one takes it away."""
    lesson = normalise(text)
    known = [answer for answer in entry.answers if answer.prompt == LESSON]
    question = known[0].question if known else LESSON_QUESTION
    fresh = (Answer(LESSON, question, lesson),) if lesson else ()
    if not known:
        return replace(entry, answers=entry.answers + fresh)
    place = entry.answers.index(known[0])
    answers = (*entry.answers[:place], *fresh, *entry.answers[place + 1 :])
    return replace(entry, answers=answers)


def with_tags(entry: Entry, add: Iterable[str], remove: Iterable[str]) -> Entry:
    """Add and remove tags.

    Raises:
        UsageError: a tag that can't be one, or one to remove that isn't there.
    """
    gone = [clean_tag(tag) for tag in remove]
    for tag in gone:
        if tag not in entry.tags:
            raise UsageError(f"{entry.id} has no tag {tag!r}")
    kept = [tag for tag in entry.tags if tag not in gone]
    return replace(entry, tags=tuple(dict.fromkeys([*kept, *map(clean_tag, add)])))
