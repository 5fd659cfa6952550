"""Text on its way in, on its way to a screen, and folded for comparing."""

import re
import unicodedata
from functools import cache, lru_cache

from reflect.errors import UsageError

# Patterns are texts here: `re` compiles one when it is first needed, which most runs never do.
_UNSAFE = (
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ud800-\udfff\ufff9-\ufffb]"
)
# Letters of several forms; Han characters have one only, and signs (© ½ ² →) stay as they are.
_MANY_FORMS = "[^\x00-\xbf\u2000-\u2fff\u3400-\u9fff]+"
# Accents and vowel points. Marks that are letters in their script (Indic vowels, the dakuten of
# kana) stay.
_ACCENTS = (
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f"
    "\ufe20-\ufe2f]"
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d"}
    | {"æ": "ae", "œ": "oe", "þ": "th"}
)
# What is usual in texts is replaced one by one, which is several times as fast as finding all that
# is not ASCII: first the marks and letters that most such texts have, and with luck no others.
_USUAL = (
    {"’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
    | dict.fromkeys("éüäößèáíóñçàêâîôúûëïåøæãõÉÜÄÖÀÁÓÇÅØłčšžćřěůąęğşıőūōŁŠŽČİ", "")
    | {"‘": "'", "‚": "'", "„": '"', "«": '"', "»": '"', "\xa0": " "}
    | {"‐": "-", "‑": "-", "‒": "-", "−": "-"}
    | {"\u212a": "k", "\u212b": "a"}  # the signs for Kelvin and Ångström
)
_SHORT_RUN = 4
_SLUG_LENGTH = 60


def safe_display(text: str, *, keep: str = "\n\t") -> str:
    """Make every character that could act on a terminal a visible mark.

    Args:
        text: anything, also from elsewhere.
        keep: the control characters that pass as they are.
    """
    if text.isprintable():
        return text
    return re.sub(_UNSAFE, lambda found: found[0] if found[0] in keep else _mark(found[0]), text)


def _mark(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"<U+{code:04X}>"


def encodable(text: str) -> str:
    """Make of lone surrogates what UTF-8 can hold: halves are joined, one alone becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def normalise(text: str) -> str:
    """Bring a text to the form in which it is kept: LF, no trailing blanks, no lone surrogates.

    Blank lines at its beginning and its end go too.
    """
    if not text.isascii():
        text = encodable(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def fold(text: str) -> str:
    """Give the form in which texts are compared: lower case, no accents, plain quotes and dashes.

    Each character is folded on its own, so equal texts stay equal wherever they stand.
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


def _fold_match(found: re.Match[str]) -> str:
    run = found[0]
    return _fold_short(run) if len(run) <= _SHORT_RUN else _fold_run(run)


def _fold_run(run: str) -> str:
    for _ in range(3):  # a folded letter may have a simpler form still
        before = run
        run = re.sub(_ACCENTS, "", unicodedata.normalize("NFKD", run))
        run = unicodedata.normalize("NFC", run.casefold().translate(_LETTERS))
        if run == before or run.isascii():
            break
    return run


# In most languages the same few letters come again and again.
_fold_short = lru_cache(maxsize=4096)(_fold_run)


def slug(text: str) -> str:
    """Make a file name of a text: a-z, 0-9 and hyphens, at most 60 characters, never empty."""
    words = re.findall(r"[a-z0-9]+", fold(text).replace("'", ""))
    name = "-".join(words)
    if len(name) > _SLUG_LENGTH:
        cut = name[: _SLUG_LENGTH + 1].rpartition("-")[0]
        name = cut or name[:_SLUG_LENGTH]
    return name or "untitled"


def first_line(text: str, width: int = 72) -> str:
    """Give the first line that isn't empty, cut at a word and ended by … where it is longer.

    Args:
        text: any text.
        width: the most characters to give, the … included.
    """
    line = next((line for line in map(one_line, text.split("\n")) if line), "")
    if len(line) <= width:
        return line
    cut = line[:width].rpartition(" ")[0].rstrip(" ,;:.–—-")
    return f"{cut or line[: width - 1]}…"


def one_line(text: str) -> str:
    """Bring a text onto one line: runs of white space become one blank."""
    return " ".join(text.split())


def clean_tag(text: str) -> str:
    """Bring a tag to the form in which it is kept: lower case, no `#` before it, one line.

    Raises:
        UsageError: nothing is left, it has a comma or a quotation mark, which part tags, or a
            character that acts on a terminal.
    """
    tag = one_line(normalise(text)).lstrip("# ").lower()
    if not tag or any(char in tag for char in ',"') or safe_display(tag) != tag:
        raise UsageError(
            f"not a tag: {text!r}", "A tag has no comma, quotation mark or control character."
        )
    return tag
