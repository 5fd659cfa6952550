"""The text of an editor: kept as it is, but shown and measured with its marks."""

from collections.abc import Iterator, Sequence
from typing import overload

from textual.document._document import Document, EditResult, Location

from reflect.tui.widgets.marks import shown


class Marked(Sequence[str]):
    """Lines as they are shown; each is made when it is looked at.

    Args:
        lines: as they were typed.
    """

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> list[str]: ...

    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return [shown(line) for line in self._lines[index]]
        return shown(self._lines[index])

    def __iter__(self) -> Iterator[str]:
        return map(shown, self._lines)


class MarkedDocument(Document):
    """A document that is edited as it was typed, and drawn with marks for control codes.

    Textual's own parts a text at every character that Unicode calls a line's end, form feed and
    all, and so would lose them; this one parts it at newlines alone.

    Args:
        text: to begin with.
    """

    def __init__(self, text: str) -> None:
        super().__init__("")
        self._lines = _split(text)
        self._text: str | None = None

    @property
    def text(self) -> str:
        """The whole text, as it was typed."""
        if self._text is None:
            self._text = "\n".join(self._lines)
        return self._text

    @property
    def lines(self) -> Sequence[str]:  # type: ignore[override]
        """The lines as they are shown."""
        return Marked(self._lines)

    @overload
    def __getitem__(self, line_index: int) -> str: ...

    @overload
    def __getitem__(self, line_index: slice) -> list[str]: ...

    def __getitem__(self, line_index: int | slice) -> str | list[str]:
        return Marked(self._lines)[line_index]

    def get_text_range(self, start: Location, end: Location) -> str:
        """Give the text between two places, as it was typed."""
        (top, first), (bottom, last) = sorted((start, end))
        rows = self._lines[top : bottom + 1]
        if bottom < len(self._lines):
            rows[-1] = rows[-1][:last]
        if rows:
            rows[0] = rows[0][first:]
        return "\n".join(rows)

    def replace_range(self, start: Location, end: Location, text: str) -> EditResult:
        """Put a text where another was.

        Args:
            start, end: the place of what goes.
            text: what comes.

        Returns:
            Where the new text ends, and the text that went.
        """
        top, bottom = sorted((start, end))
        replaced = self.get_text_range(top, bottom)
        lines = self._lines
        before = lines[top[0]][: top[1]] if top[0] < len(lines) else ""
        after = lines[bottom[0]][bottom[1] :] if bottom[0] < len(lines) else ""
        new = _split(text)
        new[0] = before + new[0]
        column = len(new[-1])
        new[-1] += after
        lines[top[0] : bottom[0] + 1] = new
        self._text = None
        return EditResult((top[0] + len(new) - 1, column), replaced)


def _split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
