"""What screens with unsaved work offer the app, and how a guide was left."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from reflect.model.entry import Entry

STAYS_LOCKED = "The journal stays locked."


@runtime_checkable
class UnsavedWork(Protocol):
    """A screen that may hold unsaved text."""

    def save_now(self) -> str:
        """Save the text synchronously, as the process is about to end.

        Returns:
            A line for the shell that says where it is; "" if there was none.
        """


@dataclass(frozen=True, slots=True)
class GuideResult:
    """How a guide was left.

    Args:
        entry: the entry that was saved; None if it was left before that.
        draft_id: id of the draft that was saved; "" for none.
        is_reported: whether the context's farewell already says where the text is.
    """

    entry: "Entry | None" = None
    draft_id: str = ""
    is_reported: bool = False
