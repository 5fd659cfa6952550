"""Finds similar entries: those with the same kind of failure, tags or rare words.

Each shared feature is weighted by its rarity in the journal; very common features are ignored.
Words are compared only in scripts with spaces between words; in others, only tags and kinds count.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log, log10
from unicodedata import normalize

from reflect.model.entry import LESSON, PRIVATE, Entry
from reflect.practice.stopwords import COMMON
from reflect.text.fold import fold

LIMIT = 3
# The minimum score. It is high because a wrong match is worse than a missed one.
THRESHOLD = 6.4
_KIND = _REASON = 1.0
_TAG = 2.0
_IN_BOTH_HEADS = 1.5  # factor for a word in the title or lesson of both entries
_AS_TAG = 0.5
_SHORTEST = 3  # minimum word length in letters; some names are this short
SHORTEST_STEM = 4  # minimum number of letters left after an ending is removed
_MOST_WORDS = 80
_USUAL_LENGTH = 30  # words; longer texts share more words by chance
_RARE, _FREQUENT = 0.02, 0.25  # fractions of the journal's entries that give a weight of 1 and of 0
_MOST_RARE = 1.3
_SEVERAL = 3  # entries that can share a feature before it starts to lose weight
_UNSEEN = 100  # added to the number of entries, so that words can be rare in a new journal too
_FEW, _MOST_OF_MINE, _SAYS_IT_ALL = 3, 2 / 3, 1.6
"""Sharing at least this many words, and this fraction of an entry's words, adds this score."""
_READ = 5000  # characters of the first answer to compare

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_ENDINGS = ("ations", "ation", "ating", "ated", "ates", "ate", "ions", "ion", "ings", "ing",
            "ed", "ers", "er", "es", "e", "s")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SimilarEntry:
    """A similar earlier entry.

    Args:
        entry: the earlier entry.
        days: the number of days between the two entries.
        shared: the tags and words in common, tags first.
        outcome: the outcome of its commitments: kept, partly, dropped, still open, or "".
        score: the similarity score, used only for comparison.
    """

    entry: Entry
    days: int
    shared: tuple[str, ...]
    outcome: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Features:
    """The features of an entry that are compared.

    Args:
        tags: all tags except `private`, which says nothing about the event.
        heads: the stems of the words in the title and lesson, mapped to the words as written.
        rest: the other stems in the first answer, mapped to the words as written.
        kind, reason: the kind of failure and its reason; "" if not sure.
    """

    tags: tuple[str, ...]
    heads: Mapping[str, str]
    rest: Mapping[str, str]
    kind: str = ""
    reason: str = ""

    @property
    def words(self) -> dict[str, str]:
        """All stems, mapped to the words as written."""
        return {**self.heads, **self.rest}


@dataclass(frozen=True)
class DocumentFrequency:
    """The number of entries that have each tag and stem.

    Args:
        total: the total number of entries.
        having: the number of entries by tag (as `#tag`) and by stem.
    """

    total: int
    having: Mapping[str, int] = field(default_factory=dict)

    def weight(self, name: str) -> float:
        """Return the weight of a shared tag or stem: 0 if common, over 1 if very rare."""
        share = max(self.having.get(name, 0) - _SEVERAL, 1) / (self.total + _UNSEEN)
        weight = log(_FREQUENT / share) / log(_FREQUENT / _RARE)
        return min(max(weight, 0.0), _MOST_RARE)

    @property
    def threshold(self) -> float:
        """The minimum score. It grows with the journal, because more entries match by chance."""
        return THRESHOLD + max(0.0, log10((self.total + 1) / 100))


def extract_features(entry: Entry) -> Features:
    """Return the features used to compare an entry with others."""
    heads = _stems(f"{entry.title} {entry.lesson}")
    first = next((answer.text for answer in entry.answers if answer.prompt != LESSON), "")
    rest = _stems(first[:_READ], without=heads)
    return Features(_topics(entry.tags), heads, rest, entry.kind, entry.reason)


def feature_names(mine: Features) -> list[str]:
    """Return an entry's features as shown to the user: tags as `#tag`, words as they are."""
    return [*(f"#{tag}" for tag in mine.tags), *mine.words]


def may_repeat(entry: Entry, earlier: Entry, repeats: Iterable[str] = ()) -> bool:
    """Return whether an entry could repeat an earlier one and the user has not confirmed it yet."""
    return (
        earlier.state in ("entry", "unfinished")
        and earlier.id != entry.id
        and earlier.id not in entry.repeats
        and earlier.id not in repeats
        and (earlier.occurred_on, earlier.created_at) < (entry.occurred_on, entry.created_at)
    )


def similarity(
    mine: Features, theirs: Features, frequency: DocumentFrequency
) -> tuple[float, tuple[str, ...]]:
    """Return the similarity score of two entries, and the tags and words that contribute to it."""
    score, shared = 0.0, list[str]()
    if mine.kind and mine.kind == theirs.kind:
        score += _KIND
        score += _REASON if mine.reason and mine.reason == theirs.reason else 0
    for tag in mine.tags:
        weight = frequency.weight(f"#{tag}") if tag in theirs.tags else 0
        score += _TAG * weight
        shared += [tag] if weight else []
    # A word that also appears in a shared tag adds little.
    named = {stem(word) for tag in shared for word in _WORD.findall(fold(tag))}
    my_words, their_words = mine.words, theirs.words
    weights = {
        key: frequency.weight(key)
        * (_IN_BOTH_HEADS if key in mine.heads and key in theirs.heads else 1)
        * (_AS_TAG if key in named else 1)
        for key in my_words
        if key in their_words
    }
    usual = (max(len(my_words), 1) * max(len(their_words), 1)) ** 0.5
    score += sum(weights.values()) * min(1.0, _USUAL_LENGTH / usual)
    telling = [key for key in weights if weights[key] and key not in named]
    if len(telling) >= max(_FEW, _MOST_OF_MINE * len(my_words)):
        score += _SAYS_IT_ALL
    best = sorted(telling, key=lambda key: -weights[key])
    shared += [my_words[key] for key in best]
    return score, tuple(shared)


def find_similar(
    entry: Entry,
    earlier: Iterable[Entry],
    frequency: DocumentFrequency | None = None,
    *,
    repeats: Iterable[str] = (),
    limit: int = LIMIT,
) -> list[SimilarEntry]:
    """Return similar earlier entries, most similar first.

    Args:
        entry: the entry being written.
        earlier: the candidates.
        frequency: the feature frequencies in the journal; None to count them in the candidates.
        repeats: ids that have already been confirmed, in addition to those in the entry.
        limit: the maximum number of results.
    """
    mine, repeats, earlier = extract_features(entry), frozenset(repeats), list(earlier)
    frequency = frequency or count_features(mine, map(extract_features, earlier))
    similar_entries = []
    for candidate in earlier:
        if may_repeat(entry, candidate, repeats):
            score, shared = similarity(mine, extract_features(candidate), frequency)
            if shared and score >= frequency.threshold:
                days = (entry.occurred_on - candidate.occurred_on).days
                similar_entries.append(
                    SimilarEntry(candidate, days, shared, commitment_outcome(candidate), score)
                )
    similar_entries.sort(key=lambda similar: (-similar.score, similar.days, similar.entry.id))
    return similar_entries[:limit]


def count_features(mine: Features, journal: Iterable[Features]) -> DocumentFrequency:
    """Return how many entries in a journal have each feature of one entry."""
    having = dict.fromkeys(feature_names(mine), 0)
    total = 0
    for theirs in journal:
        total += 1
        for name in feature_names(theirs):
            if name in having:
                having[name] += 1
    return DocumentFrequency(total, having)


def commitment_outcome(entry: Entry) -> str:
    """Return the outcome of an entry's commitments in a word or two; "" if it has none."""
    outcomes = {made.outcome for made in entry.commitments if not made.is_open}
    if not outcomes:
        return "still open" if entry.commitments else ""
    return outcomes.pop() if len(outcomes) == 1 else "partly"


def stem(word: str) -> str:
    """Remove an English ending, so that "promised" and "promises" have the same stem.

    The stem is always a prefix of the word.
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    is_doubled = len(word) > SHORTEST_STEM and word[-1] == word[-2]
    return word[:-1] if is_doubled else word


def _topics(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(tag for tag in tags if tag != PRIVATE)


def _stems(text: str, *, without: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the stems of the uncommon words in a text, mapped to the words as written."""
    stems: dict[str, str] = {}
    for match in _WORD.finditer(normalize("NFC", text)):
        written = match[0].removesuffix("'s").removesuffix("’s")
        word = fold(written)
        if len(word) < _SHORTEST or word in COMMON or _SPACELESS.search(word):
            continue
        key = stem(word)
        if key not in (without or {}):
            stems.setdefault(key, written)
        if len(stems) == _MOST_WORDS:
            break
    return stems
