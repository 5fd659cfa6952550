"""A valid guide as TOML, which tests break in one place."""

from pathlib import Path

GOOD = """\
title = "Team week"
about = "Friday afternoon"
need = "more"
sources = ["Our own"]

[[prompt]]
id = "happened"
stage = "action"
ask = "What happened?"

[[prompt]]
id = "how_often"
stage = "reflection"
ask = "How often?"
answer = "choice"
choices = ["once", "often"]

[[prompt]]
id = "lesson"
stage = "reflection"
ask = "What is the lesson?"
answer = "line"
feeds = "lesson"
when = { prompt = "how_often", is = ["often"] }
"""


def write(folder: Path, text: str | bytes, name: str = "team-week") -> Path:
    """Write a guide file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def line(text: str, part: str) -> int:
    """Return the number of the line on which some text begins."""
    return text[: text.index(part)].count("\n") + 1
