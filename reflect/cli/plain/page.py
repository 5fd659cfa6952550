"""The look of a question: progress, the question, its help, and its current answer."""

from collections.abc import Sequence

from reflect.cli.output import Output, Span
from reflect.cli.plain.commands import COMMANDS, KEYS
from reflect.errors import CommandLine, ReflectError, command_line, next_steps
from reflect.model.guide import Prompt, Scale

MARGIN = 2
EXAMPLE = "For example: "


class PlainPage:
    """Writes the questions and messages of a guide.

    Args:
        out: stderr, as stdout is for results.
        to_line: writes a command with the global options of this run.
        can_edit: whether a text can be edited where it is typed.
    """

    def __init__(
        self, out: Output, to_line: CommandLine = command_line, *, can_edit: bool = False
    ) -> None:
        self.out = out
        self.can_edit = can_edit
        self._to_line = to_line

    @property
    def margin(self) -> int:
        """The columns left free before each line: none on a narrow or simple terminal."""
        return MARGIN if self.out.is_styled and not self.out.is_narrow else 0

    @property
    def prefix(self) -> str:
        """The text before an answer."""
        return " " * self.margin + "> "

    def label(self, words: str) -> str:
        """Return the text before the answer to a part."""
        return " " * self.margin + f"{words}: "

    def line(self, *spans: Span, extra: int = 0) -> None:
        """Write one line within the margin, wrapped where it must be."""
        indent = self.margin + extra
        self.out.line(*spans, indent=indent, hang=indent)

    def gap(self) -> None:
        """Write an empty line."""
        self.out.line()

    def question(self, prompt: Prompt, help_line: str, place: str) -> None:
        """Show a question.

        Args:
            prompt: what is asked.
            help_line: the line below it.
            place: the progress, such as "3 of 9".
        """
        self.gap()
        self.line((f"{place} · {prompt.stage}", "dim"))
        self.line((prompt.ask, "bold"))
        self.line((help_line, "dim"))
        if prompt.answer != "choice":
            self.example(prompt)

    def example(self, prompt: Prompt) -> None:
        """Show the example of a question, if it has one."""
        for number, row in enumerate(prompt.example.split("\n") if prompt.example else ()):
            lead = EXAMPLE if number == 0 else " " * len(EXAMPLE)
            self.line((f"{lead}{row}", "dim italic"))

    def lessons(self, lines: Sequence[str]) -> None:
        """Show earlier lessons with a question."""
        if not lines:
            return
        self.line(("From your journal:", "cyan"))
        for line in lines:
            self.out.line(("· ", "cyan"), line, indent=self.margin + 2, hang=self.margin + 4)

    def options(self, sentences: Sequence[str]) -> None:
        """Show numbered options."""
        for number, sentence in enumerate(sentences, 1):
            self.out.line(
                (f"{number:>2}  ", "cyan"), sentence, indent=self.margin, hang=self.margin + 4
            )

    def scale(self, scale: Scale) -> None:
        """Show the two ends of a scale."""
        ends = ((scale.low, scale.low_label), (scale.high, scale.high_label))
        self.line((" … ".join(f"{number} {label}".strip() for number, label in ends), "cyan"))

    def current_answer(self, text: str) -> None:
        """Show the current answer to a question."""
        self.line(("Your answer so far:", "cyan"))
        self.out.prose(text, indent=self.margin + 2)
        change = ", ↑ brings it back to be changed" if self.can_edit else ""
        self.note(f"Enter keeps it{change}; a new text takes its place.")

    def resumed(self, question: str, words: str) -> None:
        """Show the first answer of a session that is resumed."""
        self.line((f"{question} ", "bold"), (words, "dim"))

    def offered(self, line: str) -> None:
        """Show a short answer that enter accepts."""
        self.line(("Enter takes: ", "dim"), (line, "cyan"))

    def draft(self, text: str) -> None:
        """Show an unfinished answer that can be continued but not edited."""
        self.line(("You had begun:", "cyan"))
        self.out.prose(text.rstrip("\n"), indent=self.margin + 2)

    def note(self, words: str) -> None:
        """Write a remark."""
        self.line((words, "dim"))

    def echo(self, words: str) -> None:
        """Show how an answer was understood."""
        self.line((words, "green"), extra=2)

    def complain(self, error: ReflectError) -> None:
        """Show what is wrong, and what to do about it."""
        message = error.message[:1].upper() + error.message[1:]
        self.line((f"{message.rstrip('.')}.", "yellow"))
        if steps := next_steps(error, self._to_line):
            self.line((steps, "dim"))

    def help(self, prompt: Prompt) -> None:
        """Show the commands and the example of a question."""
        wide = 12
        rows = [*((f":{name}", what) for name, what in COMMANDS.items()), *KEYS]
        for name, what in rows:
            self.out.line(
                (f"{name:<{wide}}", "cyan"), what, indent=self.margin, hang=self.margin + wide
            )
        self.example(prompt)
