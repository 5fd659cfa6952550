"""What must not lie about in plain."""

from pathlib import Path

CANARY = "Quetzalcoatl"


def plain_files(folder: Path) -> list[str]:
    """The files that hold the canary as it is."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if CANARY.encode() in path.read_bytes()]
