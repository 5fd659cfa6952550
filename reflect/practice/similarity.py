"""Finds similar entries: the same kind of failure, the same tags, the same rare words.

A shared feature counts by its rarity in the journal; one that half of the entries have counts 0.
Words are compared only in scripts with blanks between words; in others, tags and kinds decide.
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
# The minimum score: a false "you have been here before" is worse than none.
THRESHOLD = 6.4
_KIND = _REASON = 1.0
_TAG = 2.0
_IN_BOTH_HEADS = 1.5  # factor for a word in the title or lesson of both entries
_AS_TAG = 0.5
_SHORTEST = 3  # letters of the shortest words compared: names can be this short
SHORTEST_STEM = 4  # letters that remain when an ending is removed
_MOST_WORDS = 80
_USUAL_LENGTH = 30  # words; longer texts have more in common by chance
_RARE, _FREQUENT = 0.02, 0.25  # of the journal's entries: weight 1, and weight 0
_MOST_RARE = 1.3
_SEVERAL = 3  # entries that may share a recurring feature before it counts as common
_UNSEEN = 100  # entries added to the total, so that a new journal has rare words too
_FEW, _MOST_OF_MINE, _SAYS_IT_ALL = 3, 2 / 3, 1.6
"""A short entry has few words: sharing this many, and this part of them, adds this score."""
_READ = 5000  # characters of the first answer that are compared

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_ENDINGS = ("ations", "ation", "ating", "ated", "ates", "ate", "ions", "ion", "ings", "ing",
            "ed", "ers", "er", "es", "e", "s")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SimilarEntry:
    """An earlier entry that is similar.

    Args:
        entry: the earlier entry.
        days: the number of days between the two.
        shared: the tags and words in common, tags first.
        outcome: the outcome of its commitments: kept, partly, dropped, still open, or "".
        score: the similarity; only for comparison.
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
        tags: all tags but `private`, which says nothing about the event.
        heads: the stems of the words in title and lesson, each with the word as written.
        rest: the stems of the other words in the first answer.
        kind, reason: the kind of failure and its reason; "" for not sure.
    """

    tags: tuple[str, ...]
    heads: Mapping[str, str]
    rest: Mapping[str, str]
    kind: str = ""
    reason: str = ""

    @property
    def words(self) -> dict[str, str]:
        """All stems with their words."""
        return {**self.heads, **self.rest}


@dataclass(frozen=True)
class DocumentFrequency:
    """The number of entries that have each tag and stem.

    Args:
        total: the number of entries.
        having: the number of entries for each tag (as `#tag`) and stem.
    """

    total: int
    having: Mapping[str, int] = field(default_factory=dict)

    def weight(self, name: str) -> float:
        """Return the weight of a shared tag or stem: 0 for frequent ones, over 1 for rare ones."""
        share = max(self.having.get(name, 0) - _SEVERAL, 1) / (self.total + _UNSEEN)
        weight = log(_FREQUENT / share) / log(_FREQUENT / _RARE)
        return min(max(weight, 0.0), _MOST_RARE)

    @property
    def threshold(self) -> float:
        """The minimum score; it grows with the journal, since more entries match by chance."""
        return THRESHOLD + max(0.0, log10((self.total + 1) / 100))


def extract_features(entry: Entry) -> Features:
    """Return the features of an entry."""
    heads = _stems(f"{entry.title} {entry.lesson}")
    first = next((answer.text for answer in entry.answers if answer.prompt != LESSON), "")
    rest = _stems(first[:_READ], without=heads)
    return Features(_topics(entry.tags), heads, rest, entry.kind, entry.reason)


def feature_names(mine: Features) -> list[str]:
    """Return the names of features: each tag as `#tag`, each stem as it is."""
    return [*(f"#{tag}" for tag in mine.tags), *mine.words]


def may_repeat(entry: Entry, earlier: Entry, repeats: Iterable[str] = ()) -> bool:
    """Return whether an entry may repeat an earlier one, and this is not confirmed yet."""
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
    """Return the similarity of two entries, and the tags and words that contribute to it."""
    score, shared = 0.0, list[str]()
    if mine.kind and mine.kind == theirs.kind:
        score += _KIND
        score += _REASON if mine.reason and mine.reason == theirs.reason else 0
    for tag in mine.tags:
        weight = frequency.weight(f"#{tag}") if tag in theirs.tags else 0
        score += _TAG * weight
        shared += [tag] if weight else []
    # A word that repeats a shared tag says little more.
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
    """Return the similar earlier entries, the most similar first.

    Args:
        entry: the entry being written.
        earlier: the candidates.
        frequency: the frequencies in the journal; computed from the candidates if omitted.
        repeats: ids that are already confirmed, besides those in the entry.
        limit: the maximum number of entries.
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
    """Return how many entries of a journal have each feature of one entry."""
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

    The stem is always the beginning of the word.
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
    """Return the stems of the uncommon words, each with the word as written."""
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
