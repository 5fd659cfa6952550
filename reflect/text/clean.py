"""Text on its way into the model."""

from reflect.errors import UsageError
from reflect.text.display import safe_display


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
            f"not a tag: {text!r}", hint="A tag has no comma, quotation mark or control character."
        )
    return tag
