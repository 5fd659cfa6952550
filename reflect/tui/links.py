"""Links in what was written: found with care, and shown so that none pretends to go elsewhere."""

import re
from typing import NamedTuple
from unicodedata import normalize
from urllib.parse import unquote

from reflect.text.display import safe_display

# What a link is made of: no blanks, no quotation marks, nothing that acts on a terminal. Browsers
# read a backslash as a slash, other programs do not, so that it ends a link here.
_LINK = re.compile(r"(?i)(?<![\w.+-])(?:https?://|mailto:)[^\s<>\"\\^`{|}\x00-\x20\x7f-\xa0]+")
_NAMED = re.compile(r"[^:]|\[.+\]")
_AFTER = ".,;:!?'*_~…’”»"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_WEB = re.compile(r"(?i)(https?://)([^/?#]*)(.*)", re.DOTALL)
# These count in the names of today (IDNA 2008); Python's codec still drops or rewrites them.
_COUNTS = re.compile("[^.。．｡@:,]*[ßẞς\u200c\u200d][^.。．｡@:,]*")
_MAIL = re.compile(r"(?i)(mailto:)([^?]*)(.*)", re.DOTALL)


class Parts(NamedTuple):
    """A link taken apart.

    Args:
        before: all before the host, such as "https://" or "https://name@".
        host: where it goes: a host with its port; for mail the addresses.
        after: all behind it.
    """

    before: str
    host: str
    after: str


def links_in(text: str) -> list[str]:
    """Find the links of a text that may be opened: http, https and mailto.

    Args:
        text: anything; punctuation behind a link, and a bracket that was opened before it, are no
            part of it.

    Returns:
        Each link once, in the order of the text.
    """
    found = (_trimmed(match[0]) for match in _LINK.finditer(text))
    return list(dict.fromkeys(link for link in found if is_link(link)))


def is_link(text: str) -> bool:
    """Whether a text is one whole link that may be opened, with a host or an address in it."""
    return bool(
        _LINK.fullmatch(text)
        and safe_display(text, keep="") == text
        and _NAMED.match(parts(text).host)
    )


def parts(link: str) -> Parts:
    """Take a link apart as a browser does: the host is what follows the last @ before the path."""
    if mail := _MAIL.fullmatch(link):
        return Parts(mail[1], mail[2], mail[3])
    web = _WEB.fullmatch(link)
    if web is None:
        return Parts(link, "", "")
    user, at, host = web[2].rpartition("@")
    return Parts(web[1] + user + at, host, web[3])


def true_host(link: str) -> str:
    """Give the host in plain letters, as the network is asked for it: `xn--…` for any others."""
    host = unquote(parts(link).host)
    if host.isascii():
        return host.lower()
    try:
        return _COUNTS.sub(_label, host).encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode("ascii")


def _label(found: re.Match[str]) -> str:
    # Letter by letter: a Σ at the end of a word would become ς, which is another name.
    small = "".join(map(str.lower, normalize("NFKC", found[0])))
    return "xn--" + normalize("NFC", small).encode("punycode").decode("ascii")


def _trimmed(link: str) -> str:
    """Take off what only follows the link."""
    while link:
        last = link[-1]
        if last in _AFTER or (last in _PAIRS and link.count(last) > link.count(_PAIRS[last])):
            link = link[:-1]
        else:
            break
    return link
