"""Which earlier entries are alike: the same kind of failure, the same tags, the same rare words.

What is shared counts by how rare it is in the journal; what half of the entries have says nothing.
Words are compared in scripts that set blanks between them; in others, tags and kinds decide.
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
# Below this nothing is offered: a false "you have been here before" is worse than none.
THRESHOLD = 6.4
_KIND = _REASON = 1.0
_TAG = 2.0
_IN_BOTH_HEADS = 1.5  # a word that is in title or lesson of both, against any other
_AS_TAG = 0.5
_SHORTEST = 3  # letters of a word that is compared: names can be as short
SHORTEST_STEM = 4  # letters that stay when an ending is taken off
_MOST_WORDS = 80
_USUAL_LENGTH = 30  # words; longer texts share more by chance
_RARE, _FREQUENT = 0.02, 0.25  # shares of the journal's entries: a full point, and none
_MOST_RARE = 1.3
_SEVERAL = 3  # entries more that have something and do not make it common: it recurs
_UNSEEN = 100  # entries added in thought, so that a young journal has rare words too
_FEW, _MOST_OF_MINE, _SAYS_IT_ALL = 3, 2 / 3, 1.6
"""A short entry has few words to share: at least so many, so large a part of it, add so much."""
_READ = 5000  # characters of the first answer that are looked at

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_SPACELESS = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17d3\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff]"
)
_ENDINGS = ("ations", "ation", "ating", "ated", "ates", "ate", "ions", "ion", "ings", "ing",
            "ed", "ers", "er", "es", "e", "s")  # fmt: skip


@dataclass(frozen=True, slots=True)
class SimilarEntry:
    """An earlier entry that is alike.

    Args:
        entry: the earlier one.
        days: how many lie between the two; 0 for the same day.
        shared: tags and words that both have, the tags first.
        kept: what became of its commitments: kept, partly, dropped, still open, or "".
        score: how alike; only good for comparing.
    """

    entry: Entry
    days: int
    shared: tuple[str, ...]
    outcome: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Features:
    """What of an entry is compared.

    Args:
        tags: all but `private`, which says nothing about what happened.
        heads: stems of the words in title and lesson, each with the word as written.
        rest: the same of the first answer, without those.
        kind, reason: of failure; "" for not sure.
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
    """How many entries of the journal have each tag and stem.

    Args:
        total: how many entries there are.
        having: for each tag (as `#tag`) and stem, how many have it.
    """

    total: int
    having: Mapping[str, int] = field(default_factory=dict)

    def worth(self, name: str) -> float:
        """Give the points of a shared tag or stem: 0 for a frequent one, 1 and more for a rare."""
        share = max(self.having.get(name, 0) - _SEVERAL, 1) / (self.total + _UNSEEN)
        worth = log(_FREQUENT / share) / log(_FREQUENT / _RARE)
        return min(max(worth, 0.0), _MOST_RARE)

    @property
    def threshold(self) -> float:
        """The score below which nothing is offered; a large journal has more chance likeness."""
        return THRESHOLD + max(0.0, log10((self.total + 1) / 100))


def extract_features(entry: Entry) -> Features:
    """Gather what of an entry is compared."""
    heads = _stems(f"{entry.title} {entry.lesson}")
    first = next((one.text for one in entry.answers if one.prompt != LESSON), "")
    rest = _stems(first[:_READ], without=heads)
    return Features(_topics(entry.tags), heads, rest, entry.kind, entry.reason)


def feature_names(mine: Features) -> list[str]:
    """Name what of an entry may be shared: each tag as `#tag`, each stem as it is."""
    return [*(f"#{tag}" for tag in mine.tags), *mine.words]


def may_repeat(entry: Entry, earlier: Entry, repeats: Iterable[str] = ()) -> bool:
    """Say whether an entry is one that came before, and is not confirmed already."""
    return (
        earlier.state in ("entry", "unfinished")
        and earlier.id != entry.id
        and earlier.id not in entry.repeats
        and earlier.id not in repeats
        and (earlier.occurred_on, earlier.created_at) < (entry.occurred_on, entry.created_at)
    )


def similarity(
    mine: Features, theirs: Features, rarity: DocumentFrequency
) -> tuple[float, tuple[str, ...]]:
    """Score how alike two entries are; also give the tags and words that count for it."""
    score, shared = 0.0, list[str]()
    if mine.kind and mine.kind == theirs.kind:
        score += _KIND
        score += _REASON if mine.reason and mine.reason == theirs.reason else 0
    for tag in mine.tags:
        worth = rarity.worth(f"#{tag}") if tag in theirs.tags else 0
        score += _TAG * worth
        shared += [tag] if worth else []
    # A word that is the tag once more says little that is new.
    named = {stem(word) for tag in shared for word in _WORD.findall(fold(tag))}
    my_words, their_words = mine.words, theirs.words
    worths = {
        key: rarity.worth(key)
        * (_IN_BOTH_HEADS if key in mine.heads and key in theirs.heads else 1)
        * (_AS_TAG if key in named else 1)
        for key in my_words
        if key in their_words
    }
    usual = (max(len(my_words), 1) * max(len(their_words), 1)) ** 0.5
    score += sum(worths.values()) * min(1.0, _USUAL_LENGTH / usual)
    telling = [key for key in worths if worths[key] and key not in named]
    if len(telling) >= max(_FEW, _MOST_OF_MINE * len(my_words)):
        score += _SAYS_IT_ALL
    best = sorted(telling, key=lambda key: -worths[key])
    shared += [my_words[key] for key in best]
    return score, tuple(shared)


def find_similar(
    entry: Entry,
    earlier: Iterable[Entry],
    rarity: DocumentFrequency | None = None,
    *,
    repeats: Iterable[str] = (),
    limit: int = LIMIT,
) -> list[SimilarEntry]:
    """Find the earlier entries that are alike, the most alike first; mostly there is none.

    Args:
        entry: the one being written.
        earlier: the candidates.
        rarity: of the journal that they come from; without it, the candidates are the journal.
        repeats: ids confirmed already, beside those in the entry.
        limit: how many at the most.
    """
    mine, repeats, earlier = extract_features(entry), frozenset(repeats), list(earlier)
    rarity = rarity or count_features(mine, map(extract_features, earlier))
    found = []
    for one in earlier:
        if may_repeat(entry, one, repeats):
            score, shared = similarity(mine, extract_features(one), rarity)
            if shared and score >= rarity.threshold:
                days = (entry.occurred_on - one.occurred_on).days
                found.append(SimilarEntry(one, days, shared, commitment_outcome(one), score))
    found.sort(key=lambda echo: (-echo.score, echo.days, echo.entry.id))
    return found[:limit]


def count_features(mine: Features, journal: Iterable[Features]) -> DocumentFrequency:
    """Count how many entries have each tag and word of one."""
    having = dict.fromkeys(feature_names(mine), 0)
    total = 0
    for theirs in journal:
        total += 1
        for name in feature_names(theirs):
            if name in having:
                having[name] += 1
    return DocumentFrequency(total, having)


def commitment_outcome(entry: Entry) -> str:
    """Say in a word or two what became of an entry's commitments; "" where it has none."""
    outcomes = {made.outcome for made in entry.commitments if not made.is_open}
    if not outcomes:
        return "still open" if entry.commitments else ""
    return outcomes.pop() if len(outcomes) == 1 else "partly"


def stem(word: str) -> str:
    """Take off what English adds to a word, so that "promised" and "promises" are the same.

    What is left is always a beginning of the word.
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
    """Give the stems of the words that are not common, each with the word as it stands."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(normalize("NFC", text)):
        written = match[0].removesuffix("'s").removesuffix("’s")
        word = fold(written)
        if len(word) < _SHORTEST or word in COMMON or _SPACELESS.search(word):
            continue
        key = stem(word)
        if key not in (without or {}):
            found.setdefault(key, written)
        if len(found) == _MOST_WORDS:
            break
    return found
