"""One TOML table of a guide, its values handed out only when they are of the right kind."""

from collections.abc import Mapping

from reflect.guides.errors import WrongError, nearest
from reflect.text.display import safe_display


class Table:
    """A table's values by name; what is missing, too much or of another kind is an error.

    Args:
        data: the table as TOML gave it.
        known: every key it may have.
        where: how it is called in messages, such as `prompt 'why'`.
        key: the key of the prompt or guide that it stands under; "" for the prompt or guide itself.
        prompt: the index of its prompt; None for the guide itself.
        hints: what to do about keys that are not known, but often written.

    Raises:
        WrongError: it isn't a table, or has a key that is not known.
    """

    def __init__(
        self,
        data: object,
        known: tuple[str, ...],
        where: str,
        key: str = "",
        prompt: int | None = None,
        hints: Mapping[str, str] | None = None,
    ) -> None:
        self._key, self._prompt, self.where = key, prompt, where
        if not isinstance(data, Mapping):
            raise self.wrong(key, f"{where} is not a table; write {known[0]} = … in it")
        self._data = data
        for name in data:
            if name not in known:
                near = nearest(name, known)
                remedy = (hints or {}).get(name, "") or (
                    f"did you mean {near!r}?" if near else f"known are {', '.join(known)}"
                )
                raise self.wrong(name, f"unknown key {_short(name)} in {where}; {remedy}")

    def wrong(self, name: str, what: str) -> WrongError:
        """Make the error for one of the keys."""
        return WrongError(what, self._key or name, self._prompt)

    def has(self, name: str) -> bool:
        """Say whether a key is there."""
        return name in self._data

    def raw(self, name: str) -> object:
        """Give a value of any kind; None where the key is missing."""
        return self._data.get(name)

    def text(self, name: str, limit: int, default: str | None = "", *, lines: bool = False) -> str:
        """Give a text; `default` where it is missing, None for: it must be there.

        Args:
            name: the key.
            limit: how many characters it may have.
            default: what to give where there is none.
            lines: whether it may have more than one line.
        """
        if name not in self._data:
            if default is None:
                raise self.wrong(name, f'{self.where} has no {name}; add {name} = "…"')
            return default
        found = self.checked(name, self._data[name], limit, lines=lines)
        if default is None and not found:
            raise self.wrong(name, f"{name} of {self.where} is empty; write it out")
        return found

    def checked(self, name: str, value: object, limit: int, *, lines: bool = False) -> str:
        """Give a value as a text that is safe to show and not too long."""
        what = f"{name} of {self.where}"
        if not isinstance(value, str):
            raise self.wrong(name, f"{what} is not a text; put it in quotes")
        text = value.strip()
        if safe_display(text, keep="\n") != text:
            raise self.wrong(name, f"{what} has a control character in it; take it out")
        if "\n" in text and not lines:
            raise self.wrong(name, f"{what} has more than one line; make it one")
        if "<!--" in text or "-->" in text:
            raise self.wrong(name, f"{what} has a comment mark (<!-- or -->); take it out")
        if len(text) > limit:
            raise self.wrong(
                name, f"{what} is too long ({len(text)} characters); cut it to {limit} at most"
            )
        return text

    def one_of(self, name: str, options: tuple[str, ...], default: str | None) -> str:
        """Give one of several words; None as default for: it must be there."""
        found = self._data.get(name, default)
        if found is None:
            raise self.wrong(
                name, f'{self.where} has no {name}; add {name} = "…", one of {_listed(options)}'
            )
        if found == default or (isinstance(found, str) and found in options):
            return str(found)
        near = nearest(found, options) if isinstance(found, str) else ""
        remedy = f"did you mean {near!r}?" if near else f"one of {_listed(options)}"
        raise self.wrong(name, f"no such {name} in {self.where}: {_short(found)}; {remedy}")

    def flag(self, name: str, default: bool) -> bool:
        """Give true or false."""
        found = self._data.get(name, default)
        if not isinstance(found, bool):
            raise self.wrong(name, f"{name} of {self.where} must be true or false, without quotes")
        return found

    def number(self, name: str, default: int) -> int:
        """Give a whole number."""
        found = self._data.get(name, default)
        if not isinstance(found, int) or isinstance(found, bool):
            raise self.wrong(name, f"{name} of {self.where} must be a whole number, without quotes")
        return found

    def items(self, name: str) -> list[object]:
        """Give a list; an empty one where it is missing."""
        found = self._data.get(name, [])
        if not isinstance(found, list):
            raise self.wrong(name, f"{name} of {self.where} is not a list; put it in [ ]")
        return found


def _short(value: object) -> str:
    """Quote a value for a message: one line, nothing that acts on a terminal."""
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(repr(word) for word in words)
