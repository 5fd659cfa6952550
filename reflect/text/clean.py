"""Cleans text on its way into the model."""

import re
from dataclasses import dataclass
from functools import lru_cache

from reflect.errors import UsageError
from reflect.text.display import plural, safe_display

MARK = "\ufffd"
"""Replaces characters that can't be kept."""

# Plain strings, which `re` compiles on first use, because most runs never need them.
_CSI = r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
_OSC = r"(?:\x1b\]|\x9d)[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)"
_SEQUENCE = f"{_OSC}|{_CSI}"
_CONTROL = "[\x00-\x08\x0b-\x1f\x7f-\x9f]"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Text without control characters.

    Args:
        text: the cleaned text, with LF line endings; newline and tab are the only control
            characters that remain.
        replaced: the number of characters replaced with U+FFFD.
        removed: the number of terminal control sequences removed.
    """

    text: str
    replaced: int = 0
    removed: int = 0

    @property
    def notice(self) -> str:
        """A one-line notice for the user; "" if nothing was replaced or removed."""
        parts = []
        if self.removed:
            parts.append(f"Removed {plural(self.removed, 'terminal control sequence')}.")
        if self.replaced:
            parts.append(f"Replaced {plural(self.replaced, 'unsupported character')} with {MARK}.")
        return " ".join(parts)


def clean(text: str) -> Cleaned:
    """Remove terminal control sequences (CSI and OSC), and replace other control characters.

    Line endings become LF. Surrogate pairs are joined, and lone surrogates are replaced.
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
    """Make text encodable as UTF-8: join surrogate pairs and replace lone surrogates."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def normalise(text: str) -> str:
    """Return text as the model stores it: clean and without trailing spaces.

    Leading and trailing blank lines are removed too.
    """
    is_plain = text.replace("\n", "").isprintable() and " \n" not in text
    if is_plain and text[-1:] not in (" ", "\n") and text[:1] != "\n":
        return text
    lines = clean(text).text.split("\n")
    return "\n".join([line.rstrip() for line in lines]).strip("\n")


@lru_cache(maxsize=1024)
def normalise_line(text: str) -> str:
    """Return a title, tag or other single line as the model stores it: clean and in NFC.

    Each run of white space becomes a single space.
    """
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        text = one_line(clean(text).text)
    if text.isascii():
        return text
    from unicodedata import normalize

    return one_line(normalize("NFC", text))


def clean_fields(record: object, *, lines: tuple[str, ...], texts: tuple[str, ...] = ()) -> None:
    """Normalise fields of a frozen dataclass; call this from its `__post_init__`.

    Args:
        record: the dataclass instance.
        lines: the names of single-line fields.
        texts: the names of fields that may have several lines.
    """
    for names, form in ((lines, normalise_line), (texts, normalise)):
        for name in names:
            value = getattr(record, name)
            kept = form(value)
            if kept is not value:
                object.__setattr__(record, name, kept)


def first_line(text: str, width: int = 72) -> str:
    """Return the first non-empty line; if it is too long, shorten it at a word boundary.

    Args:
        text: any text.
        width: the maximum number of characters, including the … that marks a shortened line.
    """
    line = next((line for line in map(one_line, text.split("\n")) if line), "")
    if len(line) <= width:
        return line
    cut = line[:width].rpartition(" ")[0].rstrip(" ,;:.–—-")
    return f"{cut or line[: width - 1]}…"


def one_line(text: str) -> str:
    """Return text on one line, with each run of white space replaced by a single space."""
    return " ".join(text.split())


def clean_tag(text: str) -> str:
    """Return a tag as the model stores it: lower case, on one line, without a leading `#`.

    Raises:
        UsageError: the tag is empty, or it contains a control character, comma or quotation mark.
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
