"""Links in what was written: which may be opened, and where they go."""

import re
from typing import NamedTuple

from reflect.text.display import safe_display

# A link has no blanks, quotation marks or control characters. It ends at a backslash, which
# browsers read as a slash and other programs do not.
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
        host: the host with its port; the addresses of a mailto link.
        after: everything after the host.
    """

    before: str
    host: str
    after: str


def links_in(text: str) -> list[str]:
    """Return the http, https and mailto links of a text, without duplicates.

    Args:
        text: any text; punctuation after a link, or a bracket opened before it, is not part of it.
    """
    links = (_trimmed(match[0]) for match in _LINK.finditer(text))
    return list(dict.fromkeys(filter(is_link, links)))


def is_link(text: str) -> bool:
    """Whether a text is an http, https or mailto link with a host or an address."""
    return bool(
        _LINK.fullmatch(text)
        and safe_display(text, keep="") == text
        and _NAMED.match(parts(text).host)
    )


def parts(link: str) -> Parts:
    """Split a link as a browser does: the host follows the last @ before the path."""
    if mail := _MAIL.fullmatch(link):
        return Parts(mail[1], mail[2], mail[3])
    web = _WEB.fullmatch(link)
    if web is None:
        return Parts(link, "", "")
    user, at, host = web[2].rpartition("@")
    return Parts(web[1] + user + at, host, web[3])


def _trimmed(link: str) -> str:
    """Remove what follows the link."""
    while link:
        last = link[-1]
        if last in _AFTER or (last in _PAIRS and link.count(last) > link.count(_PAIRS[last])):
            link = link[:-1]
        else:
            break
    return link
