"""The colon commands of the plain guide, such as `:back`."""

from reflect.errors import UsageError

COMMANDS = {
    "back": "the question before",
    "skip": "leave this question as it is, and go on",
    "edit": "write this answer in the editor",
    "clear": "take this answer away",
    "before": "earlier entries that are like this one",
    "enough": "enough for tonight: keep what is there; `reflect resume` asks the rest",
    "quit": "stop here; a draft is kept",
    "help": "these lines",
}
KEYS = (
    ("empty line", "ends an answer; enter alone skips the question"),
    ("Alt-Enter", "an empty line within an answer"),
    ("Ctrl-O", "writes this answer in the editor, as :edit does"),
    ("Ctrl-D", "ends an answer too; where nothing is typed: enough for tonight"),
    ("Ctrl-C", "stops; a draft is kept, with the lines typed so far"),
    ("::", "a colon at the beginning of a line"),
)


class LeaveQuestion(Exception):
    """Raised when a command leaves the current question.

    Args:
        command: "back", "skip", "clear", "enough" or "quit".
        text: the text typed before the command.
    """

    def __init__(self, command: str, text: str = "") -> None:
        super().__init__(command)
        self.command = command
        self.text = text


def command_named(line: str) -> str:
    """Return the name of the command on a line.

    Args:
        line: the line, starting with its colon.

    Raises:
        UsageError: the command does not exist, or other words follow it.
    """
    word, _, rest = line[1:].strip().partition(" ")
    name = word.lower()
    if name not in COMMANDS:
        from difflib import get_close_matches

        near = get_close_matches(name, COMMANDS, n=1, cutoff=0.4)
        nearest = f"Did you mean :{near[0]}?" if near else ":help lists the commands."
        raise UsageError(
            f"no such command: :{word[:20]}", hint=f"{nearest} A line begun with :: is text."
        )
    if rest:
        raise UsageError(f":{name} stands alone on its line", hint="A line begun with :: is text.")
    return name
