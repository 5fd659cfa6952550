"""The interface for screens with unsaved work, and the result of the Guide."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from reflect.model.entry import Entry

STAYS_LOCKED = "The journal stays locked."


@runtime_checkable
class UnsavedWork(Protocol):
    """A screen that may hold unsaved text."""

    def save_now(self) -> str:
        """Save the text synchronously because the process is about to exit.

        Returns:
            A message for the shell about where it was saved, or "" if there was nothing to save.
        """


@dataclass(frozen=True, slots=True)
class GuideResult:
    """The result of the Guide.

    Args:
        entry: the saved entry, or None if the user left without saving one.
        draft_id: the id of the saved draft, or "".
        is_reported: whether a message in the context already says where the text is.
    """

    entry: "Entry | None" = None
    draft_id: str = ""
    is_reported: bool = False
