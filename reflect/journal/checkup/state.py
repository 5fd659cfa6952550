"""What is kept between two runs: texts that could not be saved, and who may read them."""

from collections.abc import Iterator
from pathlib import Path

from reflect.journal.checkup import modes
from reflect.journal.checkup.around import Around
from reflect.store.finding import Finding, count


def examine_state(around: Around) -> Iterator[Finding]:
    """Look at the state folder, and change nothing."""
    yield from modes.told(modes.too_open(paths_of(around)), "get at it")
    place = str(around.recovery)
    waiting = [path for path in _inside(around.recovery) if path.is_file()]
    if waiting:
        yield Finding(
            "warning",
            f"{place}: {count(len(waiting), 'text')} that could not be saved, in plain text",
            "Save what you need (`reflect new --from FILE`), then remove them.",
            place,
        )


def paths_of(around: Around) -> list[Path]:
    """List the state folder, the folders in it, and the files in them."""
    paths = [around.state]
    for one in _inside(around.state):
        paths.append(one)
        if one.is_dir() and not one.is_symlink():
            paths += _inside(one)
    return paths


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
