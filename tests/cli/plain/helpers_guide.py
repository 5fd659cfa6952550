"""A plain guide in memory that takes scripted answers and records its output."""

import io
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Self

from reflect.cli.output import Output
from reflect.cli.plain.final_review import final_review
from reflect.cli.plain.guide import FINISHED, GuideServices, PlainGuide
from reflect.cli.plain.keyboard import InputRequest, InputResult
from reflect.cli.plain.page import PlainPage
from reflect.cli.plain.signals import TerminalGone
from reflect.practice.session import Session
from reflect.practice.similarity import SimilarEntry
from tests.factories import NOW


class ScriptedKeyboard:
    """A keyboard that types the given lines, after which the terminal closes.

    Args:
        lines: one line per question; "" for enter alone.
        unfinished: the text typed without enter before the terminal closes.
    """

    def __init__(self, *lines: str, unfinished: str = "") -> None:
        self._lines = list(lines)
        self._unfinished = unfinished
        self.requests: list[InputRequest] = []

    def read(self, request: InputRequest) -> InputResult:
        """Return the next line of the script."""
        self.requests.append(request)
        if not self._lines:
            request.autosave(self._unfinished)
            raise TerminalGone
        line = self._lines.pop(0)
        if not line and request.current:
            return InputResult(request.current, is_new=False)
        return InputResult("", command=line) if line.startswith(":") else InputResult(line)

    def wait(self, seconds: float) -> bool:
        """Press enter immediately."""
        return True

    def discard(self) -> None:
        pass

    @contextmanager
    def suspended(self) -> Iterator[None]:
        yield

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        pass


class ScriptedGuide:
    """A guide with scripted answers.

    Args:
        session: the session to answer.
        lines: the lines to type.
        earlier: similar entries.
        hints_off: the wording hints to turn off; None to turn off all of them.
        unfinished: the text typed last, without enter.
    """

    def __init__(
        self,
        session: Session,
        *lines: str,
        earlier: Sequence[SimilarEntry] = (),
        hints_off: Collection[str] | None = (),
        unfinished: str = "",
    ) -> None:
        self.session = session
        self.ending: str | None = None
        self.keyboard = ScriptedKeyboard(*lines, unfinished=unfinished)
        self._stream = io.StringIO()
        self.drafts = 0
        services = GuideServices(
            autosave=self._count,
            now=lambda: NOW,
            edit=lambda text, save: text,
            lessons=list,
            earlier=lambda: earlier,
            hints_off=hints_off,
        )
        self.guide = PlainGuide(session, PlainPage(Output(self._stream)), self.keyboard, services)

    def run(self, *, with_review: bool = False) -> str:
        """Run until the script ends; return the output."""
        with suppress(TerminalGone):
            self.ending = self.guide.run()
            if with_review and self.ending == FINISHED:
                self.ending = final_review(self.guide)
        return self._stream.getvalue()

    def _count(self) -> None:
        self.drafts += 1
