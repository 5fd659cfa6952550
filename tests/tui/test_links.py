"""Links: what may be opened is found, and where it goes can't be hidden."""

import pytest

from reflect.tui.links import is_link, links_in, parts, true_host

# What is shown and which keys do what is the same whatever the journal is.


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
def test_a_link_ends_where_a_reader_would_end_it(text: str, links: list[str]) -> None:
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
def test_nothing_else_is_a_link(text: str) -> None:
    assert [link for link in links_in(text) if not link.startswith("https://example.org")] == []
    assert not is_link(text)


@pytest.mark.parametrize("char", ["\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\n", "\ud800"])
def test_no_character_that_acts_on_a_terminal_is_part_of_a_link(char: str) -> None:
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
def test_the_host_is_the_one_that_a_browser_goes_to(link: str, host: str) -> None:
    found = parts(link)
    assert found.host == host
    assert "".join(found) == link


def test_a_backslash_can_not_make_two_programs_read_two_hosts() -> None:
    assert links_in("https://bank.example\\@evil.example/") == ["https://bank.example"]


@pytest.mark.parametrize(
    ("link", "host"),
    [
        ("https://Example.ORG/", "example.org"),
        ("https://аpple.com/", "xn--pple-43d.com"),
        ("https://ｅvil.com/", "evil.com"),
        ("https://ex%61mple.org/", "example.org"),
        ("https://faß.de/", "xn--fa-hia.de"),
        ("https://www.FAß.de:443/", "www.xn--fa-hia.de:443"),
        ("https://βόλος.com/", "xn--nxasmm1c.com"),
        ("https://ශ්%E2%80%8Dරී.com/", "xn--10cl1a0b660p.com"),
        ("https://نامه%E2%80%8Cای.com/", "xn--mgba3gch31f060k.com"),
        ("mailto:ann@faß.de", "ann@xn--fa-hia.de"),
        ("https://a..ü/", "a..\\xfc"),
    ],
)
def test_letters_that_only_look_alike_are_told_apart(link: str, host: str) -> None:
    assert true_host(link) == host
