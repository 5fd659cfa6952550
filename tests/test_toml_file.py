"""Tests for reading TOML files that users write."""

import os
import threading
from pathlib import Path

import pytest

from reflect.errors import FileError
from reflect.toml_file import LIMIT, TomlError, parse_toml, read_toml

GOOD = """# "it's" [not] a.b.c {table}
a.b = "x.y.z [[[[[[ 12345678901234567890123"
'quoted.key' . "é" = 1.5
long = '''
[[[[[[[[[[[[[[[[[[[[[[[[[ a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z
'''
more = \"\"\"one \\"\"\" two [[[[[[[[[[[[[[[[[[[[[[[[[\"\"\"
at = 2026-11-22T20:30:00.123456+01:00
[[x.y]]
n = [[1, 2], [9223372036854775807, -1]]
"""


def test_text_in_strings_and_comments_does_not_count() -> None:
    values = parse_toml(GOOD)
    assert values["quoted.key"] == {"é": 1.5}
    assert values["x"] == {"y": [{"n": [[1, 2], [2**63 - 1, -1]]}]}


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a = 1\nb = " + "[" * 100_000, "nested too deeply"),
        ("a = 1\nb = " + "{a=" * 50_000, "nested too deeply"),
        ("a = 1\n" + "a." * 100_000 + "b = 1", "too many dots"),
        ("a = 1\n[" + " 'a' ." * 30_000 + "b]", "too many dots"),
        ("a = 1\nb = {" + "a." * 100_000 + "b = 1}", "too many dots"),
        ("a = 1\nb = " + "9" * 100_000, "too long a number"),
        ("a = 1\nb = -" + "9_" * 100_000 + "9", "too long a number"),
        ("a = 1\nb = 0x" + "F" * 100_000, "too long a number"),
        ('a = 1\nb = "' + '"""\\' * 50_000, "not TOML"),
        ("a = 1\nb = 2026-02-31", "not TOML"),
        ("a = 1\nb =", "not TOML"),
        ("a = 1\nb = \0", "not TOML"),
    ],
    ids=lambda text: text[:20].encode("unicode_escape").decode(),
)
def test_excess_and_syntax_errors_name_their_line(text: str, what: str) -> None:
    with pytest.raises(TomlError, match=what) as caught:
        parse_toml(text)
    assert caught.value.line == 2
    assert len(caught.value.message) < 200


@pytest.mark.parametrize(
    "data",
    [b"a = 1\n", b"\xef\xbb\xbfa = 1\n", "\ufeffa = 1\n".encode("utf-16-le"), b"\xef\xbb\xbf"],
)
def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file.toml"
    path.write_bytes(data)
    assert parse_toml(read_toml(path)) in ({"a": 1}, {})


def test_what_is_no_regular_file_is_refused_without_blocking(tmp_path: Path) -> None:
    fifo, big = tmp_path / "fifo", tmp_path / "big"
    os.mkfifo(fifo)
    big.write_bytes(b"#" * (LIMIT + 1))
    for path in (fifo, tmp_path, Path("/dev/zero"), big, tmp_path / "none", Path("a\0b")):
        with pytest.raises(FileError):
            read_toml(path)
    assert read_toml(Path(os.devnull)) == ""
    # A writer at the other end makes no difference.
    handle = os.open(fifo, os.O_RDWR)
    thread = threading.Thread(target=os.write, args=(handle, b"a = 1"))
    thread.start()
    with pytest.raises(FileError):
        read_toml(fifo)
    thread.join()
    os.close(handle)
