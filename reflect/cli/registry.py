"""The registry of commands: their modules and help panels."""

from dataclasses import dataclass

WRITE = "Write"
REVIEW = "Review"
FIND = "Find"
TEND = "Tend"
SETUP = "Set up"


@dataclass(frozen=True, slots=True)
class RegisteredCommand:
    """A command that is imported on demand.

    Args:
        module: The name of its module in `reflect.cli.commands`.
        panel: The heading under which the help lists it.
        uses_journal: Whether `--journal` affects it.
    """

    module: str
    panel: str
    uses_journal: bool = True


COMMANDS = {
    "new": RegisteredCommand("new", WRITE),
    "resume": RegisteredCommand("resume", WRITE),
    "capture": RegisteredCommand("capture", WRITE),
    "today": RegisteredCommand("today", REVIEW),
    "review": RegisteredCommand("review", REVIEW),
    "look-back": RegisteredCommand("look_back", REVIEW),
    "commitments": RegisteredCommand("commitments", REVIEW),
    "occasion": RegisteredCommand("occasion", REVIEW),
    "list": RegisteredCommand("listing", FIND),
    "search": RegisteredCommand("listing", FIND),
    "lessons": RegisteredCommand("lessons", FIND),
    "show": RegisteredCommand("show", FIND),
    "browse": RegisteredCommand("browse", FIND),
    "export": RegisteredCommand("export", FIND),
    "edit": RegisteredCommand("edit", TEND),
    "delete": RegisteredCommand("delete", TEND),
    "restore": RegisteredCommand("restore", TEND),
    "tags": RegisteredCommand("tags", TEND),
    "guides": RegisteredCommand("guides", SETUP, uses_journal=False),
    "backup": RegisteredCommand("backup", SETUP),
    "encrypt": RegisteredCommand("encryption", SETUP),
    "decrypt": RegisteredCommand("encryption", SETUP),
    "passphrase": RegisteredCommand("passphrase", SETUP),
    "config": RegisteredCommand("config", SETUP, uses_journal=False),
    "doctor": RegisteredCommand("doctor", SETUP),
    "completion": RegisteredCommand("completion", SETUP, uses_journal=False),
    "demo": RegisteredCommand("demo", SETUP, uses_journal=False),
    "help": RegisteredCommand("help", SETUP, uses_journal=False),
}
