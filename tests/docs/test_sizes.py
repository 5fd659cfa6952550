"""The sizes of the tests of faults are those that docs/reliability.md tells."""

import pytest

from tests import sizes
from tests.docs.pages import DOCS, read
from tests.sizes import ALL, Size

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in read(DOCS / "reliability.md").splitlines()
    if line.startswith("| ")
]
SIZES = {name: size for name, size in vars(sizes).items() if isinstance(size, Size)}


@pytest.mark.parametrize("name", SIZES)
def test_both_sizes_are_told(name: str) -> None:
    size = SIZES[name]
    rows = [row for row in ROWS if row[0].startswith(size.row)]
    assert rows, "no row tells of it"
    full = "all" if size.full == ALL else f"{size.full:,}"
    assert f"{size.usual:,}" in numbers(rows[0][2])
    assert full in numbers(rows[0][3])


def numbers(cell: str) -> list[str]:
    """The words and numbers of a cell."""
    return [word.strip(",.:;") for word in cell.split()]


def test_what_is_tried_is_one_of_both() -> None:
    for size in SIZES.values():
        assert size.now == (size.full if sizes.FULL else size.usual)
        assert size.part * len(size.parts) == size.now or size.full == ALL
