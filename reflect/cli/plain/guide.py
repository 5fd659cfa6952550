"""A guide asked line by line: one question after another, until it is answered or left."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reflect.cli.plain.commands import command_named
from reflect.cli.plain.commitment import ask_commitment
from reflect.cli.plain.keyboard import InputRequest, InputResult, Keyboard, TerminalGone
from reflect.cli.plain.output import PlainPage
from reflect.cli.plain.pause import quiet
from reflect.cli.plain.prompts import ask_choice, ask_date, ask_kind, ask_scale, ask_words
from reflect.cli.plain.similar import SimilarBox
from reflect.errors import ReflectError, StoppedError, UsageError
from reflect.model.guide import Prompt
from reflect.practice.session import Session
from reflect.practice.similarity import SimilarEntry

FINISHED, ENOUGH, QUIT = "finished", "enough", "quit"


@dataclass(frozen=True)
class GuideServices:
    """What asking needs from outside.

    Args:
        keep: saves the session as a draft.
        now: the clock.
        edit: gives a text to the editor and returns what comes back.
        lessons: earlier lessons, one a line, for the prompts that offer them.
        earlier: earlier entries that are like what was written so far.
        hints_off: patterns of language that are not pointed out; None for none at all.
        pause: seconds of quiet.
        still: whether nothing may move on the screen.
    """

    keep: Callable[[], None]
    now: Callable[[], datetime]
    edit: Callable[[str], str]
    lessons: Callable[[], Sequence[str]]
    earlier: Callable[[], Sequence[SimilarEntry]] = tuple
    hints_off: Collection[str] | None = ()
    pause: float = 0
    still: bool = False


class LeaveQuestion(Exception):
    """A command leads away from a question.

    Args:
        where: "back", "skip", "clear", "enough" or "quit".
        text: what was typed to the question before it.
    """

    def __init__(self, where: str, text: str = "") -> None:
        super().__init__(where)
        self.where = where
        self.text = text


class PlainGuide:
    """Asks the questions of a session.

    Args:
        session: is answered in place.
        page: shows the questions.
        keyboard: reads the answers.
        tools: what it needs from outside.
    """

    def __init__(
        self, session: Session, page: PlainPage, keyboard: Keyboard, tools: GuideServices
    ) -> None:
        self.session = session
        self.page = page
        self.keyboard = keyboard
        self.tools = tools
        self.before = SimilarBox(session, page, tools.earlier, tools.now)

    def run(self) -> str:
        """Ask from where the session stands; say how it ended: FINISHED, ENOUGH or QUIT.

        Raises:
            KeyboardInterrupt, HungUp: it was broken off; the draft is kept.
        """
        while (prompt := self._next()) is not None:
            if self.session.pause_due:
                quiet(self.tools.pause, self.page, self.keyboard, still=self.tools.still)
                self.session.mark_paused()
            ending = self.ask(prompt)
            if ending:
                return ending
        return FINISHED

    def ask(self, prompt: Prompt) -> str:
        """Ask the question one stands at; return how the session ended, "" where it goes on."""
        self.show(prompt)
        ending = self._until_left(prompt)
        if not ending:
            self.keep()
        return ending

    def _next(self) -> Prompt | None:
        """Find the question to ask; after the last, one that is required and still open."""
        session = self.session
        if session.prompt is None and session.missing:
            session.jump(session.missing[0].id)
        return session.prompt

    def keep(self) -> None:
        """Keep the draft, once there is something in it."""
        if not self.session.is_empty:
            self.tools.keep()

    def typed(self, text: str) -> None:
        """Keep the text of an answer that is not complete yet."""
        prompt = self.session.prompt
        typing = (prompt.id, text) if prompt is not None and text.strip() else ("", "")
        if typing != self.session.typing:
            self.session.typing = typing
            self.keep()

    def begun(self, prompt: Prompt) -> str:
        """Give what had been typed to a question before it was broken off."""
        return self.session.typing[1] if self.session.typing[0] == prompt.id else ""

    def answer(self, value: str | int) -> None:
        """Answer the current question."""
        self.session.answer(value, self.tools.now())

    def read(self, prompt: Prompt, field: InputRequest) -> InputResult:
        """Read one answer; its commands are carried out here, or lead away.

        Raises:
            Leave: a command leads away.
        """
        while True:
            typed = self.keyboard.read(field)
            if typed.is_end:
                raise LeaveQuestion(ENOUGH)
            if not typed.command:
                if not typed.text.strip():
                    field.typed("")
                return typed
            try:
                name = command_named(typed.command)
            except UsageError as error:
                self.page.complain(error)
                # Where it can be edited, the line comes back to be put right.
                line = typed.command if self.page.out.is_styled else ""
                field = _again(field, typed.text, line)
                continue
            if name == "help":
                self.page.help(prompt)
            elif name == "before":
                self.before.show()
            elif name == "edit" and prompt.answer in ("text", "line", "list"):
                edited = self._edited(typed.text or field.standing)
                if edited is not None:
                    return InputResult(edited)
            elif name == "edit":
                self.page.note("This one is answered here: it is one line.")
            else:
                field.typed(typed.text)
                raise LeaveQuestion(name, typed.text)
            field = _again(field, typed.text)

    def field(self, prompt: Prompt, standing: str = "", *, lines: bool = False) -> InputRequest:
        """Make the field of a question, and show what was begun where it can't be edited."""
        begun = self.begun(prompt)
        if begun and not self.page.out.is_styled:
            self.page.begun(begun)
        return InputRequest(self.typed, standing, begun, lines, self.page.prefix)

    def _edited(self, text: str) -> str | None:
        text = text.rstrip("\n")
        try:
            with self.keyboard.lent():
                edited = self.tools.edit(f"{text}\n" if text else "").strip("\n")
        except StoppedError:
            raise TerminalGone(is_gone=False) from None
        except ReflectError as error:
            self.page.complain(error)
            return None
        self.page.out.prose(edited, style="dim", indent=len(self.page.prefix))
        return edited

    def show(self, prompt: Prompt) -> None:
        """Show a question, with what belongs beside it."""
        session = self.session
        place = f"{session.position + 1} of {len(session.steps)}"
        self.page.question(prompt, prompt.help_for(session.kind), place)
        if prompt.offers == "lessons":
            self.page.lessons(self.tools.lessons())
        if prompt.stage == "reflection":
            self.before.remark()
        self.page.gap()

    def _until_left(self, prompt: Prompt) -> str:
        """Ask a question until one leaves it; return how the session ended, if it did."""
        while True:
            try:
                self._ask(prompt)
                return ""
            except UsageError as error:
                self.page.complain(error)
            except LeaveQuestion as leave:
                try:
                    ending = self._leave(prompt, leave)
                except UsageError as error:
                    self.page.complain(error)
                    continue
                if ending is not None:
                    return ending

    def _ask(self, prompt: Prompt) -> None:
        if prompt.feeds == "kind":
            ask_kind(self, prompt)
        elif prompt.answer == "commitment":
            ask_commitment(self, prompt)
        else:
            by_answer = {"choice": ask_choice, "scale": ask_scale, "date": ask_date}
            by_answer.get(prompt.answer, ask_words)(self, prompt)

    def _leave(self, prompt: Prompt, leave: LeaveQuestion) -> str | None:
        """Carry out a command that leads away; None where it leads back to the same question."""
        session = self.session
        if leave.where in (ENOUGH, QUIT):
            if leave.text.strip():
                session.typing = (prompt.id, leave.text)
            self.keep()
            is_bare = not session.has_answers and not session.typing[1]
            return QUIT if is_bare else leave.where
        if leave.where == "clear":
            session.clear(prompt.id)
            session.typing = ("", "")
            self.page.note("Taken away.")
            return None
        if leave.text.strip():
            self.answer(leave.text)
            self.page.note("What you typed is kept.")
        if leave.where == "back":
            session.back()
        else:
            session.skip()
        return ""


def _again(field: InputRequest, begun: str, refused: str = "") -> InputRequest:
    standing = "" if begun or refused else field.standing
    return replace(field, standing=standing, begun=begun, refused=refused)
