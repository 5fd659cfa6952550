"""Names the version of the entry that a copy of an unsaved form was made from."""

import re
from datetime import datetime

_VERSION = "<!-- reflect: made from the version of {} -->"
_VERSION_LINE = re.compile(r"\n\n" + _VERSION.replace("{}", r"(\S+)") + r"\n?\Z")
_UPDATED_AT = re.compile(r"^updated_at: (\S+)$", re.MULTILINE)


def with_version(text: str, version: datetime) -> str:
    """Return a form with a comment that names the version of the entry that it was made from."""
    return f"{text}\n\n{_VERSION.format(version.isoformat())}\n"


def split_version(text: str) -> tuple[str, datetime | None]:
    """Return a form without the comment of `with_version`, and the version it was made from.

    The file layout has the version in its front matter. It is None if it is not known.
    """
    found = _VERSION_LINE.search(text)
    if found is not None:
        text = text[: found.start()]
    else:
        found = _UPDATED_AT.search(text)
    try:
        version = datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        # The user may have edited the line.
        return text, None
    return text, version if version is not None and version.tzinfo else None
