"""Snippets: an entry's matching words in context, on one line each."""

from dataclasses import dataclass

from reflect.model.entry import Entry
from reflect.search.query import Query
from reflect.text.clean import one_line
from reflect.text.tokens import Span, merge_spans, tokenise

WIDTH = 100
MOST = 3
_READ = 100_000  # characters to search in each answer or note
_NEAR = 16  # how many characters an end can move to reach a word boundary


@dataclass(frozen=True, slots=True)
class Snippet:
    """Part of an entry's text on one line, and the spans of the matching words."""

    text: str
    spans: tuple[Span, ...]


def find_snippets(query: Query, entry: Entry, width: int = WIDTH) -> tuple[Snippet, ...]:
    """Return up to three lines that contain words of the query, the one with the most words first.

    A further line is added only if it contains words that the lines before it do not.

    Args:
        query: the query.
        entry: a matching entry.
        width: the approximate length of a line, in characters.
    """
    lines = []
    for text in _texts(entry):
        text = one_line(text[:_READ])
        places = _places(query, text)
        if places:
            best = _window(places, width)
            lines.append((best, _cut(text, [span for span, _ in places], best, width)))
    lines.sort(key=lambda line: (-len({term for _, term in line[0]}), -len(line[0])))
    chosen, covered = [], set[int]()
    for best, snippet in lines:
        terms = {term for _, term in best}
        if not terms <= covered:
            chosen.append(snippet)
            covered |= terms
    return tuple(chosen[:MOST])


Place = tuple[Span, int]
"""The span of a word, and the index of the query term that it matches."""


def _texts(entry: Entry) -> list[str]:
    texts = [answer.text for answer in entry.answers]
    for made in entry.commitments:
        texts += (made.sentence(), made.note)
    return texts


def _places(query: Query, text: str) -> list[Place]:
    tokens = tokenise(text)
    return sorted(
        (span, number)
        for number, term in enumerate(query.terms)
        if term.field != "title"
        for span in term.words.spans(tokens)
    )


def _window(places: list[Place], width: int) -> list[Place]:
    """Return the places in the stretch with the most distinct words, then the most words."""
    best: list[Place] = []
    best_value = (0, 0)
    last = 0
    for first, ((start, _), _) in enumerate(places):
        last = max(last, first)
        while last + 1 < len(places) and places[last + 1][0][1] - start <= width:
            last += 1
        stretch = places[first : last + 1]
        value = (len({term for _, term in stretch}), len(stretch))
        if value > best_value:
            best, best_value = stretch, value
    return best


def _cut(text: str, spans: list[Span], best: list[Place], width: int) -> Snippet:
    """Return an excerpt of the text around the chosen words, cut at word boundaries."""
    first, last = best[0][0][0], max(end for (_, end), _ in best)
    last = min(last, first + width)
    room = width - (last - first)
    start = max(0, min(first - room // 2, len(text) - width))
    end = min(len(text), start + width)
    start, end = _from_border(text, start, first), _to_border(text, end, last)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    inside = [
        (max(left, start) - start + len(before), min(right, end) - start + len(before))
        for left, right in merge_spans(spans)
        if left < end and right > start
    ]
    return Snippet(f"{before}{text[start:end]}{after}", tuple(inside))


def _from_border(text: str, start: int, limit: int) -> int:
    """Move the start forward to the next word if one begins nearby."""
    if start == 0 or text[start - 1] == " ":
        return start
    blank = text.find(" ", start, min(limit, start + _NEAR))
    return blank + 1 if blank >= 0 else start


def _to_border(text: str, end: int, limit: int) -> int:
    """Move the end back to a word boundary if there is one nearby."""
    if end == len(text) or text[end] == " ":
        return end
    blank = text.rfind(" ", max(limit, end - _NEAR), end)
    return blank if blank >= 0 else end
