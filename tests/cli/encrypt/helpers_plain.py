"""Text that must not be stored unencrypted."""

from pathlib import Path

CANARY = "Quetzalcoatl"


def plain_files(folder: Path) -> list[str]:
    """Return the files that contain the canary unencrypted."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path) for path in files if CANARY.encode() in path.read_bytes()]
