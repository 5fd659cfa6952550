"""The questions that a form shows, and which heading of a form answers which of them."""

from collections.abc import Iterator

from reflect.formats.markdown.body_parser import FormSection
from reflect.formats.markdown.comments import EXTRA, is_prose
from reflect.model.entry import Answer, Entry
from reflect.model.guide import Guide, Prompt
from reflect.text.fold import fold


def sections_of(entry: Entry, guide: Guide | None) -> list[Answer]:
    """Return the answers of an entry, plus an empty one for each question left open.

    Args:
        entry: the entry.
        guide: its guide; None to add nothing. Questions whose condition is not met are left out.
    """
    answers = list(entry.answers)
    place = 0
    for prompt in guide.prompts if guide else ():
        at = next((n for n, answer in enumerate(answers) if answer.prompt == prompt.id), None)
        if at is not None:
            place = max(place, at + 1)
        elif is_prose(prompt) and _is_asked(prompt, entry, guide):
            answers.insert(place, Answer(prompt.id, prompt.ask, ""))
            place += 1
    return answers


def unasked(entry: Entry, guide: Guide | None) -> list[Answer]:
    """Return the questions that `sections_of` leaves out because of their condition."""
    return [
        Answer(prompt.id, prompt.ask, "")
        for prompt in filter(is_prose, guide.prompts if guide else ())
        if not _is_asked(prompt, entry, guide)
        and all(answer.prompt != prompt.id for answer in entry.answers)
    ]


def _is_asked(prompt: Prompt, entry: Entry, guide: Guide | None) -> bool:
    if prompt.when is None or guide is None:
        return True
    earlier = guide.prompt(prompt.when.prompt)
    return earlier is not None and prompt.when.is_met(_answer_to(earlier, entry))


def _answer_to(prompt: Prompt, entry: Entry) -> str:
    """Return what an entry has in answer to a prompt, as text; "" if it has nothing."""
    if prompt.feeds == "kind":
        return f"{entry.kind}/{entry.reason}" if entry.reason else entry.kind
    texts = {answer.prompt: answer.text for answer in entry.answers}
    texts |= {rating.prompt: str(rating.value) for rating in entry.ratings}
    return texts.get(prompt.id, "")


def match_sections(sections: list[FormSection], shown: list[Answer]) -> list[Answer | None]:
    """Return, for each section of a form, the question shown that it answers, or None.

    An id below the heading decides; then the text of the heading; then its text without regard to
    case and punctuation, or the name of the prompt.

    Args:
        sections: the sections of the form.
        shown: the questions, as from `sections_of`. Each is answered by one section at most.
    """
    found: dict[int, Answer] = {}
    free = list(shown)
    for number, question in _claims(sections, free):
        found[number] = question
        # By identity, because two answers may be equal.
        del free[next(n for n, one in enumerate(free) if one is question)]
    return [found.get(number) for number in range(len(sections))]


def _claims(sections: list[FormSection], free: list[Answer]) -> Iterator[tuple[int, Answer]]:
    numbered = list(enumerate(sections))
    named = [(n, section) for n, section in numbered if section.prompt is not None]
    unnamed = [(n, section) for n, section in numbered if section.prompt is None]
    for number, section in named:
        same = [one for one in free if one.prompt == section.prompt]
        exact = [one for one in same if one.question == section.question]
        if exact or (same and section.prompt != EXTRA):
            yield number, (exact or same)[0]
    left = []
    for number, section in unnamed:
        exact = [one for one in free if one.question == section.question]
        if exact:
            yield number, exact[0]
        else:
            left.append((number, section))
    for number, section in left:
        asked = bare(section.question)
        close = [one for one in free if asked in (bare(one.question), bare(one.prompt))]
        if close and asked:
            yield number, close[0]


def bare(question: str) -> str:
    """Return a question without case, accents, underscores and final punctuation."""
    return " ".join(fold(question).replace("_", " ").split()).rstrip("?.:! ")
