"""What can be put right around a journal without a decision of the user's."""

from reflect.doctor import config, editor_leftovers, permissions, state_folder
from reflect.doctor.context import Around
from reflect.store import files


def repair(around: Around) -> list[str]:
    """Tighten modes, and move what killed editors left to the recovery folder.

    Returns:
        What was done, a line each.

    Raises:
        FileError: something could not be put right.
    """
    done = list(editor_leftovers.tidy(around))
    for found in (
        permissions.writable(config.paths_of(around)),
        permissions.too_open(state_folder.paths_of(around)),
    ):
        for path, _, wanted in found:
            with files.explained(str(path)):
                path.chmod(wanted)
            done.append(f"{path}: mode is now {wanted:04o}")
    return done
