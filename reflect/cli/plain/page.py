"""The page of the plain guide, which shows questions, options, answers and messages."""

from collections.abc import Sequence

from reflect.cli.output import Output, Span
from reflect.cli.plain.commands import COMMANDS, KEYS
from reflect.errors import CommandLine, ReflectError, command_line, next_steps
from reflect.model.guide import Prompt, Scale

MARGIN = 2
EXAMPLE = "For example: "


class PlainPage:
    """Prints the questions and messages of a guide.

    Args:
        out: the output for stderr, because stdout is reserved for results.
        to_line: a function that formats a command with the global options of this run.
        can_edit: whether the terminal allows the user to edit typed text.
    """

    def __init__(
        self, out: Output, to_line: CommandLine = command_line, *, can_edit: bool = False
    ) -> None:
        self.out = out
        self.can_edit = can_edit
        self._to_line = to_line

    @property
    def margin(self) -> int:
        """The left margin in columns: 0 on a narrow or simple terminal."""
        return MARGIN if self.out.is_styled and not self.out.is_narrow else 0

    @property
    def prefix(self) -> str:
        """The prompt shown before an answer."""
        return " " * self.margin + "> "

    def label(self, words: str) -> str:
        """Return the prompt shown before one part of an answer."""
        return " " * self.margin + f"{words}: "

    def line(self, *spans: Span, extra: int = 0) -> None:
        """Print one line within the margin, wrapping it if necessary.

        Args:
            spans: the text, in parts with optional styles.
            extra: extra indentation in columns.
        """
        indent = self.margin + extra
        self.out.line(*spans, indent=indent, hang=indent)

    def gap(self) -> None:
        """Print an empty line."""
        self.out.line()

    def question(self, prompt: Prompt, help_line: str, place: str) -> None:
        """Show a question.

        Args:
            prompt: the question.
            help_line: the help line below it.
            place: the position in the guide, such as "3 of 9".
        """
        self.gap()
        self.line((f"{place} · {prompt.stage}", "dim"))
        self.line((prompt.ask, "bold"))
        self.line((help_line, "dim"))
        if prompt.answer != "choice":
            self.example(prompt)

    def example(self, prompt: Prompt) -> None:
        """Show the example for a question, if it has one."""
        for number, row in enumerate(prompt.example.split("\n") if prompt.example else ()):
            lead = EXAMPLE if number == 0 else " " * len(EXAMPLE)
            self.line((f"{lead}{row}", "dim italic"))

    def lessons(self, lines: Sequence[str]) -> None:
        """Show earlier lessons below a question."""
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
        """Show the two ends of a scale with their labels."""
        ends = ((scale.low, scale.low_label), (scale.high, scale.high_label))
        self.line((" … ".join(f"{number} {label}".strip() for number, label in ends), "cyan"))

    def current_answer(self, text: str) -> None:
        """Show the current answer to a question."""
        self.line(("Your answer so far:", "cyan"))
        self.out.prose(text, indent=self.margin + 2)
        change = ", ↑ brings it back to be changed" if self.can_edit else ""
        self.note(f"Enter keeps it{change}; a new text takes its place.")

    def resumed(self, question: str, words: str) -> None:
        """Show the first answer of a resumed session."""
        self.line((f"{question} ", "bold"), (words, "dim"))

    def offered(self, line: str) -> None:
        """Show a short default answer that the user can accept with enter."""
        self.line(("Enter takes: ", "dim"), (line, "cyan"))

    def draft(self, text: str) -> None:
        """Show an unfinished answer that the user can continue but not edit."""
        self.line(("You had begun:", "cyan"))
        self.out.prose(text.rstrip("\n"), indent=self.margin + 2)

    def note(self, words: str) -> None:
        """Print a note."""
        self.line((words, "dim"))

    def echo(self, words: str) -> None:
        """Show how an answer was interpreted."""
        self.line((words, "green"), extra=2)

    def complain(self, error: ReflectError) -> None:
        """Show an error and its hint."""
        message = error.message[:1].upper() + error.message[1:]
        self.line((f"{message.rstrip('.')}.", "yellow"))
        if steps := next_steps(error, self._to_line):
            self.line((steps, "dim"))

    def help(self, prompt: Prompt) -> None:
        """Show the commands, the keys, and the example for a question."""
        wide = 12
        rows = [*((f":{name}", what) for name, what in COMMANDS.items()), *KEYS]
        for name, what in rows:
            self.out.line(
                (f"{name:<{wide}}", "cyan"), what, indent=self.margin, hang=self.margin + wide
            )
        self.example(prompt)
