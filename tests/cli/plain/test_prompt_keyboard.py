"""Line editing: what ends an answer, which lines are commands, and what reaches the terminal."""

import io
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from reflect.cli.output import Output
from reflect.cli.plain.keyboard import InputRequest, InputResult
from reflect.cli.plain.prompt_keyboard import AnswerBuffer, PromptKeyboard
from reflect.cli.plain.signals import Signals, TerminalGone
from reflect.text.clean import normalise
from tests.cli.helpers_screen import Screen
from tests.hostile import ACTING

LIKE_COMMANDS = st.lists(
    st.sampled_from(["", ":skip", "::skip", ":::", ":", ":)", ":clear now", " :back", "plain"])
    | st.text(max_size=12),
    max_size=5,
).map(lambda lines: normalise("\n".join(lines)))
UP, ALT_ENTER, HOME, END, LEFT = "\x1b[A", "\x1b\r", "\x1b[H", "\x1b[F", "\x1b[D"
# The cursor movements, modes and styles written by prompt_toolkit.
MOVES = re.compile(r"\x1b\[\??[0-9;]*[A-Za-z]|[\r\x08]")
CTRL_C, CTRL_D, CTRL_O, CTRL_U = "\x03", "\x04", "\x0f", "\x15"


def request(
    *, current: str = "", draft: str = "", multiline: bool = True, refused: str = ""
) -> InputRequest:
    """Return a request that is not autosaved."""
    return InputRequest(
        lambda text: None, current=current, draft=draft, multiline=multiline, refused=refused
    )


class Typist:
    """Types into an answer without a terminal.

    Args:
        asked: the question.
    """

    def __init__(self, asked: InputRequest) -> None:
        self.buffer = Buffer()
        self.answer = AnswerBuffer(asked, self.buffer)
        self.buffer.on_text_changed += self.answer.track

    def type(self, text: str) -> InputResult | None:
        """Type characters and enter, key by key; return the answer once it ends."""
        for char in text:
            if char == "\r":
                result = self.answer.enter()
                if result is not None:
                    return result
            else:
                self.buffer.insert_text(char)
        return None


@contextmanager
def keyboard(signals: Signals | None = None) -> Iterator[tuple[PromptKeyboard, PipeInput]]:
    """Yield a keyboard without a terminal, and the pipe that supplies its keys."""
    with create_pipe_input() as pipe:
        yield (
            PromptKeyboard(
                Output(io.StringIO()), signals or Signals(), input=pipe, output=DummyOutput()
            ),
            pipe,
        )


def read(keys: str, asked: InputRequest | None = None) -> InputResult:
    """Read an answer from keys that arrive all at once."""
    with keyboard() as (board, pipe):
        pipe.send_text(keys)
        return board.read(asked or request())


@pytest.mark.parametrize("origin", ["current", "draft", "pasted"])
@given(text=LIKE_COMMANDS.filter(bool))
def test_untyped_text_is_not_a_command(origin: str, text: str) -> None:
    typist = Typist(
        request(
            current=text if origin == "current" else "", draft=text if origin == "draft" else ""
        )
    )
    if origin == "current":
        typist.answer.up()
    elif origin == "pasted":
        typist.answer.paste(text)
    assert typist.answer.text == text
    done = typist.type("\r\r")
    assert done is not None
    assert (normalise(done.text), done.command) == (text, "")


@pytest.mark.parametrize("line", [":skip", "::skip", ":::", ":)"])
@pytest.mark.parametrize("origin", ["current", "draft", "pasted"])
def test_untyped_single_line_is_not_a_command(origin: str, line: str) -> None:
    values = {origin: line} if origin != "pasted" else {}
    typist = Typist(request(multiline=False, **values))
    if origin == "current":
        typist.answer.up()
    elif origin == "pasted":
        typist.answer.paste(line)
    assert typist.answer.enter() == InputResult(line)


def change_start(typist: Typist) -> None:
    """Delete the text before the colon."""
    typist.buffer.cursor_position = 0
    typist.buffer.delete(3)
    typist.buffer.cursor_position = len(typist.buffer.text)


def split_line(typist: Typist) -> None:
    """Start a new line before the colon."""
    typist.buffer.cursor_position = 3
    typist.answer.enter()
    typist.buffer.cursor_position = len(typist.buffer.text)


def join_lines(typist: Typist) -> None:
    """Type an escaped colon, then join its line to the next."""
    typist.buffer.text = ""
    typist.type("::clear\r")
    typist.buffer.delete_before_cursor()


def paste_after(typist: Typist) -> None:
    """Type a colon, then paste the word."""
    typist.buffer.text = ""
    typist.type(":")
    typist.answer.paste("clear")


def paste_before(typist: Typist) -> None:
    """Paste a colon, then type the word."""
    typist.buffer.text = ""
    typist.answer.paste(":")
    typist.type("clear")


@pytest.mark.parametrize(
    "change", [change_start, split_line, join_lines, paste_after, paste_before]
)
def test_partly_typed_line_is_not_a_command(change: Callable[[Typist], None]) -> None:
    typist = Typist(request(draft="to :clear"))
    change(typist)
    done = typist.type("\r\r")
    assert done is not None
    assert not done.command
    assert normalise(done.text).split("\n")[-1].strip() == ":clear"


def test_two_typed_colons_become_one() -> None:
    for keys in ("::skip\r\r", f"::skip{ALT_ENTER}\r", f"::skip{CTRL_D}"):
        assert normalise(read(keys).text) == ":skip"
    typist = Typist(request())
    typist.type("one\r::skip")
    assert typist.answer.text == "one\n:skip"


def test_typed_line_below_other_text_can_be_a_command() -> None:
    typist = Typist(request(current="one\n:skip"))
    typist.answer.up()
    assert typist.type("\r:back\r") == InputResult("one\n:skip\n", command=":back")


def test_rejected_command_can_be_corrected() -> None:
    typist = Typist(request(refused=":bak"))
    typist.buffer.delete_before_cursor()
    assert typist.type("ck\r") == InputResult("", command=":back")


def test_enter_keeps_the_current_answer() -> None:
    typist = Typist(request(current="one"))
    assert typist.type("\r") == InputResult("one", is_new=False)


def test_line_in_an_unbracketed_paste_is_not_a_command() -> None:
    assert read(":clear\rmore\r\r") == InputResult(":clear\nmore\n")


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        ("one\r\r", InputResult("one\n")),
        ("one\rtwo\r\r", InputResult("one\ntwo\n")),
        (f"one{ALT_ENTER}{ALT_ENTER}two\r\r", InputResult("one\n\ntwo\n")),
        (f"one{CTRL_D}", InputResult("one")),
        (CTRL_D, InputResult("", is_end=True)),
        (":back\r", InputResult("", command=":back")),
        ("one\r:back\r", InputResult("one\n", command=":back")),
        (f"one{CTRL_O}", InputResult("one", command=":edit")),
        (f"ne{HOME}o{END}!{CTRL_D}", InputResult("one!")),
        (f"gone{CTRL_U}one{CTRL_D}", InputResult("one")),
        (f"日本{LEFT}x{CTRL_D}", InputResult("日x本")),
        ("\x1b[200~one\r\rtwo 日本\x1b[201~!\r\r", InputResult("one\n\ntwo 日本!\n")),
        (f"\x1b[200~:back\rmore\x1b[201~{CTRL_D}", InputResult(":back\nmore")),
        (f"a\x12\x13\x11\tb{CTRL_D}", InputResult("ab")),
        (f"a\x1b[31mb\x1b[M#!!\x1b[<0;1;1M\x1b[5;3Rc{CTRL_D}", InputResult("abc")),
    ],
)
def test_keys_produce_an_answer(keys: str, result: InputResult) -> None:
    assert read(keys) == result


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        ("one\r", InputResult("one")),
        ("\x1b[200~one\rtwo\x1b[201~\r", InputResult("one two")),
        (f"one{ALT_ENTER}two\r", InputResult("onetwo")),
        ("::x\r", InputResult(":x")),
        (f"{UP}!\r", InputResult("three!")),
        ("\r", InputResult("three", is_new=False)),
    ],
)
def test_keys_produce_a_single_line_answer(keys: str, result: InputResult) -> None:
    assert read(keys, request(multiline=False, current="three")) == result


def test_control_characters_in_a_paste_are_removed() -> None:
    assert read(f"\x1b[200~a\x1b]52;c;aGk=\x07b\x01\x1b[201~{CTRL_D}").text == "ab\ufffd"


def shown(keys: str, columns: int, asked: InputRequest) -> Screen:
    """Return the screen after an answer."""
    stream = io.StringIO()
    output = Vt100_Output(stream, lambda: Size(24, columns), term="xterm", enable_cpr=False)
    with create_pipe_input() as pipe:
        pipe.send_text(keys)
        PromptKeyboard(Output(stream), Signals(), input=pipe, output=output).read(asked)
    assert not ACTING.search(MOVES.sub("", stream.getvalue()))
    return Screen(columns).feed(stream.getvalue())


def test_control_characters_are_shown_as_marks() -> None:
    screen = shown(f"{END}!{CTRL_D}", 80, request(draft="a\u202eb\tc\x1b[2Jd"))
    assert screen.text.split("\n")[0] == "> a<U+202E>b    c␛[2Jd!"


@pytest.mark.parametrize("columns", [12, 40])
def test_long_line_wraps_on_a_narrow_terminal(columns: int) -> None:
    screen = shown(f"{'word 日本 ' * 8}{CTRL_D}", columns, request())
    assert not screen.overflown
    rows = "".join(row[2:] for row in screen.text.split("\n"))
    assert rows.replace(" ", "") == "word日本" * 8


def test_keys_after_an_answer_belong_to_the_next() -> None:
    with keyboard() as (board, pipe):
        pipe.send_text("one\rtwo\r")
        assert board.read(request(multiline=False)).text == "one"
        assert board.read(request(multiline=False)).text == "two"
        pipe.send_text("three\rfour")
        assert board.read(request(multiline=False)).text == "three"
        board.discard()
        pipe.send_text("five\r")
        assert board.read(request(multiline=False)).text == "five"


def test_ctrl_c_saves_the_text_so_far() -> None:
    saved: list[str] = []
    with keyboard() as (board, pipe):
        pipe.send_text(f"one\r::two{CTRL_C}")
        with pytest.raises(KeyboardInterrupt):
            board.read(InputRequest(saved.append, multiline=True))
    assert saved == ["one\n:two"]


def test_end_of_input_saves_the_text_so_far() -> None:
    saved: list[str] = []
    with keyboard() as (board, pipe):
        pipe.send_text("one")
        threading.Timer(0.1, pipe.close).start()
        with pytest.raises(TerminalGone):
            board.read(InputRequest(saved.append, multiline=True))
    assert saved == ["one"]


@pytest.mark.parametrize(
    ("number", "error"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, TerminalGone)]
)
@pytest.mark.parametrize("delay", [0.0, 0.1])
def test_signal_saves_the_text_so_far(
    number: signal.Signals, error: type[BaseException], delay: float
) -> None:
    saved: list[str] = []
    with Signals() as signals, keyboard(signals) as (board, pipe):
        if delay:
            pipe.send_text("one")
            threading.Timer(delay, lambda: signal.raise_signal(number)).start()
        else:
            signal.raise_signal(number)
        with pytest.raises(error):
            board.read(InputRequest(saved.append, multiline=True))
    assert saved == ["one" if delay else ""]


def test_text_is_autosaved_while_it_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reflect.cli.plain.prompt_keyboard.AUTOSAVE_EVERY", 0.01)
    with keyboard() as (board, pipe):

        def save(text: str) -> None:
            assert text == "one"
            pipe.send_text("\r")

        pipe.send_text("one")
        assert board.read(InputRequest(save)).text == "one"


def test_error_while_autosaving_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reflect.cli.plain.prompt_keyboard.AUTOSAVE_EVERY", 0.01)

    def save(text: str) -> None:
        raise ZeroDivisionError

    with keyboard() as (board, pipe):
        pipe.send_text("one")
        with pytest.raises(ZeroDivisionError):
            board.read(InputRequest(save))
