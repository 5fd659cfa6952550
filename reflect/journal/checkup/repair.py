"""What can be put right around a journal without a decision of the user's."""

from reflect.journal.checkup import leftovers, modes, settings, state
from reflect.journal.checkup.around import Around
from reflect.store import disk


def repair(around: Around) -> list[str]:
    """Tighten modes, and move what killed editors left to the recovery folder.

    Returns:
        What was done, a line each.

    Raises:
        FileError: something could not be put right.
    """
    done = list(leftovers.tidy(around))
    for found in (
        modes.writable(settings.paths_of(around)),
        modes.too_open(state.paths_of(around)),
    ):
        for path, _, wanted in found:
            with disk.explained(str(path)):
                path.chmod(wanted)
            done.append(f"{path}: mode is now {wanted:04o}")
    return done
