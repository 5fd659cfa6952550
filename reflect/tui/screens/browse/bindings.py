"""Key bindings of Browse, in the order in which the footer and the help show them."""

from textual.binding import Binding, BindingType

# No groups: the footer would show the group's name instead of each key's label.
BINDINGS: list[BindingType] = [
    Binding(
        "n", "new", "new", id="browse.new",
        tooltip="Reflect on something, one question at a time",
    ),
    Binding(
        "c", "capture", "capture", id="browse.capture",
        tooltip="Note something now, reflect on it later",
    ),
    Binding(
        "r", "resume", "resume", id="browse.resume", show=False,
        tooltip="Go on with the draft, capture or unfinished entry that was left last",
    ),
    Binding(
        "slash", "search", "search", key_display="/", id="browse.search",
        # Ensures that even an immediately following letter goes to the search box.
        priority=True,
        tooltip="Search while you type",
    ),
    Binding(
        "e", "edit", "edit", id="browse.edit",
        tooltip="Change the entry as a text",
    ),
    Binding(
        "E", "reopen", "reopen", id="browse.reopen", show=False,
        tooltip="Open the entry in its guide again, with every answer in place",
    ),
    Binding(
        "x,delete", "delete", "delete", id="browse.delete",
        tooltip="Move to the trash",
    ),
    Binding(
        "u", "undo", "undo", id="browse.undo", show=False,
        tooltip="Take back what was deleted, tagged or noted last",
    ),
    Binding(
        "question_mark", "app.help", "help", key_display="?", id="browse.help",
        tooltip="All keys of this screen",
    ),
    Binding(
        "ctrl+p", "app.command_palette", "all", key_display="^p", id="browse.all",
        priority=True,  # otherwise the app's own binding, hidden from the footer, would win
        tooltip="Every action, and every entry by its title",
    ),
    Binding(
        "2", "review", "review", id="browse.review", show=False,
        tooltip="Look back on what is due, and review lessons",
    ),
    Binding(
        "space", "select", "select", id="browse.select",
        tooltip="Select the entry, and go on to the next",
    ),
    Binding(
        "A", "select_all", "select all", id="browse.select-all", show=False,
        tooltip="Select all that is listed",
    ),
    Binding(
        "t", "tag", "tag", id="browse.tag", show=False,
        tooltip="Add tags, or take tags away",
    ),
    Binding(
        "v", "lessons", "lessons", id="browse.lessons", show=False,
        tooltip="Show lessons instead of titles, or titles again",
    ),
    Binding(
        "o", "occasion", "it came up", id="browse.occasion", show=False,
        tooltip="Note that the lesson came up: used, or slipped",
    ),
    Binding(
        "w", "export", "export", id="browse.export", show=False,
        tooltip="Write what is selected to a Markdown file",
    ),
    Binding(
        "y", "copy", "copy the lesson", id="browse.copy", show=False,
        tooltip="Copy the lesson to the clipboard",
    ),
    Binding(
        "l", "links", "links", id="browse.links", show=False,
        tooltip="Open a link of the entry",
    ),
    Binding(
        "escape", "back", "back", id="browse.back", show=False,
        tooltip="Leave the entry, the selection, then the search",
    ),
    Binding(
        "q", "leave", "leave", id="browse.leave", show=False,
        tooltip="Leave; what is being saved is saved first",
    ),
    Binding(
        "ctrl+q", "leave", "leave", id="browse.leave-anywhere", show=False, priority=True,
        tooltip="Leave, from the search box, too",
    ),
]  # fmt: skip

NEED_AN_ENTRY = frozenset(
    [
        "edit",
        "reopen",
        "delete",
        "select",
        "select_all",
        "tag",
        "export",
        "copy",
        "links",
        "occasion",
    ]
)
"""The actions that are disabled in an empty list."""
