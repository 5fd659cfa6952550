"""Finds links in text and splits them into their parts."""

import re
from typing import NamedTuple

from reflect.text.display import safe_display

# A link can't contain spaces, quotation marks or control characters. It also ends at a backslash,
# because browsers treat that as a slash but other programs don't.
_LINK = re.compile(r"(?i)(?<![\w.+-])(?:https?://|mailto:)[^\s<>\"\\^`{|}\x00-\x20\x7f-\xa0]+")
_NAMED = re.compile(r"[^:]|\[.+\]")
_AFTER = ".,;:!?'*_~…’”»"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_WEB = re.compile(r"(?i)(https?://)([^/?#]*)(.*)", re.DOTALL)
_MAIL = re.compile(r"(?i)(mailto:)([^?]*)(.*)", re.DOTALL)


class Parts(NamedTuple):
    """The parts of a link.

    Args:
        before: everything before the host, such as "https://" or "https://name@".
        host: the host and port, or the addresses of a mailto link.
        after: everything after the host.
    """

    before: str
    host: str
    after: str


def links_in(text: str) -> list[str]:
    """Return the http, https and mailto links in a text, without duplicates.

    Trailing punctuation and unbalanced closing brackets are not part of a link.

    Args:
        text: the text to search.
    """
    links = (_trimmed(match[0]) for match in _LINK.finditer(text))
    return list(dict.fromkeys(filter(is_link, links)))


def is_link(text: str) -> bool:
    """Return whether a text is an http, https or mailto link with a host or an address."""
    return bool(
        _LINK.fullmatch(text)
        and safe_display(text, keep="") == text
        and _NAMED.match(parts(text).host)
    )


def parts(link: str) -> Parts:
    """Split a link as a browser does: the host starts after the last @ before the path."""
    if mail := _MAIL.fullmatch(link):
        return Parts(mail[1], mail[2], mail[3])
    web = _WEB.fullmatch(link)
    if web is None:
        return Parts(link, "", "")
    user, at, host = web[2].rpartition("@")
    return Parts(web[1] + user + at, host, web[3])


def _trimmed(link: str) -> str:
    """Strip trailing punctuation and unbalanced closing brackets."""
    while link:
        last = link[-1]
        if last in _AFTER or (last in _PAIRS and link.count(last) > link.count(_PAIRS[last])):
            link = link[:-1]
        else:
            break
    return link
