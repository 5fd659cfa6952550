"""docs/reliability.md names the sizes of the fault tests."""

from tests import sizes
from tests.docs.pages import DOCS, read
from tests.sizes import Size

ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in read(DOCS / "reliability.md").splitlines()
    if line.startswith("| ")
]
SIZES = {name: size for name, size in vars(sizes).items() if isinstance(size, Size)}


def test_reliability_page_names_both_sizes() -> None:
    for name, size in SIZES.items():
        rows = [row for row in ROWS if row[0].startswith(size.row)]
        assert rows, f"no row names {name}"
        assert f"{size.usual:,}" in numbers(rows[0][2]), name
        assert f"{size.faults:,}" in numbers(rows[0][3]), name


def numbers(cell: str) -> list[str]:
    """Return the words and numbers in a table cell."""
    return [word.strip(",.:;") for word in cell.split()]


def test_size_now_matches_the_current_run() -> None:
    for size in SIZES.values():
        assert size.now == (size.faults if sizes.IN_FAULT_RUN else size.usual)
