"""The plain guide, which asks the questions of a session one by one."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reflect.cli.plain.commands import LeaveQuestion, command_named
from reflect.cli.plain.commitment import ask_commitment
from reflect.cli.plain.keyboard import InputRequest, InputResult, Keyboard
from reflect.cli.plain.page import PlainPage
from reflect.cli.plain.pause import show_pause
from reflect.cli.plain.prompts import ask_choice, ask_date, ask_kind, ask_scale, ask_words
from reflect.cli.plain.signals import TerminalGone
from reflect.cli.plain.similar import SimilarBox
from reflect.errors import ConflictError, ReflectError, StoppedError, UsageError
from reflect.model.entry import Entry
from reflect.model.guide import COMMITMENT_ANSWERS, LOWEST, Prompt
from reflect.practice.entry_builder import ratings_of
from reflect.practice.score import lowest_line, score_lines
from reflect.practice.session import Session
from reflect.practice.similarity import SimilarEntry
from reflect.text.clean import clean

FINISHED, ENOUGH, QUIT = "finished", "enough", "quit"


@dataclass(frozen=True)
class GuideServices:
    """The functions and settings that a guide depends on.

    Args:
        autosave: a function that saves the draft and returns an error not yet reported, or None.
        now: a function that returns the current time.
        edit: a function that opens text in the user's editor, passes the edited text to its
            second argument to be saved, and returns it.
        lessons: a function that returns earlier lessons, for prompts that offer them.
        earlier: a function that returns earlier entries similar to the answers so far.
        score: a function that returns lines about the score of an entry.
        hints_off: the wording hints that are turned off; None to turn off all hints.
        pause: the length of the pause in seconds.
        reduce_motion: whether to avoid animation.
    """

    autosave: Callable[[], ReflectError | None]
    now: Callable[[], datetime]
    edit: Callable[[str, Callable[[str], None]], str]
    lessons: Callable[[], Sequence[str]]
    earlier: Callable[[], Sequence[SimilarEntry]] = tuple
    score: Callable[[Entry], Sequence[str]] = score_lines
    hints_off: Collection[str] | None = ()
    pause: float = 0
    reduce_motion: bool = False


class PlainGuide:
    """Asks the questions of a session.

    Args:
        session: the session, which is updated in place.
        page: the page that shows the questions.
        keyboard: the keyboard that reads the answers.
        services: the functions and settings that the guide depends on.
    """

    def __init__(
        self, session: Session, page: PlainPage, keyboard: Keyboard, services: GuideServices
    ) -> None:
        self.session = session
        self.page = page
        self.keyboard = keyboard
        self.services = services
        self.similar = SimilarBox(session, page, services.earlier, services.now)
        self._unreported: ReflectError | None = None

    def run(self) -> str:
        """Ask the session's remaining questions, starting with the current prompt.

        Returns:
            How the session ended: FINISHED, ENOUGH or QUIT.

        Raises:
            KeyboardInterrupt, TerminalGone: the session was interrupted.
        """
        while (prompt := self._next()) is not None:
            if self.session.pause_due:
                show_pause(
                    self.services.pause,
                    self.page,
                    self.keyboard,
                    reduce_motion=self.services.reduce_motion,
                )
                self.session.mark_paused()
            ending = self.ask(prompt)
            if ending:
                return ending
        return FINISHED

    def ask(self, prompt: Prompt) -> str:
        """Ask the current prompt; return how the session ended, or "" if it continues."""
        self.show(prompt)
        ending = self._until_left(prompt)
        if not ending:
            self.autosave()
        return ending

    def autosave(self) -> None:
        """Save the draft; if saving fails repeatedly, report it only once."""
        error = self.services.autosave() or self._unreported
        self._unreported = None
        if error is not None:
            self.page.complain(error)
        # After a conflict, the text is kept in a draft of its own.
        if error is not None and not isinstance(error, ConflictError):
            self.page.note("You can go on: all of it is tried again at the end.")

    def keep_typing(self, text: str) -> None:
        """Save an unfinished answer to the current prompt."""
        prompt = self.session.prompt
        typing = (prompt.id, text) if prompt is not None and text.strip() else ("", "")
        if typing != self.session.typing:
            self.session.typing = typing
            self._unreported = self.services.autosave() or self._unreported

    def draft_of(self, prompt: Prompt) -> str:
        """Return the unfinished answer to a prompt, or "" if there is none."""
        return self.session.typing[1] if self.session.typing[0] == prompt.id else ""

    def answer(self, value: str | int) -> None:
        """Answer the current prompt, and report any characters removed from the text."""
        self.session.answer(value, self.services.now())
        if notice := clean(str(value)).notice:
            self.page.note(notice)

    def read(self, prompt: Prompt, request: InputRequest) -> InputResult:
        """Read one answer, running any commands that don't leave the question.

        Raises:
            LeaveQuestion: a command leaves the question.
        """
        while True:
            typed = self.keyboard.read(request)
            if typed.is_end:
                raise LeaveQuestion(ENOUGH)
            if not typed.command:
                if not typed.text.strip():
                    request.autosave("")
                return typed
            try:
                name = command_named(typed.command)
            except UsageError as error:
                self.page.complain(error)
                # If the terminal allows editing, let the user correct the line.
                line = typed.command if self.page.can_edit else ""
                request = _again(request, typed.text, line)
                continue
            if name == "help":
                self.page.help(prompt)
            elif name == "before":
                self.similar.show()
            elif name == "edit" and prompt.answer in ("text", "line", "list"):
                edited = self._edit(typed.text or request.current)
                if edited is not None:
                    return InputResult(edited)
            elif name == "edit":
                self.page.note("This one is answered here: it is one line.")
            else:
                request.autosave(typed.text)
                raise LeaveQuestion(name, typed.text)
            request = _again(request, typed.text)

    def request(
        self, prompt: Prompt, current: str = "", *, multiline: bool = False
    ) -> InputRequest:
        """Return the request for an answer, after showing any draft that can't be edited."""
        draft = self.draft_of(prompt)
        if draft and not self.page.can_edit:
            self.page.draft(draft)
        return InputRequest(self.keep_typing, current, draft, multiline, self.page.prefix)

    def show(self, prompt: Prompt) -> None:
        """Show a question with its help, and lessons and similar entries if there are any."""
        session = self.session
        place = f"{session.position + 1} of {len(session.steps)}"
        self.page.question(prompt, prompt.help_for(session.kind), place)
        if prompt.offers == "lessons":
            self.page.lessons(self.services.lessons())
        if prompt.offers == LOWEST and (line := lowest_line(ratings_of(session))):
            self.page.note(line)
        if prompt.stage == "reflection":
            self.similar.remark()
        self.page.gap()

    def _next(self) -> Prompt | None:
        """Return the prompt to ask; after the last one, a required prompt without an answer."""
        session = self.session
        if session.prompt is None and session.missing:
            session.jump(session.missing[0].id)
        return session.prompt

    def _edit(self, text: str) -> str | None:
        text = text.rstrip("\n")
        try:
            with self.keyboard.suspended():
                text = f"{text}\n" if text else ""
                edited = self.services.edit(text, self.keep_typing).strip("\n")
        except StoppedError:
            raise TerminalGone(is_gone=False) from None
        except ReflectError as error:
            self.page.complain(error)
            return None
        self.page.out.prose(edited, style="dim", indent=len(self.page.prefix))
        return edited

    def _until_left(self, prompt: Prompt) -> str:
        """Ask until the question is answered or left; return how the session ended, or ""."""
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
        elif prompt.answer in COMMITMENT_ANSWERS:
            ask_commitment(self, prompt)
        else:
            by_answer = {"choice": ask_choice, "scale": ask_scale, "date": ask_date}
            by_answer.get(prompt.answer, ask_words)(self, prompt)

    def _leave(self, prompt: Prompt, leave: LeaveQuestion) -> str | None:
        """Run a command that leaves the question; return None to ask the same question again."""
        session = self.session
        if leave.command in (ENOUGH, QUIT):
            if leave.text.strip():
                session.typing = (prompt.id, leave.text)
            self.autosave()
            is_bare = not session.has_answers and not session.typing[1]
            return QUIT if is_bare else leave.command
        if leave.command == "clear":
            session.clear(prompt.id)
            session.typing = ("", "")
            self.page.note("Taken away.")
            return None
        if leave.text.strip():
            self.answer(leave.text)
            self.page.note("What you typed is kept.")
        if leave.command == "back":
            session.back()
        else:
            session.skip()
        return ""


def _again(request: InputRequest, draft: str, refused: str = "") -> InputRequest:
    current = "" if draft or refused else request.current
    return replace(request, current=current, draft=draft, refused=refused)
