"""How far the tests of faults go: in `make tests`, and with REFLECT_TESTS=full in all of it.

docs/reliability.md tells both figures of each; tests/docs/test_sizes.py holds it to them.
"""

import os
from dataclasses import dataclass

FULL = os.environ.get("REFLECT_TESTS") == "full"
# Whether each test runs on a plain and on an encrypted journal, whatever it costs.
BOTH = FULL or os.environ.get("REFLECT_TESTS") == "both"
PARTS = 8
ALL = 1_000_000_000


@dataclass(frozen=True)
class Size:
    """How many of something are tried.

    Args:
        row: where docs/reliability.md tells of it: the beginning of the row.
        usual: how many in `make tests`.
        full: how many in `make test-full`.
    """

    row: str
    usual: int
    full: int

    @property
    def now(self) -> int:
        """How many are tried in this run."""
        return self.full if FULL else self.usual

    @property
    def parts(self) -> range:
        """The numbers of the parts that are tests of their own, so that workers share the whole."""
        return range(PARTS if FULL else 1)

    @property
    def part(self) -> int:
        """How many are tried in one part."""
        return self.now // len(self.parts)

    def part_for(self, backend: str) -> int:
        """How many are tried in one part on a kind of journal: a third on an encrypted one.

        What differs there is the bytes, not the order of what is asked of the disk.
        """
        return self.part if FULL or backend == "plain" else self.part // 3


# Of each operation: the usual ones are drawn from all that can go wrong.
FAULTS = Size("any system call", 100, ALL)
SECOND_FAULTS = Size("a second death", 120, 1_000)
SECOND_BACKUP_FAULTS = Size("a second death", 60, 1_000)
# Of each way to die while encryption is turned on or off.
TURNS = Size("encryption turned on", 60, ALL)
KILLS = Size("a kill at a moment", 100, 10_000)
LOSSES = Size("a loss of power", 1_000, 100_000)
TORN_LOSSES = Size("a loss of power", 100, 10_000)
LIMITS = Size("a full disk", 50, 200)
WRITERS = Size("many processes", 8, 32)
ADDED = Size("many processes", 50, 1_000)
# Of those that work while a screen is open.
AMONG = Size("an open screen", 4, 8)
AMONG_ADDED = Size("an open screen", 50, 500)
READINGS = Size("readers", 2_000, 100_000)
MUTATIONS = Size("random harm", 2_000, 1_000_000)
MUTATED_INBOXES = Size("random harm", 500, 250_000)
FLIPS = Size("a flipped bit", 5_000, 819_200)
ROUND_TRIPS = Size("Markdown", 2_000, 100_000)
HOSTILE = Size("hostile text", 40, 10_000)
