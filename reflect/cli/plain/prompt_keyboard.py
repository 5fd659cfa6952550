"""The keyboard for terminals with cursor control: line editing with prompt_toolkit."""

import asyncio
import os
import signal
import sys
import termios
import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from select import select
from typing import TYPE_CHECKING, Any, Self

from prompt_toolkit import PromptSession
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Size
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.output import ColorDepth, Output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.utils import get_cwidth

from reflect.cli.plain.keyboard import InputRequest, InputResult, is_command, unescape
from reflect.cli.plain.prompt_input import LATENCY, TerminalInput
from reflect.cli.plain.signals import Signals, TerminalGone
from reflect.text.clean import clean, one_line
from reflect.text.display import safe_display
from reflect.text.terminal_input import is_burst

if TYPE_CHECKING:
    from reflect.cli.output import Output as CliOutput

# Seconds between checks for an autosave, and the maximum time between saves while typing.
AUTOSAVE_EVERY = 1.0
LONGEST_UNSAVED = 5.0
CHUNK = 1 << 16
TAB = "    "
# prompt_toolkit binds these to search, quoted insert, completion and the mouse. Its handler for the
# mouse fails on escape sequences that only look like it.
_UNUSED_KEYS = ("c-r", "c-s", "c-q", "tab", "s-tab", Keys.Vt100MouseEvent, Keys.CPRResponse)


class AnswerBuffer:
    """An answer being typed: decides what enter does and which line is a command.

    Args:
        request: the request for the answer.
        buffer: the buffer for the text, which is reset to the draft.
    """

    def __init__(self, request: InputRequest, buffer: Buffer) -> None:
        self._request = request
        self._buffer = buffer
        self._buffer.reset(Document(request.draft + request.refused))
        self._previous = buffer.text
        # Only a line typed key by key can be a command.
        self._is_typed = bool(request.refused) or not self._last_line

    @property
    def text(self) -> str:
        """The answer so far."""
        text, line = self._buffer.text, self._last_line
        if self._is_typed:
            text = text[: len(text) - len(line)] + unescape(line)
        return clean(text).text

    def enter(self, *, more: bool = False) -> InputResult | None:
        """Handle enter, which ends the answer or the current line.

        Args:
            more: whether more keys are pending, as in a paste without bracketed-paste mode.

        Returns:
            The answer, or None if it continues.
        """
        document = self._buffer.document
        if self._request.current and not document.text.strip() and not more:
            return InputResult(self._request.current, is_new=False)
        if not self._request.multiline:
            return self._result()
        ends = self._is_command or not document.current_line.strip()
        if document.is_cursor_at_the_end and ends and not more:
            return self._result()
        self.insert_line()
        return None

    def insert_line(self) -> None:
        """Start a new line if the answer can have several."""
        if self._request.multiline:
            self._insert("\n")

    def paste(self, text: str) -> None:
        """Insert pasted text, joining its lines if the answer is a single line."""
        text = clean(text).text
        if not self._request.multiline and "\n" in text:
            text = one_line(text)
        self._insert(text)

    def up(self, count: int = 1) -> None:
        """Move the cursor up, or insert the current answer if nothing has been typed."""
        if self._buffer.text:
            self._buffer.cursor_up(count)
        else:
            self._insert(self._request.current)

    def end(self) -> InputResult:
        """Handle Ctrl-D: return the answer, or end the session if nothing has been typed."""
        return self._result() if self._buffer.text.strip() else InputResult("", is_end=True)

    def edit(self) -> InputResult:
        """Return the answer with the command that opens it in the editor."""
        return InputResult(self.text, command=":edit")

    def track(self, _: Buffer) -> None:
        """Track after each change whether the last line was typed by hand."""
        before, text = self._previous, self._buffer.text
        self._previous = text
        is_key = len(text) <= len(before) + 1 and text.count("\n") == before.count("\n")
        has_changed = self._last_line != before.rpartition("\n")[2]
        if has_changed or (not is_key and self._buffer.document.on_last_line):
            self._is_typed = not self._last_line or (self._is_typed and is_key)

    @property
    def _last_line(self) -> str:
        return self._buffer.text.rpartition("\n")[2]

    @property
    def _is_command(self) -> bool:
        return self._is_typed and is_command(self._last_line)

    def _insert(self, text: str) -> None:
        self._unescape()
        self._buffer.insert_text(text)
        self._previous = self._buffer.text
        if self._buffer.document.on_last_line:
            self._is_typed = not self._last_line

    def _unescape(self) -> None:
        """Replace a leading "::" by a colon before text is inserted or a new line starts."""
        document, line = self._buffer.document, self._last_line
        if self._is_typed and document.on_last_line and unescape(line) != line:
            start = len(document.text) - len(line)
            cursor = max(document.cursor_position - 1, start)
            self._buffer.document = Document(document.text[:start] + unescape(line), cursor)

    def _result(self) -> InputResult:
        line = self._last_line
        if self._is_command:
            above = self._buffer.text[: len(self._buffer.text) - len(line)]
            return InputResult(clean(above).text, command=line.strip())
        return InputResult(self.text)


class PromptKeyboard:
    """Reads answers with line editing.

    Args:
        out: the output that shows the typed text.
        signals: the signals to handle while waiting for keys.
        input: the source of key presses; stdin by default.
        output: prompt_toolkit's output; the stream of `out` by default.
    """

    def __init__(
        self,
        out: "CliOutput",
        signals: Signals,
        *,
        input: Input | None = None,
        output: Output | None = None,
    ) -> None:
        self._out = out
        self._signals = signals
        self._input = input or TerminalInput(sys.stdin)
        self._modes = ExitStack()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._answer: AnswerBuffer | None = None
        self._prefix = ""
        self._session: PromptSession[InputResult] = PromptSession(
            input=self._input,
            output=output or self._terminal_output(),
            key_bindings=self._bindings(),
            history=DummyHistory(),
            input_processors=[SafeDisplay()],
            color_depth=ColorDepth.DEPTH_1_BIT,
            complete_while_typing=False,
            validate_while_typing=False,
            include_default_pygments_style=False,
            enable_suspend=True,
            reserve_space_for_menu=0,
        )
        # Only our own key bindings can end an answer.
        self._session.default_buffer.accept_handler = None

    def __enter__(self) -> Self:
        # Raw mode between questions keeps keys that are typed early from being echoed or lost.
        self._modes.enter_context(self._input.raw_mode())
        return self

    def __exit__(self, *exc: object) -> None:
        # Pending keys were meant for the guide and must not reach the shell.
        self.discard()
        self._modes.close()

    @contextmanager
    def suspended(self) -> Iterator[None]:
        """Release the terminal to another program; see `Keyboard.suspended`."""
        self._modes.close()
        try:
            yield
        finally:
            self._signals.forget_interrupt()
            self._modes.enter_context(self._input.raw_mode())

    def read(self, request: InputRequest) -> InputResult:
        """Read one answer; see `Keyboard.read`."""
        buffer = self._session.default_buffer
        self._answer = answer = AnswerBuffer(request, buffer)
        draft = buffer.document
        buffer.on_text_changed += answer.track
        self._signals.on_signal = self._wake
        self._prefix = request.prefix
        if isinstance(self._input, TerminalInput):
            self._input.begin(multiline=request.multiline)
        try:
            result = self._session.prompt(
                request.prefix,
                default=draft,
                multiline=request.multiline,
                prompt_continuation=" " * len(request.prefix),
                pre_run=lambda: self._start(request, answer),
                set_exception_handler=False,
                handle_sigint=False,
            )
            if self._session.app.erase_when_done:
                # The answer is taller than the screen, so print it in full.
                self._out.prose(buffer.text, indent=len(request.prefix))
            return result
        except (KeyboardInterrupt, TerminalGone):
            request.autosave(answer.text)
            raise
        except (EOFError, OSError) as error:
            request.autosave(answer.text)
            raise TerminalGone from error
        finally:
            self._signals.on_signal = None
            self._session.app.erase_when_done = False
            self._loop = None
            buffer.on_text_changed -= answer.track

    def wait(self, seconds: float) -> bool:
        """Wait for enter, ignoring other keys; see `Keyboard.wait`."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not self._signals.wait(self._input.fileno(), left):
                return False
            try:
                keys = os.read(self._input.fileno(), CHUNK)
            except OSError as error:
                raise TerminalGone from error
            if not keys:
                raise TerminalGone
            if b"\x03" in keys:
                raise KeyboardInterrupt
            if b"\x1a" in keys:
                with self.suspended():
                    os.kill(0, signal.SIGTSTP)
            if (b"\r" in keys or b"\n" in keys) and not is_burst(keys.decode("latin-1"), LATENCY):
                return True
        return False

    def discard(self) -> None:
        """Discard pending key presses."""
        clear_typeahead(self._input)
        try:
            termios.tcflush(self._input.fileno(), termios.TCIFLUSH)
        except termios.error:
            # The terminal was closed, so no keys are pending.
            return

    def _terminal_output(self) -> Output:
        stream = self._out.stream

        def size() -> Size:
            try:
                rows = os.get_terminal_size(stream.fileno()).lines
            except OSError:
                rows = 0
            return Size(rows=rows or 24, columns=self._out.width)

        # Don't query the cursor position, because simple terminals don't answer.
        term = os.environ.get("TERM")
        return Vt100_Output(stream, size, term=term, enable_bell=False, enable_cpr=False)

    def _start(self, request: InputRequest, answer: AnswerBuffer) -> None:
        self._loop = loop = asyncio.get_running_loop()
        loop.set_exception_handler(self._fail)
        self._session.app.create_background_task(self._autosave(request, answer))
        self._raise_signal()

    async def _autosave(self, request: InputRequest, answer: AnswerBuffer) -> None:
        """Save the text whenever the user stops typing, and every few seconds while typing."""
        saved = seen = answer.text
        unsaved = 0.0
        while True:
            await asyncio.sleep(AUTOSAVE_EVERY)
            text = answer.text
            unsaved = 0.0 if text == saved else unsaved + AUTOSAVE_EVERY
            if text != saved and (text == seen or unsaved >= LONGEST_UNSAVED):
                request.autosave(text)
                saved = text
            seen = text

    def _wake(self) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._raise_signal)

    def _raise_signal(self) -> None:
        error = self._signals.take()
        if error is not None:
            self._exit(error)

    def _fail(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._exit(context.get("exception") or RuntimeError(context["message"]))

    def _exit(self, error: BaseException) -> None:
        app = self._session.app
        if app.is_running and not app.is_done:
            app.exit(exception=error)

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()

        def finish(event: KeyPressEvent, result: InputResult | None) -> None:
            if result is not None:
                buffer = event.current_buffer
                buffer.document = Document(buffer.text.rstrip("\n"))
                self._session.app.erase_when_done = self._is_too_tall(buffer.text)
                event.app.exit(result=result)

        @bindings.add("enter")
        def _(event: KeyPressEvent) -> None:
            finish(event, self._current.enter(more=self._has_more(event)))

        @bindings.add("escape", "enter")
        def _(event: KeyPressEvent) -> None:
            self._current.insert_line()

        @bindings.add(Keys.BracketedPaste)
        def _(event: KeyPressEvent) -> None:
            self._current.paste(event.data)

        @bindings.add("up")
        @bindings.add("c-p")
        def _(event: KeyPressEvent) -> None:
            self._current.up(event.arg)

        @bindings.add("c-d")
        def _(event: KeyPressEvent) -> None:
            finish(event, self._current.end())

        @bindings.add("c-o")
        def _(event: KeyPressEvent) -> None:
            finish(event, self._current.edit())

        for key in _UNUSED_KEYS:
            bindings.add(key)(lambda event: None)
        return bindings

    def _is_too_tall(self, text: str) -> bool:
        """Return whether a text takes up at least as many rows as the terminal."""
        size = self._session.output.get_size()
        width = max(size.columns - len(self._prefix), 1)
        rows = sum(get_cwidth(line) // width + 1 for line in text.split("\n"))
        return rows >= size.rows

    @property
    def _current(self) -> AnswerBuffer:
        assert self._answer is not None
        return self._answer

    def _has_more(self, event: KeyPressEvent) -> bool:
        waiting = any(key.key != Keys.CPRResponse for key in event.key_processor.input_queue)
        return waiting or bool(select([self._input.fileno()], [], [], 0)[0])


class SafeDisplay(Processor):
    """Shows tabs as spaces and control characters as visible marks."""

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Replace these characters and map cursor positions accordingly."""
        fragments = transformation_input.fragments
        if all(fragment[1].isprintable() for fragment in fragments):
            return Transformation(fragments)
        starts = [0]
        shown: StyleAndTextTuples = []
        for style, char, *_ in explode_text_fragments(fragments):
            mark = TAB if char == "\t" else safe_display(char, keep="")
            shown.append((style, mark))
            starts.append(starts[-1] + len(mark))
        last = len(starts) - 1
        return Transformation(
            shown,
            source_to_display=lambda at: starts[min(at, last)],
            display_to_source=lambda column: max(bisect_right(starts, column) - 1, 0),
        )
