"""Entry ids: generating them, reading typed ones, and shortening them to prefixes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflect.errors import UsageError
from reflect.model.ids import (
    ALPHABET,
    from_int,
    is_id,
    new_id,
    normalise_typed_id,
    resolve_id,
    shortest_prefixes,
    to_int,
)

numbers = st.integers(0, 2**50 - 1)


@given(numbers)
def test_ids_convert_to_integers_and_back(number: int) -> None:
    written = from_int(number)
    assert is_id(written)
    assert to_int(written) == number


def test_new_ids_use_all_bits() -> None:
    assert new_id(lambda count: b"\xff" * count) == "z" * 10
    assert new_id(lambda count: b"\x00" * count) == "0" * 10
    assert set("".join(new_id() for _ in range(500))) == set(ALPHABET)


def test_typed_id_accepts_misread_letters() -> None:
    assert normalise_typed_id("OIl9") == "0119"


@given(st.lists(numbers, min_size=1, max_size=40, unique=True))
def test_shortest_prefix_is_unique_and_minimal(found: list[int]) -> None:
    ids = [from_int(number) for number in found]
    for one, prefix in shortest_prefixes(ids, ids).items():
        assert [other for other in ids if other.startswith(prefix)] == [one]
        assert resolve_id(prefix, [(other, 0.0) for other in ids]) == one
        shorter = prefix[:-1]
        assert len(prefix) == 2 or sum(other.startswith(shorter) for other in ids) > 1


def test_at_sign_finds_entries_by_creation_time() -> None:
    ids = [("a" * 10, 20.5), ("b" * 10, 10.0)]
    assert resolve_id("@", ids) == "a" * 10
    assert resolve_id("@2", ids) == "b" * 10


def test_entries_from_the_future_come_last_for_the_at_sign() -> None:
    hour = 3600.0
    ids = [("a" * 10, 1e9), ("b" * 10, 4e9), ("c" * 10, 2e9), ("d" * 10, 2e9 + hour)]
    found = [resolve_id(name, ids, now=2e9) for name in ("@", "@2", "@3", "@4")]
    assert found == ["d" * 10, "c" * 10, "a" * 10, "b" * 10]


def test_invalid_at_references_are_rejected() -> None:
    cases = ["@0", "@-1", "@x", "@" + "9" * 5000]
    for name in cases:
        with pytest.raises(UsageError):
            resolve_id(name, [("a" * 10, 0.0)])
