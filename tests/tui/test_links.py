"""Tests for finding and splitting links."""

import pytest

from reflect.tui.links import is_link, links_in, parts


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See https://example.org/a?b=c#d for more.", ["https://example.org/a?b=c#d"]),
        (
            "(https://en.wikipedia.org/wiki/Quiet_(film))",
            ["https://en.wikipedia.org/wiki/Quiet_(film)"],
        ),
        ("[text](http://example.org), and on", ["http://example.org"]),
        ("<https://example.org/>!", ["https://example.org/"]),
        ("Was it https://example.org/x?", ["https://example.org/x"]),
        ("**https://example.org**", ["https://example.org"]),
        ("HTTPS://EXAMPLE.ORG", ["HTTPS://EXAMPLE.ORG"]),
        ("mailto:ann@example.org?subject=Hi", ["mailto:ann@example.org?subject=Hi"]),
        ("https://a.org https://b.org https://a.org", ["https://a.org", "https://b.org"]),
        ("http://[::1]:8080/x", ["http://[::1]:8080/x"]),
    ],
)
def test_link_excludes_surrounding_punctuation(text: str, links: list[str]) -> None:
    assert links_in(text) == links


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "xhttps://example.org",
        "view-source:https://example.org",
        "https://",
        "https://:80",
        "https:///path",
        "mailto:",
        "www.example.org",
    ],
)
def test_other_schemes_and_links_without_a_host_are_not_links(text: str) -> None:
    assert [link for link in links_in(text) if not link.startswith("https://example.org")] == []
    assert not is_link(text)


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\n", "\ud800"])
def test_link_contains_no_control_characters(char: str) -> None:
    assert not is_link(f"https://example.org/{char}x")
    assert all(char not in link for link in links_in(f"https://example.org/{char}x"))


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://example.org:443/x@y", "example.org:443"),
        ("https://bank.example@evil.example/", "evil.example"),
        ("https://bank.example:pw@x@evil.example", "evil.example"),
        ("https://evil.example?@bank.example", "evil.example"),
        ("https://evil.example#@bank.example", "evil.example"),
        ("mailto:ann@example.org?cc=bob@example.org", "ann@example.org"),
    ],
)
def test_parts_finds_the_host_as_a_browser_does(link: str, host: str) -> None:
    found = parts(link)
    assert found.host == host
    assert "".join(found) == link


def test_link_ends_at_a_backslash() -> None:
    assert links_in("https://bank.example\\@evil.example/") == ["https://bank.example"]
