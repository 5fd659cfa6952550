"""Folds text for comparison."""

import re
import unicodedata
from functools import cache, lru_cache

# Letters that can have variant forms. Han characters have none, and symbols (© ½ ² →) are kept.
_MANY_FORMS = "[^\x00-\xbf\u2000-\u2fff\u3400-\u9fff]+"
# Accents and vowel points. Marks that act as letters in their script (Indic vowels, the kana
# dakuten) are kept.
_ACCENTS = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f"
    "\ufe20-\ufe2f]"
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)
# Common characters are replaced one at a time, which is several times faster than matching all
# non-ASCII text. The most common ones come first, because few texts contain any others.
_USUAL = (
    {"’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
    | dict.fromkeys("éüäößèáíóñçàêâîôúûëïåøæãõÉÜÄÖÀÁÓÇÅØłčšžćřěůąęğşıőūōŁŠŽČİ", "")
    | {"‘": "'", "‚": "'", "„": '"', "«": '"', "»": '"', "\xa0": " "}
    | {"‐": "-", "‑": "-", "‒": "-", "−": "-"}
    | {"\u212a": "k", "\u212b": "a"}  # the Kelvin and Ångström signs
)
_SHORT_RUN = 4


def fold(text: str) -> str:
    """Return text for comparison: lower case, no accents, plain quotes and dashes.

    Each character is folded separately, so the context never changes the result.
    """
    if text.isascii():
        return text.lower()
    for usual, plain in _replacements():
        text = text.replace(usual, plain)
        if text.isascii():
            return text.lower()
    return re.sub(_MANY_FORMS, _fold_match, text).lower()


@cache
def _replacements() -> tuple[tuple[str, str], ...]:
    return tuple((usual, plain or _fold_run(usual)) for usual, plain in _USUAL.items())


def _fold_match(match: re.Match[str]) -> str:
    run = match[0]
    return _fold_short(run) if len(run) <= _SHORT_RUN else _fold_run(run)


def _fold_run(run: str) -> str:
    for _ in range(3):  # the result may need to be folded again
        before = run
        run = re.sub(_ACCENTS, "", unicodedata.normalize("NFKD", run))
        run = unicodedata.normalize("NFC", run.casefold().translate(_LETTERS))
        if run == before or run.isascii():
            break
    return run


# Cached because most languages use the same few letters over and over.
_fold_short = lru_cache(maxsize=4096)(_fold_run)
