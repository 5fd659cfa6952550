"""Times a save of a whole unlocked journal: `saving.py FOLDER ENTRY [IDENTITY]`.

Prints the seconds. IDENTITY is a file with the unencrypted identity of an encrypted journal.
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
    """Change the tags of an entry, and return the seconds it took."""
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
    gc.disable()  # like the command line
    given = [Path(one) for one in sys.argv[3:]]
    print(save(Path(sys.argv[1]), sys.argv[2], given[0] if given else None))
