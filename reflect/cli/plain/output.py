"""How a question looks: quiet progress, the question, help, and what belongs beside it."""

from collections.abc import Sequence

from reflect.cli.output import Output, Span
from reflect.cli.plain.commands import COMMANDS, KEYS
from reflect.errors import CommandLine, ReflectError, command_line, next_steps
from reflect.model.guide import Prompt, Scale

MARGIN = 2
EXAMPLE = "For example: "


class PlainPage:
    """Writes what surrounds the answers.

    Args:
        out: stderr; what is asked and said never mixes with results.
        to_line: writes a command with the global options of this run.
    """

    def __init__(self, out: Output, to_line: CommandLine = command_line) -> None:
        self.out = out
        self._to_line = to_line

    @property
    def margin(self) -> int:
        """Columns left free before each line: none on a narrow or simple terminal."""
        return MARGIN if self.out.is_styled and not self.out.is_narrow else 0

    @property
    def prefix(self) -> str:
        """What stands before an answer."""
        return " " * self.margin + "> "

    def label(self, words: str) -> str:
        """Make words stand before an answer."""
        return " " * self.margin + f"{words}: "

    def line(self, *spans: Span, extra: int = 0) -> None:
        """Write one line within the margin, wrapped where it must be."""
        indent = self.margin + extra
        self.out.line(*spans, indent=indent, hang=indent)

    def gap(self) -> None:
        """Leave a line free."""
        self.out.line()

    def question(self, prompt: Prompt, help_line: str, place: str) -> None:
        """Show a question.

        Args:
            prompt: what is asked.
            help_line: the line below it.
            place: how far one is, such as "3 of 9".
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
        """Show earlier lessons beside a question."""
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

    def standing(self, text: str) -> None:
        """Show the answer that stands, of one line or more."""
        self.line(("Your answer so far:", "cyan"))
        self.out.prose(text, indent=self.margin + 2)
        change = ", ↑ brings it back to be changed" if self.out.is_styled else ""
        self.note(f"Enter keeps it{change}; a new text takes its place.")

    def standing_before(self, question: str, words: str) -> None:
        """Show what a session that is gone on with began with."""
        self.line((f"{question} ", "bold"), (words, "dim"))

    def offered(self, line: str) -> None:
        """Show a short answer that enter takes or keeps."""
        self.line(("Enter takes: ", "dim"), (line, "cyan"))

    def begun(self, text: str) -> None:
        """Show a text that was begun and can only be gone on with."""
        self.line(("You had begun:", "cyan"))
        self.out.prose(text.rstrip("\n"), indent=self.margin + 2)

    def note(self, words: str) -> None:
        """Say something in passing."""
        self.line((words, "dim"))

    def echo(self, words: str) -> None:
        """Say how an answer was understood."""
        self.line((words, "green"), extra=2)

    def complain(self, error: ReflectError) -> None:
        """Say what is wrong with an answer, and what would do."""
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
