"""Nothing: what stands in place of the list while there is nothing to list."""

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
from reflect.tui.safe_text import line, plain


class Nothing(VerticalScroll, can_focus=True):
    """A few lines of text, and below them words to choose from."""

    class Chosen(Message):
        """One of the words was chosen."""

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
    Nothing {
        align: center middle;
        &>Static { width: auto; max-width: 100%; padding: 1 2; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(Static(Content("")), id=id)
        self._words: tuple[str, ...] = ()

    def show(self, lines: Sequence[Content], words: Sequence[str] = ()) -> None:
        """Show other lines.

        Args:
            lines: what is said.
            words: what one may take instead of what was looked for; nine at the most.
        """
        self._words = tuple(words[:9])
        told = list(lines)
        if words:
            told += [Content(""), plain("Did you mean")]
        for number, word in enumerate(self._words):
            chosen = Style.from_meta({"word": number})
            name = key_of(self, f"nothing.{number + 1}")
            key = plain(f"  {name}  ", "bold $primary")
            told.append(Content.assemble(key, line(word)).stylize(chosen))
        self.query_one(Static).update(Content("\n").join(told))

    def action_choose(self, number: int) -> None:
        """Take one of the words."""
        if number < len(self._words):
            self.post_message(self.Chosen(self._words[number]))

    def on_click(self, event: events.Click) -> None:
        """Take the word that was clicked on."""
        number = event.style.meta.get("word")
        if isinstance(number, int):
            self.action_choose(number)
