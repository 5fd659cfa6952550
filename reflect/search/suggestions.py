"""Suggests similar words from the journal for words that match nothing."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import islice
from string import ascii_lowercase

from reflect.search.fields import own_texts
from reflect.search.prefilter import is_exact, squeeze
from reflect.search.query import Clause, Filter, Query, Term
from reflect.search.scan import Record
from reflect.text.tokens import Words, split_words

MOST = 3
_SHORTEST = 3
_SIGNS = re.compile(rb"[\xc2\xe2][\x80-\xbf]+")  # dashes, quotation marks etc. in UTF-8
# Limits that keep suggestions fast in journals of any size.
_LINES = 10_000  # lines to collect words from, spread over the journal
_TRIED = 12  # similar words to look up until enough turn out to be the user's own
_LOOKUPS = 100  # lines to open per word; every line contains the words of its questions


def suggest_spellings(query: Query, records: Iterable[Record]) -> list[str]:
    """Return words from the journal that resemble the unmatched words, most similar first.

    Args:
        query: a query without matches.
        records: the records of the journal.
    """
    wanted = [word for word in _wanted(query) if len(word) >= _SHORTEST]
    if not wanted:
        return []
    lines = list(records)
    known = _vocabulary(lines)
    missing = [word for word in wanted if not any(other.startswith(word) for other in known)]
    each = max(1, MOST // max(1, len(missing)))
    suggestions: list[str] = []
    for word in missing[:MOST]:
        suggestions += _suggestions(word, known, lines, each)
    return list(dict.fromkeys(suggestions))


def _wanted(query: Query) -> list[str]:
    """Return the individual words that a query looks for."""
    words: list[str] = []
    for group in query.groups:
        for clause in group:
            condition = clause.condition
            if clause.negated:
                continue
            if isinstance(condition, Term):
                words += condition.words.tokens
            elif isinstance(condition, Filter) and condition.field == "tag":
                words += condition.needles
    return list(dict.fromkeys(words))


def _vocabulary(lines: Sequence[Record]) -> set[str]:
    """Return the words in raw lines, including those in keys and questions."""
    plain, folded = set[bytes](), set[str]()
    for record in lines[:: len(lines) // _LINES + 1]:
        line = _SIGNS.sub(b" ", record.line.replace(b"\\n", b"  "))
        squeezed = squeeze(line)
        if is_exact(line, squeezed):
            plain.update(squeezed.translate(_blanks()).split())
        else:
            folded.update(split_words(line.decode(errors="replace")))
    return folded | {word.decode() for word in plain}


@cache
def _blanks() -> bytes:
    """Return a table that maps every byte except a-z to a space."""
    return bytes(code if chr(code) in ascii_lowercase else 0x20 for code in range(256))


def _suggestions(word: str, known: set[str], lines: Sequence[Record], count: int) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA, JaroWinkler

    distance = 1 if len(word) < 5 else 2 if len(word) < 9 else 3
    near = process.extract(
        word, known, scorer=OSA.distance, score_cutoff=distance, limit=4 * _TRIED
    )
    near.sort(
        key=lambda word_distance: (
            word_distance[1],
            -JaroWinkler.similarity(word, word_distance[0]),
            word_distance[0],
        )
    )
    suggestions: list[str] = []
    for candidate, far, _ in near[:_TRIED]:
        if far > near[0][1] + 1:
            break  # much less similar than the nearest word
        written = _as_written(candidate, lines)
        if written:
            suggestions.append(written)
        if len(suggestions) == count:
            break
    return suggestions


def _as_written(word: str, lines: Sequence[Record]) -> str:
    """Return a folded word as the user wrote it, in lower case; "" if no entry contains it."""
    query = Query(((Clause(Term(Words((word,), whole=True))),),))
    likely = (record for record in lines if query.may_match(record.line, some=False))
    for record in islice(likely, _LOOKUPS):
        for text in own_texts(record.entry()):
            for start, end in query.spans(text):
                return text[start:end].lower()
    return ""
