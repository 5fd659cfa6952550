"""The keys of the guide, and which of them a narrow terminal shows."""

from textual.binding import Binding, BindingType

# In this order they go from the foot of the page where there is no room.
FOOTER_DROP_ORDER = (
    "options.pick",
    "guide.keep",
    "guide.help",
    "guide.editor",
    "commitment.forecast",
    "guide.before",
    "guide.back",
    "guide.enough",
)


def _key(
    key: str,
    action: str,
    told: str,
    tooltip: str,
    *,
    shown: str | None = None,
    is_shown: bool = True,
) -> Binding:
    """Make a binding that comes before those of the field.

    So it is carried out when it is pressed, and the keys behind it go to the next question.
    """
    return Binding(
        key,
        action,
        told,
        id=f"guide.{action}",
        tooltip=tooltip,
        key_display=shown,
        show=is_shown,
        priority=True,
    )


# No groups: the footer would show the name of a group in place of what its keys do.
KEYS: list[BindingType] = [
    _key("tab", "next", "next", "To the next question; an empty answer skips this one"),
    _key("enter", "done", "done", "Done with this line: on to the next", is_shown=False),
    _key("shift+tab", "back", "back", "To the question before", shown="⇧tab"),
    _key("ctrl+d", "enough", "enough", "Enough for tonight: what is there is saved"),
    _key("ctrl+q", "leave", "leave", "Leave; the draft is kept"),
    _key("ctrl+o", "editor", "edit", "Write this answer in your editor"),
    _key("ctrl+s", "keep", "keep", "Keep the draft now"),
    _key("ctrl+s", "save", "save", "Save the entry"),
    _key("t", "tags", "tags", "Give it tags, or take them away"),
    _key("ctrl+r", "before", "before", "You have been here before: show it, or fold it away"),
    _key(
        "escape",
        "fold_or_leave",
        "",
        "Fold away the earlier entries, or leave",
        is_shown=False,
    ),
    Binding("f1", "app.help", "help", id="guide.help", tooltip="All keys of this page"),
    Binding(
        "ctrl+c",
        "copy_or_leave",
        id="guide.copy",
        show=False,
        tooltip="Copy what is selected; with nothing selected, leave",
    ),
    # On the card there is no next question.
    Binding("tab", "app.focus_next", show=False, system=True),
]
