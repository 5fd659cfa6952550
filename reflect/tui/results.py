"""What a screen that holds unsaved words owes them, and what becomes of a guide."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from reflect.model.entry import Entry

STAYS_LOCKED = "The journal stays locked."


@runtime_checkable
class UnsavedWork(Protocol):
    """A screen that holds words which are not saved yet."""

    def save_now(self) -> str:
        """Keep them at once, without a worker, as the process is about to end.

        Returns:
            A line for the shell that says where they are; "" if there were none.
        """


@dataclass(frozen=True, slots=True)
class GuideResult:
    """How a guide was left.

    Args:
        entry: what was saved; None where it was left before.
        draft: id of the draft that was kept; "" for none.
        is_said: whether the farewell of the context tells already where the words are.
    """

    entry: "Entry | None" = None
    draft_id: str = ""
    is_reported: bool = False
