"""Reads the front matter: YAML of which only texts, lists and named fields are taken.

The library builds nothing but its tree of nodes; so `on`, `2026-11-01` and `1e3` stay the texts
that they are, no tag can make an object, and every value knows its line.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from reflect.formats.markdown.errors import FormError

if TYPE_CHECKING:
    import yaml

LIMIT = 256 * 1024  # characters
DEPTH = 6
_EMPTY = ("~", "null", "Null", "NULL")
_QUOTE = 'Put text with a colon, a # or a quotation mark in it between "double quotes".'


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the front matter, and its line in the form.

    Args:
        line: that of its key, where it has one; counted from 1.
        content: a text, a list of values, or values by their key.
        plain: whether it is a text without quotes.
    """

    line: int
    content: "str | tuple[Value, ...] | dict[str, Value]"
    plain: bool = False

    @property
    def text(self) -> str:
        """The text it is; what YAML calls null is "".

        Raises:
            FormError: it is a list, or fields.
        """
        if not isinstance(self.content, str):
            raise FormError(self.line, "one text belongs here, and there is a list")
        return "" if self.plain and self.content in _EMPTY else self.content

    @property
    def items(self) -> "tuple[Value, ...]":
        """The list it is, or the empty one.

        Raises:
            FormError: it is something else.
        """
        if isinstance(self.content, tuple):
            return self.content
        if isinstance(self.content, str) and not self.text:
            return ()
        raise FormError(self.line, "a list belongs here", 'Begin each item with "- ".')

    @property
    def fields(self) -> "dict[str, Value]":
        """The values by their key.

        Raises:
            FormError: it is something else.
        """
        if not isinstance(self.content, dict):
            raise FormError(self.line, 'lines like "due: 2026-12-06" belong here')
        return self.content


def read_front(text: str, first: int) -> dict[str, Value]:
    """Read the lines between the two `---`.

    Args:
        text: those lines.
        first: the number of the first of them in the form.

    Raises:
        FormError: it isn't YAML, too long or too deep, or uses what a form has no need of.
    """
    import yaml

    if len(text) > LIMIT:
        raise FormError(first, f"the front matter is longer than {LIMIT // 1024} KB")
    try:
        node = yaml.compose(text, Loader=_loader())
    except yaml.reader.ReaderError as problem:
        line = first + text.count("\n", 0, problem.position)
        raise FormError(line, "a character that YAML does not allow", "Remove it.") from None
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        raise FormError(
            first + (mark.line if mark else 0), f"not YAML: {_why(problem)}", _QUOTE
        ) from None
    if node is None:
        return {}
    value = _value(node, first)
    return value.fields


@cache
def _loader() -> type["yaml.SafeLoader"]:
    """Make the loader that takes no alias, no tag, and nothing deep."""
    import yaml

    class Loader(yaml.SafeLoader):
        depth = 0

        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            event = self.peek_event()  # type: ignore[no-untyped-call]
            if getattr(event, "anchor", None) is not None:
                raise yaml.MarkedYAMLError(
                    problem="& and * are not used here", problem_mark=event.start_mark
                )
            if getattr(event, "tag", None) is not None:
                raise yaml.MarkedYAMLError(
                    problem="! is not used here", problem_mark=event.start_mark
                )
            if self.depth == DEPTH:
                raise yaml.MarkedYAMLError(
                    problem="lists within lists", problem_mark=event.start_mark
                )
            self.depth += 1
            try:
                return super().compose_node(parent, index)
            finally:
                self.depth -= 1

    return Loader


def _why(problem: "yaml.MarkedYAMLError") -> str:
    """Say it in the library's words where they are its own, and hold nothing of the form."""
    told = str(problem.problem or "")
    if told == "mapping values are not allowed here":
        return "a second colon"
    own = ("&", "!", "lists within", "expected <block end>", "could not find expected")
    return told if told.startswith(own) else "it can't be read"


def _value(node: "yaml.Node", first: int) -> Value:
    import yaml

    line = first + node.start_mark.line
    if isinstance(node, yaml.ScalarNode):
        return Value(line, node.value, node.style is None)
    if isinstance(node, yaml.SequenceNode):
        return Value(line, tuple(_value(item, first) for item in node.value))
    fields: dict[str, Value] = {}
    for key, value in node.value:
        at = first + key.start_mark.line
        if not isinstance(key, yaml.ScalarNode):
            raise FormError(at, "a name belongs before the colon")
        if key.value in fields:
            raise FormError(at, f"{shown_key(key.value)} is given twice", "Keep one of the two.")
        fields[key.value] = replace(_value(value, first), line=at)
    return Value(line, fields)


def shown_key(key: str) -> str:
    """Name a key in a message, unless it is no key at all but may be somebody's text."""
    return key if key.isidentifier() and len(key) < 24 else "a name"
