"""A script to run under strace: python helpers_traced.py ROOT OPERATION FOLDER WARM PATH…"""

import os
import sys
from collections.abc import Callable
from pathlib import Path

# The path that marks the point from which system calls count.
BEGIN = "/begin-of-what-is-watched"


def operations() -> dict[str, Callable[[Path], None]]:
    """Return the operations by name. Importing here keeps the imports out of the traced part."""
    from tests.store.helpers_journals import numbered, save_draft, store_in
    from tests.store.helpers_restore import LATER, restore_backup

    def save(folder: Path) -> None:
        with store_in(folder).changing() as changes:
            changes.upsert(numbered(2, title="Better"))

    def save_keeping(folder: Path) -> None:
        with store_in(folder, at=LATER).changing() as changes:
            changes.upsert(numbered(2, title="Better"))

    return {
        "add": lambda folder: store_in(folder).add(numbered(7)),
        "first": lambda folder: store_in(folder / "new").add(numbered(1)),
        "save": save,
        "backup": save_keeping,
        "restore": lambda folder: void(restore_backup(folder, "g77")),
        "draft": lambda folder: save_draft(folder, {"n": 2}),
    }


def void(_: object) -> None:
    """Do nothing."""


def main() -> None:
    """Run the operation in a throwaway folder to warm up, then in the real one."""
    root, operation, folder, warm, *packages = sys.argv[1:]
    sys.path[:0] = [root, *packages]
    act = operations()[operation]
    act(Path(warm))
    os.access(BEGIN, os.F_OK)
    act(Path(folder))


if __name__ == "__main__":
    main()
