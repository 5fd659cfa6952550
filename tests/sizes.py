"""The number of cases in each fault test: few in `make test`, many in `make test-faults`.

docs/reliability.md lists both numbers. tests/docs/test_sizes.py checks that they match.
"""

import os
from dataclasses import dataclass

import pytest

# `make test-faults` sets this variable and runs only the tests marked with `faults`.
IN_FAULT_RUN = os.environ.get("REFLECT_TESTS") == "faults"
faults = pytest.mark.faults


@dataclass(frozen=True)
class Size:
    """The number of cases in a test.

    Args:
        row: the start of the corresponding row in docs/reliability.md.
        usual: the number in `make test`.
        faults: the number in `make test-faults`.
    """

    row: str
    usual: int
    faults: int

    @property
    def now(self) -> int:
        """The number in the current run."""
        return self.faults if IN_FAULT_RUN else self.usual


# The number of faults per operation, for 34 operations on each kind of journal.
FAULTS = Size("any system call", 2, 15)
SECOND_FAULTS = Size("a second death", 10, 200)
SECOND_BACKUP_FAULTS = Size("a second death", 5, 50)
TRACED_KILLS = Size("a kill at a system call", 6, 60)
DRILLS = Size("two years", 5, 41)
# The number of faults of each kind while encryption is turned on or off.
CONVERSION_FAULTS = Size("encryption turned on", 6, 60)
KILLS = Size("a kill at a moment", 5, 60)
LOSSES = Size("a loss of power", 50, 1_000)
TORN_LOSSES = Size("a loss of power", 10, 100)
LIMITS = Size("a full disk", 10, 50)
WRITERS = Size("many processes", 4, 8)
ADDED = Size("many processes", 10, 50)
# The number of processes that write while a screen is open.
AMONG = Size("an open screen", 2, 4)
AMONG_ADDED = Size("an open screen", 10, 50)
READINGS = Size("readers", 100, 2_000)
MUTATIONS = Size("random harm", 100, 2_000)
MUTATED_INBOXES = Size("random harm", 50, 500)
FLIPS = Size("a flipped bit", 100, 5_000)
# The number of flipped bits in an encrypted journal.
AGE_FLIPS = Size("keys", 200, 4_000)
ROUND_TRIPS = Size("Markdown", 200, 600)
HOSTILE = Size("hostile text", 10, 40)
