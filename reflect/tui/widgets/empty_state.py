"""The placeholder shown instead of an empty list."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.widgets import Static

from reflect.tui.bindings import key_of
from reflect.tui.safe_text import safe_content, safe_line


class EmptyState(VerticalScroll, can_focus=True):
    """A few lines of text, followed by suggested words to choose from."""

    class Chosen(Message):
        """Posted when the user chooses a word."""

        def __init__(self, word: str) -> None:
            super().__init__()
            self.word = word

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose(0)", "Take the first", show=False, id="nothing.first"),
        *(
            Binding(str(number), f"choose({number - 1})", show=False, id=f"nothing.{number}")
            for number in range(1, 10)
        ),
    ]
    DEFAULT_CSS = """
    EmptyState {
        align: center middle;
        &>Static { width: auto; max-width: 100%; padding: 1 2; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(Static(Content("")), id=id)
        self._words: tuple[str, ...] = ()

    def show(self, lines: Sequence[Content], words: Sequence[str] = ()) -> None:
        """Replace the text and the suggestions.

        Args:
            lines: the lines of text.
            words: suggestions for the query; only the first nine are shown.
        """
        self._words = tuple(words[:9])
        shown = list(lines)
        if words:
            shown += [Content(""), safe_content("Did you mean")]
        for number, word in enumerate(self._words):
            chosen = Style.from_meta({"word": number})
            name = key_of(self, f"nothing.{number + 1}")
            key = safe_content(f"  {name}  ", "bold $primary")
            shown.append(Content.assemble(key, safe_line(word)).stylize(chosen))
        self.query_one(Static).update(Content("\n").join(shown))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # Without a word to choose, a digit leads to another screen.
        number = parameters[0] if action == "choose" else -1
        return isinstance(number, int) and number < len(self._words)

    def action_choose(self, number: int) -> None:
        if number < len(self._words):
            self.post_message(self.Chosen(self._words[number]))

    def on_click(self, event: events.Click) -> None:
        number = event.style.meta.get("word")
        if isinstance(number, int):
            self.action_choose(number)
