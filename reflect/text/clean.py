"""The gate for text on its way into the model."""

import re
from dataclasses import dataclass
from functools import lru_cache

from reflect.errors import UsageError
from reflect.text.display import plural, safe_display

MARK = "\ufffd"
"""Stands in the place of a character that can't be kept."""

# Texts, which `re` compiles when they are first needed; most runs never need them.
_CSI = r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
_OSC = r"(?:\x1b\]|\x9d)[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)"
_SEQUENCE = f"{_OSC}|{_CSI}"
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f]"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without control characters.

    Args:
        text: LF between lines; newline and tab are its only control characters.
        replaced: the number of characters that became U+FFFD.
        removed: the number of terminal control sequences that were taken out.
    """

    text: str
    replaced: int = 0
    removed: int = 0

    @property
    def notice(self) -> str:
        """One line for the user; "" where nothing was replaced or removed."""
        parts = []
        if self.removed:
            parts.append(f"Removed {plural(self.removed, 'terminal control sequence')}.")
        if self.replaced:
            parts.append(f"Replaced {plural(self.replaced, 'unsupported character')} with {MARK}.")
        return " ".join(parts)


def clean(text: str) -> Cleaned:
    """Remove terminal control sequences (CSI and OSC), and replace other control characters.

    Line ends become LF. Lone surrogates are replaced, too; two that belong together are joined.
    """
    if text.replace("\n", "").isprintable():
        return Cleaned(text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text, removed = re.subn(_SEQUENCE, "", text)
    text, replaced = re.subn(_CONTROL, MARK, text)
    if not text.isascii():
        marks = text.count(MARK)
        text = encodable(text)
        replaced += text.count(MARK) - marks
    return Cleaned(text, replaced, removed)


def encodable(text: str) -> str:
    """Make a text fit for UTF-8: join surrogates that belong together, replace lone ones."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def normalise(text: str) -> str:
    """Return a text as the model keeps it: clean, without trailing blanks.

    Blank lines at its beginning and its end go too.
    """
    is_plain = text.replace("\n", "").isprintable() and " \n" not in text
    if is_plain and text[-1:] not in (" ", "\n") and text[:1] != "\n":
        return text
    lines = clean(text).text.split("\n")
    return "\n".join([line.rstrip() for line in lines]).strip("\n")


@lru_cache(maxsize=1024)
def normalise_line(text: str) -> str:
    """Return a title, a tag or another single line as the model keeps it: clean and in NFC.

    Runs of white space become one blank.
    """
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        text = one_line(clean(text).text)
    if text.isascii():
        return text
    from unicodedata import normalize

    return one_line(normalize("NFC", text))


def clean_fields(record: object, *, lines: tuple[str, ...], texts: tuple[str, ...] = ()) -> None:
    """Normalise fields of a frozen dataclass, for its `__post_init__`.

    Args:
        record: the dataclass.
        lines: names of fields that hold one line.
        texts: names of fields that hold any text.
    """
    for names, form in ((lines, normalise_line), (texts, normalise)):
        for name in names:
            value = getattr(record, name)
            kept = form(value)
            if kept is not value:
                object.__setattr__(record, name, kept)


def first_line(text: str, width: int = 72) -> str:
    """Return the first line that isn't empty, cut at a word and ended by … where it is longer.

    Args:
        text: any text.
        width: the maximum number of characters, including the ….
    """
    line = next((line for line in map(one_line, text.split("\n")) if line), "")
    if len(line) <= width:
        return line
    cut = line[:width].rpartition(" ")[0].rstrip(" ,;:.–—-")
    return f"{cut or line[: width - 1]}…"


def one_line(text: str) -> str:
    """Join a text's lines, with one blank for each run of white space."""
    return " ".join(text.split())


def clean_tag(text: str) -> str:
    """Return a tag as the model keeps it: lower case, one line, without a leading `#`.

    Raises:
        UsageError: nothing is left, or it has a comma or quotation mark, which separate tags, or
            a control character.
    """
    tag = normalise_line(normalise_line(text).lstrip("# ").lower())
    if (
        not tag
        or any(char in tag for char in ',"')
        or clean(text).replaced
        or safe_display(tag) != tag
    ):
        raise UsageError(
            f"not a tag: {text!r}", hint="A tag has no comma, quotation mark or control character."
        )
    return tag
