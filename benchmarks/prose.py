"""Generates plausible, reproducible sentences for a leader's journal.

Word frequencies follow Zipf's law, over a few hundred common words and a few thousand names and
terms. Each entry keeps returning to a few people and things of its own, as real entries do.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from itertools import accumulate, product
from pathlib import Path
from random import Random

NAMES = 3_000
TERMS = 6_000
OWN = 0.6  # the share of slots filled with the entry's own words
_SLOT = re.compile(r"\{(\w+)\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiouAEIOU])")
_DEADLINES = ("Friday", "Monday", "the end of the month", "tomorrow", "the summer", "six")


class Words:
    """A list of words, most frequent first, sampled according to Zipf's law."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self._weights = list(accumulate(1 / (rank + 1.7) for rank in range(len(words))))

    def draw(self, random: Random, count: int) -> list[str]:
        """Return random words, drawing frequent ones more often."""
        return random.choices(self.words, cum_weights=self._weights, k=count)


@cache
def vocabulary() -> dict[str, list[str]]:
    """Return the lists of words and sentence patterns."""
    path = Path(__file__).with_name("vocabulary.toml")
    lists: dict[str, list[str]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return lists


@cache
def lexicon() -> dict[str, Words]:
    """Return the words for each slot in a sentence, including made-up names and terms."""
    lists = vocabulary()
    pieces = product(lists["heads"], lists["middles"], lists["tails"])
    made_up = ["".join(piece) for piece in pieces]
    Random(0).shuffle(made_up)
    return {
        "noun": Words(lists["nouns"]),
        "act": Words(lists["acts"]),
        "mood": Words(lists["moods"]),
        "who": Words(lists["people"]),
        "moment": Words(lists["moments"]),
        "moment2": Words(_DEADLINES),
        "name": Words([word.capitalize() for word in made_up[:NAMES]]),
        "term": Words(made_up[NAMES : NAMES + TERMS]),
        "count": Words([str(number) for number in range(2, 90)]),
        "tag": Words(lists["tags"]),
    }


class Prose:
    """Prose for one entry: sentences about its own people and things.

    Args:
        random: the random number generator; equal states give equal prose.
    """

    def __init__(self, random: Random) -> None:
        self._random = random
        self._own = {
            slot: lexicon()[slot].draw(random, count)
            for slot, count in {"who": 3, "name": 2, "term": 3, "noun": 6}.items()
        }

    def sentence(self, kind: str = "sentences") -> str:
        """Return a sentence, title, lesson, cue or action built from the vocabulary."""
        pattern = self._random.choice(vocabulary()[kind])
        text = _ARTICLE.sub(r"\1n ", _SLOT.sub(self._fill, pattern))
        return text if kind in ("cues", "actions") else text[0].upper() + text[1:]

    def paragraphs(self, size: int) -> str:
        """Return about `size` characters of text, in paragraphs of a few sentences."""
        written, length = [self.sentence()], 0
        while (length := length + len(written[-1]) + 1) < size - 40:
            separator = "\n\n" if self._random.random() < 0.2 else " "
            written.append(separator + self.sentence())
        return "".join(written)

    def tags(self, count: int) -> tuple[str, ...]:
        """Return up to `count` distinct tags."""
        return tuple(dict.fromkeys(lexicon()["tag"].draw(self._random, count)))

    def _fill(self, slot: re.Match[str]) -> str:
        own = self._own.get(slot[1])
        if own and self._random.random() < OWN:
            return self._random.choice(own)
        return lexicon()[slot[1]].draw(self._random, 1)[0]
