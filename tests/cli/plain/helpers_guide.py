"""A plain guide in memory: answers from a script, and a page that is only remembered."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Self

from reflect.cli.output import Output
from reflect.cli.plain.guide import GuideServices, PlainGuide
from reflect.cli.plain.keyboard import InputRequest, InputResult
from reflect.cli.plain.output import PlainPage
from reflect.cli.plain.signals import TerminalGone
from reflect.practice.session import Session
from tests.factories import NOW


class ScriptedKeyboard:
    """A keyboard that types given lines; a terminal that goes away comes after the last.

    Args:
        lines: one for each question; "" is enter alone.
    """

    def __init__(self, *lines: str) -> None:
        self._lines = list(lines)
        self.requests: list[InputRequest] = []

    def read(self, request: InputRequest) -> InputResult:
        """Return the next line of the script."""
        self.requests.append(request)
        if not self._lines:
            raise TerminalGone
        line = self._lines.pop(0)
        if not line and request.current:
            return InputResult(request.current, is_new=False)
        return InputResult("", command=line) if line.startswith(":") else InputResult(line)

    def wait(self, seconds: float) -> bool:
        """Press enter at once."""
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
    """A guide whose answers come from a script.

    Args:
        session: what is answered.
        lines: what is typed.
    """

    def __init__(self, session: Session, *lines: str) -> None:
        self.session = session
        self.keyboard = ScriptedKeyboard(*lines)
        self._stream = io.StringIO()
        self.drafts = 0
        services = GuideServices(
            autosave=self._count, now=lambda: NOW, edit=lambda text, save: text, lessons=list
        )
        self.guide = PlainGuide(session, PlainPage(Output(self._stream)), self.keyboard, services)

    def run(self, action: Callable[[PlainGuide], object] = PlainGuide.run) -> str:
        """Run until the script ends; return what was written."""
        with suppress(TerminalGone):
            action(self.guide)
        return self._stream.getvalue()

    def _count(self) -> None:
        self.drafts += 1
