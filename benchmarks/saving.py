"""Times a save of an unlocked journal: `saving.py FOLDER ENTRY [IDENTITY]`.

Prints the time in seconds. IDENTITY is a file with the unencrypted identity of the journal.
"""

import gc
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from reflect.journal import Journal
from reflect.journal.encryption import JournalEncryption
from reflect.store.encryption.keys import FolderKeys


def save(folder: Path, entry_id: str, identity: Path | None) -> float:
    """Change an entry's tags and return the time it took, in seconds."""
    keys = FolderKeys(str(folder))
    if identity is not None:
        keys.set_identity(identity.read_text("utf-8"))
    journal = Journal(
        folder, clock=lambda: datetime.now(UTC).astimezone(), encryption=JournalEncryption(keys)
    )
    begun = time.perf_counter()
    journal.tags.change([entry_id], add=["measured"])
    return time.perf_counter() - begun


if __name__ == "__main__":
    gc.disable()  # as the command line does
    given = [Path(one) for one in sys.argv[3:]]
    print(save(Path(sys.argv[1]), sys.argv[2], given[0] if given else None))
