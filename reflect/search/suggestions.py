"""Near spellings, from the journal's own words, for words that match nothing."""

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
_SIGNS = re.compile(rb"[\xc2\xe2][\x80-\xbf]+")  # in UTF-8: dashes, quotation marks and the like
# Bounds, so that the answer comes at once in a journal of any size.
_LINES = 10_000  # lines whose words are gathered, spread over the whole journal
_TRIED = 12  # near words that are looked up until enough turn out to be an entry's own
_LOOKUPS = 100  # lines opened for one of them: a word of a guide's question stands in all


def suggest_spellings(query: Query, records: Iterable[Record]) -> list[str]:
    """Suggest words of the journal for those of a query that match nothing, the nearest first.

    Args:
        query: what found nothing.
        records: the journal.
    """
    wanted = [word for word in _wanted(query) if len(word) >= _SHORTEST]
    if not wanted:
        return []
    lines = list(records)
    known = _vocabulary(lines)
    missing = [word for word in wanted if not any(other.startswith(word) for other in known)]
    each = max(1, MOST // max(1, len(missing)))
    found: list[str] = []
    for word in missing[:MOST]:
        found += _suggestions(word, known, lines, each)
    return list(dict.fromkeys(found))


def _wanted(query: Query) -> list[str]:
    """Give the single words that a query hopes to find."""
    words: list[str] = []
    for group in query.groups:
        for member in group:
            condition = member.condition
            if member.negated:
                continue
            if isinstance(condition, Term):
                words += condition.words.tokens
            elif isinstance(condition, Filter) and condition.field == "tag":
                words += condition.needles
    return list(dict.fromkeys(words))


def _vocabulary(lines: Sequence[Record]) -> set[str]:
    """Gather the words of raw lines, those of keys and questions among them."""
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
    """Turn all but a-z into blanks."""
    return bytes(code if chr(code) in ascii_lowercase else 0x20 for code in range(256))


def _suggestions(word: str, known: set[str], lines: Sequence[Record], count: int) -> list[str]:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA, JaroWinkler

    distance = 1 if len(word) < 5 else 2 if len(word) < 9 else 3
    near = process.extract(
        word, known, scorer=OSA.distance, score_cutoff=distance, limit=4 * _TRIED
    )
    near.sort(key=lambda one: (one[1], -JaroWinkler.similarity(word, one[0]), one[0]))
    found: list[str] = []
    for candidate, far, _ in near[:_TRIED]:
        if far > near[0][1] + 1:
            break  # beside the nearest it would be a wild guess
        written = _as_written(candidate, lines)
        if written:
            found.append(written)
        if len(found) == count:
            break
    return found


def _as_written(word: str, lines: Sequence[Record]) -> str:
    """Find a folded word in an entry's own text, and give it as it stands there; "" if in none."""
    query = Query(((Clause(Term(Words((word,), whole=True))),),))
    likely = (record for record in lines if query.may_match(record.line, some=False))
    for record in islice(likely, _LOOKUPS):
        for text in own_texts(record.entry()):
            for start, end in query.spans(text):
                return text[start:end].lower()
    return ""
