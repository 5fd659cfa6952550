"""The keys of Browse, in the order in which footer and help show them."""

from textual.binding import Binding, BindingType

# Where the footer has no room for all, these go first, in this order.
FOOTER_DROP_ORDER = ("browse.all", "browse.select", "browse.delete", "browse.edit", "browse.search")

# What asks for a place to write in has priority: it is carried out before the next key is looked
# at, so that letters typed right behind it are no keys of the list.
# No groups: a footer shows a group's name in place of what each key does.
KEYS: list[BindingType] = [
    Binding(
        "n", "new", "new", id="browse.new",
        priority=True,
        tooltip="Reflect on something, one question at a time",
    ),
    Binding(
        "c", "capture", "capture", id="browse.capture",
        priority=True,
        tooltip="Note something now, reflect on it later",
    ),
    Binding(
        "r", "resume", "resume", id="browse.resume", show=False,
        priority=True,
        tooltip="Go on with the draft, capture or unfinished entry that was left last",
    ),
    Binding(
        "slash", "search", "search", key_display="/", id="browse.search",
        priority=True,
        tooltip="Search while you type",
    ),
    Binding(
        "e", "edit", "edit", id="browse.edit",
        priority=True,
        tooltip="Change the entry as a text",
    ),
    Binding(
        "x,delete", "delete", "delete", id="browse.delete",
        tooltip="Move to the trash",
    ),
    Binding(
        "u", "undo", "undo", id="browse.undo", show=False,
        tooltip="Take back what was deleted or tagged last",
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
        "o", "export", "export", id="browse.export", show=False,
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
        "ctrl+p", "app.command_palette", "all", key_display="^p", id="browse.all",
        priority=True,  # or the app's own, which the footer doesn't show, would come first
        tooltip="Every action, and every entry by its title",
    ),
    Binding(
        "question_mark", "app.help", "help", key_display="?", id="browse.help",
        tooltip="All keys of this screen",
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
