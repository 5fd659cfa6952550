"""Key bindings of the Guide, in the order in which the footer shows them."""

from textual.binding import Binding, BindingType


def _binding(
    key: str,
    action: str,
    label: str,
    tooltip: str,
    *,
    key_display: str | None = None,
    show: bool = True,
) -> Binding:
    """Return a binding that takes precedence over those of the field.

    Its action runs as soon as the key is pressed, so that later keys go to the next question.
    """
    return Binding(
        key,
        action,
        label,
        id=f"guide.{action}",
        tooltip=tooltip,
        key_display=key_display,
        show=show,
        priority=True,
    )


# No groups: the footer would show the group's name instead of each key's label.
BINDINGS: list[BindingType] = [
    _binding("tab", "next", "next", "To the next question; an empty answer skips this one"),
    _binding("enter", "done", "done", "Done with this line: on to the next", show=False),
    _binding("shift+tab", "back", "back", "To the question before", key_display="⇧tab"),
    _binding("ctrl+s", "save", "save", "Save the entry"),
    _binding("ctrl+q", "leave", "leave", "Leave; the draft is kept"),
    _binding("ctrl+d", "enough", "enough", "Enough for tonight: what is there is saved"),
    _binding("ctrl+r", "before", "before", "You have been here before: show it, or fold it away"),
    _binding("ctrl+o", "editor", "edit", "Write this answer in your editor"),
    _binding("ctrl+s", "keep", "keep", "Keep the draft now", show=False),
    _binding("t", "tags", "tags", "Give it tags, or take them away"),
    _binding("escape", "fold_or_leave", "", "Fold away the earlier entries, or leave", show=False),
    Binding("f1", "app.help", "help", id="guide.help", tooltip="All keys of this page"),
    Binding(
        "ctrl+c",
        "copy_or_leave",
        id="guide.copy",
        show=False,
        tooltip="Copy what is selected; with nothing selected, leave",
    ),
    # The card has no next question, so tab moves the focus there.
    Binding("tab", "app.focus_next", show=False, system=True),
]
