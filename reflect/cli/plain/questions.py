"""Short questions outside a guide, answered with a line, a number or a command."""

from collections.abc import Callable

from reflect.cli.plain.keyboard import InputRequest, Keyboard
from reflect.cli.plain.page import PlainPage
from reflect.errors import UsageError

BACK, SKIP, UNDO, QUIT = "back", "skip", "undo", "quit"
_COMMANDS = {
    BACK: "the question before",
    SKIP: "leave this question as it is, and go on",
    UNDO: "take back the last answer",
    QUIT: "stop here; what was answered is kept",
}
_SHORT_UNDO = "u"


class LeaveQuestionError(Exception):
    """Raised when the user leaves a question with a command.

    Args:
        command: BACK, SKIP, UNDO or QUIT.
    """

    def __init__(self, command: str) -> None:
        super().__init__(command)
        self.command = command


class Questions:
    """Asks short questions.

    Args:
        page: the page that shows them.
        keyboard: the keyboard that reads the answers.
    """

    def __init__(self, page: PlainPage, keyboard: Keyboard) -> None:
        self.page = page
        self.keyboard = keyboard

    def read(
        self,
        current: str = "",
        *,
        can_undo: bool = False,
        keep: Callable[[str], None] = lambda text: None,
    ) -> str:
        """Read a line.

        Args:
            current: the answer so far, which enter keeps.
            can_undo: whether a lone "u" takes back the last answer.
            keep: called with what was typed before an interruption.

        Returns:
            The line; "" if the user pressed enter.

        Raises:
            LeaveQuestionError: the user typed a command, or Ctrl-D on an empty line.
            KeyboardInterrupt, TerminalGone: the question was interrupted.
        """
        if current:
            self.page.offered(current)
        while True:
            request = InputRequest(keep, current, prefix=self.page.prefix)
            typed = self.keyboard.read(request)
            if typed.is_end:
                raise LeaveQuestionError(QUIT)
            if not typed.command:
                if can_undo and typed.text.strip().lower() == _SHORT_UNDO:
                    raise LeaveQuestionError(UNDO)
                return typed.text.strip()
            if name := self._command(typed.command):
                raise LeaveQuestionError(name)

    def _command(self, line: str) -> str:
        """Return the name of a command; "" if it is :help, which is shown, or unknown."""
        name = line[1:].strip().lower()
        if name in _COMMANDS:
            return name
        if name != "help":
            error = UsageError(
                f"no such command: :{name[:20]}", hint="A line begun with :: is text."
            )
            self.page.complain(error)
        for command, what in _COMMANDS.items():
            self.page.note(f":{command}  {what}")
        return ""
